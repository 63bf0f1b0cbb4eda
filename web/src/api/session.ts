import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";

import { ApiError, http, send, type Problem } from "./http";
import type { Answer } from "./schema";

export type Session = Answer<"SessionOut">;
export type Locale = Session["locale"];
export type Scope = Session["grants"][string];

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
  /** Of our own refusals: when to try again. */
  detail?: string;
  errors?: { param?: string; code: string; message: string }[];
  data?: { flows?: { id: string; is_pending?: boolean }[] };
}

/** allauth reports problems in its own shape; the screens know one shape only. */
async function identityProblem(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as IdentityAnswer;
  const errors = (body.errors ?? []).map((e) => ({ field: e.param ?? "", code: e.code, detail: e.message }));
  return { status: response.status, code: errors[0]?.code ?? `http_${response.status}`, title: "", detail: body.detail ?? errors[0]?.detail ?? "", errors };
}

export async function identify(method: string, path: string, body?: unknown, accepted: number[] = []) {
  const response = await send(method, identity + path, { body });
  if (!response.ok && !accepted.includes(response.status)) throw new ApiError(await identityProblem(response));
}

/** Answers "code" when the second factor is still to come. */
export async function signIn(email: string, password: string): Promise<"in" | "code"> {
  const response = await send("POST", `${identity}/auth/login`, { body: { email, password } });
  if (response.ok) return "in";
  const { data } = (await response.clone().json().catch(() => ({}))) as IdentityAnswer;
  if (data?.flows?.some(({ id, is_pending }) => id === "mfa_authenticate" && is_pending)) return "code";
  throw new ApiError(await identityProblem(response));
}

/** The code that the member's phone shows, or one of their recovery codes. */
export async function signInCode(code: string): Promise<"in"> {
  await identify("POST", "/auth/2fa/authenticate", { code });
  return "in";
}

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

export interface SecondFactor {
  on: boolean;
  /** While it is off: what an authenticator app needs, to be confirmed with its first code. */
  secret?: string;
  address?: string;
}

const totp = "/account/authenticators/totp";

export async function secondFactor(): Promise<SecondFactor> {
  const response = await send("GET", identity + totp);
  if (response.ok) return { on: true };
  if (response.status !== 404) throw new ApiError(await identityProblem(response));
  const { meta } = (await response.json()) as { meta: { secret: string; totp_url: string } };
  return { on: false, secret: meta.secret, address: meta.totp_url };
}

/** Whoever finds an open window must not be able to change how its owner signs in. */
const confirmPassword = (password: string) => identify("POST", "/auth/reauthenticate", { password });

/** Turns it on and answers the recovery codes, each good for one sign-in without the phone. */
export async function addSecondFactor(password: string, code: string): Promise<string[]> {
  await confirmPassword(password);
  await identify("POST", totp, { code });
  const response = await send("GET", `${identity}/account/authenticators/recovery-codes`);
  const { data } = (await response.json()) as { data?: { unused_codes?: string[] } };
  return data?.unused_codes ?? [];
}

export async function removeSecondFactor(password: string) {
  await confirmPassword(password);
  await identify("DELETE", totp);
}
