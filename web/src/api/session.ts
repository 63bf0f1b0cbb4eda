import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";

import { ApiError, http, send, type Problem } from "./http";

export type Locale = "zh-hans" | "en";
export type Scope = "self" | "department" | "subtree" | "all";

export interface Ref {
  id: string;
  title: string;
}

export interface Session {
  member: { id: string; title: string; email: string; department: Ref | null; roles: string[] };
  tenant: { id: string; name: string; currency: string };
  locale: Locale;
  time_zone: string;
  grants: { [action: string]: Scope };
  /** Notifications not read yet. */
  unread: number;
}

/** Null stands for a visitor who has not signed in. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async (): Promise<Session | null> => {
    try {
      return await http.get<Session>("/session");
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

/** The session inside the shell, where there always is one. */
export function useSession(): Session {
  const session = useSuspenseQuery(sessionQuery).data;
  if (!session) throw new Error("used outside the shell");
  return session;
}

export function useGrants() {
  const { grants } = useSession();
  return (action: string) => action in grants;
}

export const patchSession = (change: { locale?: Locale; time_zone?: string }) =>
  http.patch<Session>("/session", change);

const identity = "/_allauth/browser/v1";

interface IdentityAnswer {
  errors?: { param?: string; code: string; message: string }[];
}

/** allauth reports problems in its own shape; the screens know one shape only. */
async function identityProblem(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as IdentityAnswer;
  const errors = (body.errors ?? []).map((e) => ({ field: e.param ?? "", code: e.code, detail: e.message }));
  return { status: response.status, code: errors[0]?.code ?? `http_${response.status}`, title: "", detail: errors[0]?.detail ?? "", errors };
}

async function identify(method: string, path: string, body?: unknown, accepted: number[] = []) {
  const response = await send(method, identity + path, { body });
  if (!response.ok && !accepted.includes(response.status)) throw new ApiError(await identityProblem(response));
}

export const signIn = (email: string, password: string) => identify("POST", "/auth/login", { email, password });

// allauth answers 401 to say "nobody is signed in any more", which is what was asked for.
export const signOut = () => identify("DELETE", "/auth/session", undefined, [401]);

interface IdentitySession {
  id: number;
  is_current: boolean;
}

/** Ends the sessions on all other devices, then this one. */
export async function signOutEverywhere() {
  const response = await send("GET", `${identity}/auth/sessions`);
  const { data = [] } = (await response.json()) as { data?: IdentitySession[] };
  const others = data.filter((session) => !session.is_current).map((session) => session.id);
  if (others.length > 0) await identify("DELETE", "/auth/sessions", { sessions: others });
  await signOut();
}

export const changePassword = (current_password: string, new_password: string) =>
  identify("POST", "/account/password/change", { current_password, new_password }, [401]);
