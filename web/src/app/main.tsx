import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { ConfigProvider } from "antd";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { onSignedOut } from "@/api/http";
import { sessionQuery } from "@/api/session";
import { useLanguage } from "@/ui/i18n";
import { usePreferences } from "@/ui/preferences";
import "@/ui/styles.css";
import { cssScope, themeConfig } from "@/ui/theme";

import { client } from "./client";
import { watchConnection } from "./connection";
import { currentAntdLocale, firstLanguage, loadLanguage } from "./language";
import { router } from "./router";

function Root() {
  useLanguage();
  const { mode, density } = usePreferences();
  return (
    <ConfigProvider theme={themeConfig(mode, density)} locale={currentAntdLocale()} button={{ autoInsertSpace: false }}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ConfigProvider>
  );
}

/** A session that ended elsewhere leads to the sign-in page, and from there back. */
onSignedOut(() => {
  const { location } = router.state;
  if (location.pathname === "/sign-in" || !client.getQueryData(sessionQuery.queryKey)) return;
  // Drafts outlive this, so the guard of a form that is being typed in need not ask.
  void router.navigate({ to: "/sign-in", search: { next: location.publicHref }, ignoreBlocker: true }).then(() => client.clear());
});

watchConnection();

document.documentElement.classList.add(cssScope);

if (import.meta.env.PROD && "serviceWorker" in navigator) void navigator.serviceWorker.register("/sw.js").catch(() => undefined);

void loadLanguage(firstLanguage()).then(() =>
  createRoot(document.getElementById("root")!).render(
    <StrictMode>
      <Root />
    </StrictMode>,
  ),
);
