/** Coming in without being a member yet: invitations, a forgotten password, a proven mailbox, a company of one's own. */

import { http } from "./http";
import { identify } from "./session";
import type { Answer } from "./schema";

export type Invitation = Answer<"InvitationOut">;

export const doors = () => http.get<Answer<"DoorsOut">>("/doors");

export const invitation = (token: string) => http.post<Invitation>("/invitations/open", { token });

/** Without a password: as who is signed in. */
export const joinCompany = (token: string, password?: string) => http.post<Answer<"JoinOut">>("/invitations/accept", { token, password: password ?? "" });

export const forgotPassword = (email: string) => identify("POST", "/auth/password/request", { email });

// 401 says that nobody is signed in by it, which is as it should be.
export const resetPassword = (key: string, password: string) => identify("POST", "/auth/password/reset", { key, password }, [401]);

export const sendAddressCode = () => http.post<void>("/session/address/code");

export const proveAddress = (code: string) => http.post<void>("/session/address/prove", { code });

/** Solves the server's puzzle, and has a code sent. */
export async function sendSignUpCode(email: string) {
  const [{ token, bits }, { solve }] = await Promise.all([http.post<Answer<"PuzzleOut">>("/sign-up/puzzle"), import("./puzzle")]);
  await http.post<void>("/sign-up/code", { email, token, solution: await solve(token, bits) });
}

export interface Founding {
  company: string;
  name: string;
  code?: string;
  password?: string;
}

export const foundCompany = (founding: Founding) => http.post<Answer<"JoinOut">>("/sign-up/found", { ...founding, accepts_terms: true });
