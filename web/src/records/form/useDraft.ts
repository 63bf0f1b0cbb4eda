import { useMemo, useState } from "react";

import { readStored, writeStored } from "@/ui/preferences";

export type Values = { [field: string]: unknown };

/** Keeps what was typed in this tab until it is saved or given up, also when the connection or the page is lost. */
export function useDraft(key: string) {
  const [found] = useState(() => readStored<Values>(sessionStorage, `draft.${key}`));
  return useMemo(() => {
    const write = (values: Values | undefined) => writeStored(sessionStorage, `draft.${key}`, values);
    return { found, keep: (values: Values) => write(values), forget: () => write(undefined) };
  }, [found, key]);
}
