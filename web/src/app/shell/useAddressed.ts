import { useParams } from "@tanstack/react-router";

import { useObjectTypeAt } from "@/api/meta";

/** The object type and the record that the address names. */
export function useAddressed() {
  const { path = "", id = "" } = useParams({ strict: false });
  return { type: useObjectTypeAt(path), id };
}
