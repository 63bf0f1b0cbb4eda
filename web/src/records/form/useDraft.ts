import { useCallback, useState } from "react";

import { readStored, writeStored } from "@/ui/preferences";

export type Values = { [field: string]: unknown };

/** Keeps what was typed in this tab until it is saved or given up, also when the connection or the page is lost. */
export function useDraft(key: string) {
  const [found] = useState(() => readStored<Values>(sessionStorage, `draft.${key}`));
  const keep = useCallback((values: Values) => writeStored(sessionStorage, `draft.${key}`, values), [key]);
  const forget = useCallback(() => writeStored(sessionStorage, `draft.${key}`, undefined), [key]);
  return { found, keep, forget };
}
