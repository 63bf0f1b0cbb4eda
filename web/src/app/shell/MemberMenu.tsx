import { UserOutlined } from "@ant-design/icons";
import { Avatar, Button, Dropdown, type MenuProps } from "antd";
import { lazy, Suspense, useState } from "react";

import { goToCompany } from "@/api/company";
import { useSession } from "@/api/session";
import { useLanguage, useT, type Language } from "@/ui/i18n";
import { useIsPhone } from "@/ui/pieces";
import { setPreferences, usePreferences } from "@/ui/preferences";
import type { Density, Mode } from "@/ui/theme";

import { useChangeLanguage, useLeave } from "./memberActs";

const SecondFactor = lazy(() => import("./SecondFactor"));
const ProveAddress = lazy(() => import("./ProveAddress"));
const ChangePassword = lazy(() => import("./ChangePassword"));

type Dialog = "password" | "factor" | "address" | undefined;

function useItems(show: (dialog: Dialog) => void): MenuProps["items"] {
  const t = useT();
  const session = useSession();
  const leave = useLeave();
  const { companies, tenant } = session;
  return [
    { type: "group", key: "who", label: `${session.tenant.name} · ${session.member.department?.title ?? session.member.email}` },
    ...(companies.length > 1 ? [{ key: "company", label: t("app.member.company"), children: companies.map(({ code, name }) => ({ key: code, label: name, disabled: code === tenant.code })) }] : []),
    { key: "language", label: t("app.member.language"), children: (["zh", "en"] as const).map((language) => ({ key: language, label: t(`app.language.${language}`) })) },
    { key: "mode", label: t("app.member.theme"), children: (["light", "dark"] as const).map((mode) => ({ key: mode, label: t(`app.member.${mode}`) })) },
    { key: "density", label: t("app.member.density"), children: (["compact", "comfortable"] as const).map((density) => ({ key: density, label: t(`app.member.${density}`) })) },
    { type: "divider" },
    { key: "password", label: t("app.password.title"), onClick: () => show("password") },
    ...(session.proven ? [] : [{ key: "address", label: t("app.prove.title"), onClick: () => show("address") }]),
    { key: "factor", label: t("app.factor.title"), onClick: () => show("factor") },
    { key: "sign-out", label: t("app.member.signOut"), onClick: leave.here },
    { key: "sign-out-all", label: t("app.member.signOutEverywhere"), onClick: leave.everywhere },
  ];
}

export function MemberMenu() {
  const session = useSession();
  const phone = useIsPhone();
  const language = useLanguage();
  const { mode, density } = usePreferences();
  const changeLanguage = useChangeLanguage();
  const [dialog, show] = useState<Dialog>();
  const items = useItems(show);
  const close = () => show(undefined);
  const onClick: MenuProps["onClick"] = ({ keyPath: [key, parent] }) => {
    if (parent === "language") changeLanguage(key as Language);
    if (parent === "mode") setPreferences({ mode: key as Mode });
    if (parent === "company") goToCompany(key!);
    if (parent === "density") setPreferences({ density: key as Density });
  };
  const { title } = session.member;
  return (
    <>
      <Dropdown trigger={["click"]} menu={{ items, onClick, selectedKeys: [language, mode, density, session.tenant.code] }}>
        <Button type="text" aria-label={phone ? title : undefined}>
          <Avatar size="small" icon={<UserOutlined />} />
          {!phone && title}
        </Button>
      </Dropdown>
      <Suspense>
        {dialog === "password" && <ChangePassword onClose={close} />}
        {dialog === "address" && <ProveAddress onClose={close} />}
        {dialog === "factor" && <SecondFactor onClose={close} />}
      </Suspense>
    </>
  );
}
