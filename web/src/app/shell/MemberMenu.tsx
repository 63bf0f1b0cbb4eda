import { UserOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Avatar, Button, Dropdown, type MenuProps } from "antd";
import { lazy, Suspense, useState } from "react";

import { patchSession, sessionQuery, signOut, signOutEverywhere, useSession } from "@/api/session";
import { useReport } from "@/records/problems";
import { useLanguage, useT, type Language } from "@/ui/i18n";
import { useIsPhone } from "@/ui/pieces";
import { setPreferences, usePreferences } from "@/ui/preferences";
import type { Density, Mode } from "@/ui/theme";

import { client } from "../client";
import { loadLanguage, localeOf } from "../language";

const ChangePassword = lazy(() => import("./ChangePassword"));

function useLeave() {
  const router = useRouter();
  const onError = useReport();
  const leave = async () => {
    sessionStorage.clear();
    await router.navigate({ to: "/sign-in", ignoreBlocker: true });
    client.clear();
  };
  const here = useMutation({ mutationFn: signOut, onSuccess: leave, onError });
  const everywhere = useMutation({ mutationFn: signOutEverywhere, onSuccess: leave, onError });
  return { here: () => here.mutate(), everywhere: () => everywhere.mutate() };
}

/** The labels of objects and fields come from the server, so they are asked for again. */
function useChangeLanguage() {
  const { mutate } = useMutation({
    mutationFn: async (language: Language) => {
      const session = await patchSession({ locale: localeOf(language) });
      await loadLanguage(language);
      client.setQueryData(sessionQuery.queryKey, session);
      await client.invalidateQueries();
    },
    onError: useReport(),
  });
  return mutate;
}

function useItems(changePassword: () => void): MenuProps["items"] {
  const t = useT();
  const session = useSession();
  const leave = useLeave();
  return [
    { type: "group", key: "who", label: `${session.tenant.name} · ${session.member.department?.title ?? session.member.email}` },
    { key: "language", label: t("app.member.language"), children: (["zh", "en"] as const).map((language) => ({ key: language, label: t(`app.language.${language}`) })) },
    { key: "mode", label: t("app.member.theme"), children: (["light", "dark"] as const).map((mode) => ({ key: mode, label: t(`app.member.${mode}`) })) },
    { key: "density", label: t("app.member.density"), children: (["compact", "comfortable"] as const).map((density) => ({ key: density, label: t(`app.member.${density}`) })) },
    { type: "divider" },
    { key: "password", label: t("app.password.title"), onClick: changePassword },
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
  const [changing, setChanging] = useState(false);
  const items = useItems(() => setChanging(true));
  const onClick: MenuProps["onClick"] = ({ keyPath: [key, parent] }) => {
    if (parent === "language") changeLanguage(key as Language);
    if (parent === "mode") setPreferences({ mode: key as Mode });
    if (parent === "density") setPreferences({ density: key as Density });
  };
  const { title } = session.member;
  return (
    <>
      <Dropdown trigger={["click"]} menu={{ items, onClick, selectedKeys: [language, mode, density] }}>
        <Button type="text" aria-label={phone ? title : undefined}>
          <Avatar size="small" icon={<UserOutlined />} />
          {!phone && title}
        </Button>
      </Dropdown>
      <Suspense>{changing && <ChangePassword onClose={() => setChanging(false)} />}</Suspense>
    </>
  );
}
