/** The company in whose pages this window is: it stands in the address (`/~1f2e3d4c/leads`) and goes along with every request. */

const prefix = /^\/~([0-9a-f]{8})(?=\/|$)/;

/** Pages that belong to no company: who comes here may have none yet. */
const outside = /^\/(sign-in|sign-up|forgotten|reset|invitation)(?=\/|$)/;

let code = "";

export const companyCode = () => code;

export function setCompany(next: string) {
  code = next;
}

/** What the router sees of an address; the company that stands in it is the one to go on in. */
export function withoutCompany(path: string): string {
  const named = prefix.exec(path)?.[1];
  if (!named) return path;
  code = named;
  return path.slice(named.length + 2) || "/";
}

/** What stands in the address bar, to be shared: whoever opens it comes into the right company. */
export const withCompany = (path: string): string => (code && !outside.test(path) && !prefix.test(path) ? `/~${code}${path}` : path);

/** Another company is another page: nothing of this one stays in memory. */
export const goToCompany = (next: string) => window.location.assign(`/~${next}/`);
