import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type AnyRoute,
  type LocationRewrite,
} from "@tanstack/react-router";
import { App } from "antd";
import type { ReactNode } from "react";

import { metaQuery } from "@/api/meta";
import { companyCode, setCompany, withCompany, withoutCompany } from "@/api/company";
import { sessionQuery } from "@/api/session";
import { parseListSearch } from "@/records/list/search";
import { registeredPages } from "@/records/registry";
import { setTimeZone } from "@/ui/format";
import { currentLanguage } from "@/ui/i18n";

import { client } from "./client";
import { languageOf, loadLanguage } from "./language";
import "./modules";
import { PageFailure, PageMissing, ShellSkeleton } from "./shell/pages";

const root = createRootRoute({ component: Outlet, notFoundComponent: PageMissing, errorComponent: PageFailure });

/** Who is there, of whatever company. Asking also brings the CSRF cookie that signing in needs. */
const whoever = () => {
  setCompany("");
  return client.fetchQuery({ ...sessionQuery, staleTime: 0 }).catch(() => null);
};

const validateNext = (raw: { next?: unknown }) => ({ next: typeof raw.next === "string" ? raw.next : undefined });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: validateNext,
  beforeLoad: async ({ search }) => {
    if (await whoever()) throw redirect({ href: search.next ?? "/" });
  },
  component: lazyRouteComponent(() => import("./entry/SignIn")),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation/$token",
  beforeLoad: whoever,
  component: lazyRouteComponent(() => import("./entry/Invitation")),
});

const forgotten = createRoute({
  getParentRoute: () => root,
  path: "/forgotten",
  beforeLoad: whoever,
  component: lazyRouteComponent(() => import("./entry/Forgotten")),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  beforeLoad: whoever,
  component: lazyRouteComponent(() => import("./entry/SignUp")),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: "/reset/$key",
  beforeLoad: whoever,
  component: lazyRouteComponent(() => import("./entry/Reset")),
});

/** The member in the company that the address names, else in the one where they were last: from then on it is in the address. */
async function sessionHere() {
  const known = await client.ensureQueryData(sessionQuery);
  if (known && companyCode() && known.tenant.code !== companyCode()) {
    client.clear();
    return client.ensureQueryData(sessionQuery);
  }
  if (known && !companyCode()) {
    setCompany(known.tenant.code);
    const { pathname, search, hash } = window.location;
    window.history.replaceState(window.history.state, "", withCompany(pathname) + search + hash);
  }
  return known;
}

/** Everything inside needs a member, their language and the metadata. */
const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  beforeLoad: async ({ location }) => {
    const session = await sessionHere();
    if (!session) throw redirect({ to: "/sign-in", search: { next: location.publicHref } });
    setTimeZone(session.time_zone);
    if (languageOf(session.locale) !== currentLanguage()) await loadLanguage(languageOf(session.locale));
    await client.ensureQueryData(metaQuery);
  },
  pendingComponent: ShellSkeleton,
  errorComponent: lazyRouteComponent(() => import("./entry/Refused")),
  component: lazyRouteComponent(() => import("./shell/Shell")),
});

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("./home/HomePage")),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  component: lazyRouteComponent(() => import("./shell/SettingsPage")),
});

const list = createRoute({
  getParentRoute: () => shell,
  path: "/$path",
  validateSearch: parseListSearch,
  component: lazyRouteComponent(() => import("./shell/ObjectListPage")),
});

const record = createRoute({
  getParentRoute: () => shell,
  path: "/$path/$id",
  component: lazyRouteComponent(() => import("./shell/ObjectRecordPage")),
});

const settingsList = createRoute({
  getParentRoute: () => shell,
  path: "/settings/$path",
  validateSearch: parseListSearch,
  component: lazyRouteComponent(() => import("./shell/ObjectListPage")),
});

const settingsRecord = createRoute({
  getParentRoute: () => shell,
  path: "/settings/$path/$id",
  component: lazyRouteComponent(() => import("./shell/ObjectRecordPage")),
});

const pages: AnyRoute[] = registeredPages().map(({ path, component: Page }) =>
  createRoute({ getParentRoute: () => shell, path: `/${path}`, component: () => <Page /> }),
);

const tree = root.addChildren([
  signIn,
  invitation,
  forgotten,
  reset,
  signUp,
  shell.addChildren([home, settings, list, record, settingsList, settingsRecord, ...pages]),
]);

/** Messages and questions stand inside the router, so that they may hold links. */
const Messages = ({ children }: { children: ReactNode }) => <App component={false}>{children}</App>;

/** The router knows paths without the company; the address bar and every link have it. */
const rewrite: LocationRewrite = {
  input: ({ url }) => {
    url.pathname = withoutCompany(url.pathname);
    return url;
  },
  output: ({ url }) => {
    url.pathname = withCompany(url.pathname);
    return url;
  },
};

export const router = createRouter({ routeTree: tree, rewrite, InnerWrap: Messages, defaultPreload: "intent", scrollRestoration: true });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
