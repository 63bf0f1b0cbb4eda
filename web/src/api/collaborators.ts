/** Who works on a record beside its owner. */

import { http } from "./http";
import type { Reference } from "./records";

export interface CollaboratorRow {
  member: Reference;
  access: "read" | "edit";
}

export const collaborators = {
  list: (path: string, record: string) => http.get<{ items: CollaboratorRow[] }>(`/${path}/${record}/collaborators`),
  set: (path: string, record: string, member: string, access: CollaboratorRow["access"]) => http.post<{ items: CollaboratorRow[] }>(`/${path}/${record}/collaborators`, { member, access }),
  remove: (path: string, record: string, member: string) => http.delete<void>(`/${path}/${record}/collaborators/${member}`),
};
