import { Link, useLocation, useNavigate } from "@tanstack/react-router";
import { Menu } from "antd";

import { useT } from "@/ui/i18n";

import { openEntry, usePlaces } from "../menu";

export function Brand() {
  const t = useT();
  return (
    <Link to="/" className="yl-brand">
      <img src="/icon.svg" alt="" />
      {t("app.name")}
    </Link>
  );
}

export function SideMenu({ onChoose }: { onChoose?: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const entries = usePlaces().filter(({ section }) => !section);
  const open = openEntry(entries, pathname);
  return (
    <nav aria-label={t("app.menu")}>
      <Menu
        className="yl-menu"
        selectedKeys={open ? [open] : []}
        items={entries.map(({ path, label, icon }) => ({ key: path, icon, label: <Link to={path}>{label}</Link> }))}
        onClick={({ key }) => {
          void navigate({ to: key });
          onChoose?.();
        }}
      />
    </nav>
  );
}
