/** Pools and changes of hands, for every object that can lie in a pool. */

import { http } from "./http";
import type { ObjectType } from "./meta";
import type { BulkResult } from "./records";
import type { Answer } from "./schema";

export type LedgerRow = Answer<"LedgerRow">;

type Typed = Pick<ObjectType, "path">;

export const ownership = {
  /** At most 100 at once; each has its own result. */
  claim: ({ path }: Typed, ids: string[]) => http.post<BulkResult>(`/${path}/claim`, { ids }),
  ledger: ({ path }: Typed, id: string) => http.get<Answer<"LedgerOut">>(`/${path}/${id}/ledger`),
};
