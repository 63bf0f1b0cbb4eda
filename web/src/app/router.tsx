import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type AnyRoute,
} from "@tanstack/react-router";
import { App } from "antd";
import type { ReactNode } from "react";

import { metaQuery } from "@/api/meta";
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

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (raw: { next?: unknown }) => ({ next: typeof raw.next === "string" ? raw.next : undefined }),
  // Asking who is there also brings the CSRF cookie that signing in needs.
  beforeLoad: async ({ search }) => {
    if (await client.fetchQuery({ ...sessionQuery, staleTime: 0 })) throw redirect({ href: search.next ?? "/" });
  },
  component: lazyRouteComponent(() => import("./shell/SignIn")),
});

/** Everything inside needs a member, their language and the metadata. */
const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  beforeLoad: async ({ location }) => {
    const session = await client.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: "/sign-in", search: { next: location.href } });
    setTimeZone(session.time_zone);
    if (languageOf(session.locale) !== currentLanguage()) await loadLanguage(languageOf(session.locale));
    await client.ensureQueryData(metaQuery);
  },
  pendingComponent: ShellSkeleton,
  errorComponent: PageFailure,
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
  shell.addChildren([home, settings, list, record, settingsList, settingsRecord, ...pages]),
]);

/** Messages and questions stand inside the router, so that they may hold links. */
const Messages = ({ children }: { children: ReactNode }) => <App component={false}>{children}</App>;

export const router = createRouter({ routeTree: tree, InnerWrap: Messages, defaultPreload: "intent", scrollRestoration: true });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
