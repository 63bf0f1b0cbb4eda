/** Who works on an account beside its owner. */

import { http } from "./http";
import type { Reference } from "./records";

export interface CollaboratorRow {
  member: Reference;
  access: "read" | "edit";
}

export const collaborators = {
  list: (account: string) => http.get<{ items: CollaboratorRow[] }>(`/accounts/${account}/collaborators`),
  set: (account: string, member: string, access: CollaboratorRow["access"]) => http.post<{ items: CollaboratorRow[] }>(`/accounts/${account}/collaborators`, { member, access }),
  remove: (account: string, member: string) => http.delete<void>(`/accounts/${account}/collaborators/${member}`),
};
