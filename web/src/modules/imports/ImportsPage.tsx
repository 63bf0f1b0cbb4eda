import { useNavigate, useSearch } from "@tanstack/react-router";

import { ImportDetail } from "./ImportDetail";
import { ImportList } from "./ImportList";

interface ImportsSearch {
  /** The import that is open. */
  id?: string;
  /** The object that the next upload is for. */
  object?: string;
}

/** Imports of this tenant, and the steps of one of them. */
export default function ImportsPage() {
  const { id, object } = useSearch({ strict: false }) as ImportsSearch;
  const navigate = useNavigate();
  const open = (next: string | undefined) => void navigate({ to: ".", search: { id: next, object } as never });
  return <div className="yl-page">{id ? <ImportDetail id={id} onBack={() => open(undefined)} /> : <ImportList object={object} onOpen={open} />}</div>;
}
