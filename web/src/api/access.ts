/** Members, roles and pools beyond the generic routes. */

import { http } from "./http";
import type { RecordData, Reference } from "./records";
import type { Answer } from "./schema";

/** All that a role can grant for one object, whoever asks. */
export type Grantable = Answer<"PermissionOut">;

export const permissions = () => http.get<Answer<"PermissionsOut">>("/roles/permissions");

export type MemberLink = Answer<"LinkOut">;

export const members = {
  invite: (id: string) => http.post<MemberLink>(`/members/${id}/invite`),
  resetLink: (id: string) => http.post<MemberLink>(`/members/${id}/reset-link`),
  removeSecondFactor: (id: string) => http.post<RecordData>(`/members/${id}/second-factor/remove`),
  disable: (id: string, to?: string) => http.post<RecordData>(`/members/${id}/disable`, { to }),
  enable: (id: string) => http.post<RecordData>(`/members/${id}/enable`),
  handOver: (id: string, to: string) => http.post<{ count: number }>(`/members/${id}/hand-over`, { to }),
};

export interface PoolMember {
  member: Reference;
  admin: boolean;
}

export const poolMembers = {
  list: (pool: string) => http.get<{ items: PoolMember[] }>(`/pools/${pool}/members`),
  set: (pool: string, member: string, admin: boolean) => http.post<{ items: PoolMember[] }>(`/pools/${pool}/members`, { member, admin }),
  remove: (pool: string, member: string) => http.delete<void>(`/pools/${pool}/members/${member}`),
};

export type SignInRule = Answer<"SignInRuleOut">;

export const signInRule = {
  get: () => http.get<SignInRule>("/sign-in-rule"),
  set: (rule: SignInRule) => http.put<SignInRule>("/sign-in-rule", { second_factor: rule.second_factor }),
};
