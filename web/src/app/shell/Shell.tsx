import { MenuOutlined, QuestionCircleOutlined, SearchOutlined } from "@ant-design/icons";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";

import { useT } from "@/ui/i18n";
import { IconButton, useIsPhone } from "@/ui/pieces";
import { measures } from "@/ui/theme";
import { useHotkeys } from "@/ui/useHotkeys";

import { usePlaces } from "../menu";
import { Bell } from "./Bell";
import { Jobs } from "./Jobs";
import { jumps } from "./keys";
import { MemberMenu } from "./MemberMenu";
import { Offline } from "./Offline";
import { ShellSkeleton } from "./pages";
import { Brand, SideMenu } from "./SideMenu";

const Palette = lazy(() => import("./Palette"));
const MenuDrawer = lazy(() => import("./MenuDrawer"));
const KeyboardMap = lazy(() => import("./KeyboardMap"));

type Overlay = "menu" | "palette" | "keys" | undefined;

function useShellKeys(show: (overlay: Overlay) => void) {
  const navigate = useNavigate();
  const places = usePlaces();
  const goTo = (path: string) => places.some((place) => place.path === path) && void navigate({ to: path });
  useHotkeys({
    "mod+k": () => show("palette"),
    "?": () => show("keys"),
    ...Object.fromEntries(Object.entries(jumps).map(([keys, path]) => [keys, () => goTo(path)])),
  });
}

function Header({ show }: { show: (overlay: Overlay) => void }) {
  const t = useT();
  const phone = useIsPhone();
  return (
    <header className="yl-header">
      {phone && <IconButton label={t("app.menu")} icon={<MenuOutlined />} onClick={() => show("menu")} />}
      <Button className="yl-search yl-grow" icon={<SearchOutlined />} onClick={() => show("palette")}>
        <span className="yl-cut">{t("app.palette.open")}</span>
        {!phone && <kbd className="yl-key">{t("app.keys.palette")}</kbd>}
      </Button>
      <span className="yl-grow" />
      <Jobs />
      <Bell />
      {!phone && <IconButton label={t("app.keys.title")} icon={<QuestionCircleOutlined />} onClick={() => show("keys")} />}
      <MemberMenu />
    </header>
  );
}

/** What stands around every page. */
export default function Shell() {
  const t = useT();
  const phone = useIsPhone();
  const [overlay, show] = useState<Overlay>();
  useShellKeys(show);
  const close = () => show(undefined);
  return (
    <div className="yl-shell">
      <title>{t("app.name")}</title>
      {!phone && (
        <div className="yl-sider" style={{ width: measures.sider }}>
          <Brand />
          <SideMenu />
        </div>
      )}
      <div className="yl-shell-right">
        <Header show={show} />
        <Offline />
        <main className="yl-main">
          <Suspense fallback={<ShellSkeleton />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <Suspense>
        {phone && overlay === "menu" && <MenuDrawer onClose={close} />}
        {overlay === "palette" && <Palette onClose={close} />}
        {overlay === "keys" && <KeyboardMap onClose={close} />}
      </Suspense>
    </div>
  );
}
