/** Pools and changes of hands, for every object that can lie in a pool. */

import { http } from "./http";
import type { ObjectType } from "./meta";
import type { BulkResult, HiddenReference, Reference } from "./records";

type Place = Reference | HiddenReference | null;

export interface LedgerRow {
  id: string;
  at: string;
  kind: string;
  from_owner: Place;
  to_owner: Place;
  from_pool: Place;
  to_pool: Place;
  actor: Place;
  reason: string;
  rule: string;
}

type Typed = Pick<ObjectType, "path">;

export const ownership = {
  /** At most 100 at once; each has its own result. */
  claim: ({ path }: Typed, ids: string[]) => http.post<BulkResult>(`/${path}/claim`, { ids }),
  ledger: ({ path }: Typed, id: string) => http.get<{ items: LedgerRow[] }>(`/${path}/${id}/ledger`),
};
