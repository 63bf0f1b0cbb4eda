import { useMutation } from "@tanstack/react-query";
import { App, Button } from "antd";
import { lazy, Suspense, useState } from "react";

import { members } from "@/api/access";
import { useSession } from "@/api/session";
import { useRefreshAll } from "@/records/acts/useAct";
import { useReport } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

const PasswordDialog = lazy(() => import("./PasswordDialog"));
const HandOverDialog = lazy(() => import("@/records/acts/AssignDialog"));

function useMemberAct<T>(act: (values: T) => Promise<unknown>) {
  const refresh = useRefreshAll();
  return useMutation({ mutationFn: act, onError: useReport(), onSettled: refresh });
}

function HandOver({ record }: RecordSlotProps) {
  const t = useT();
  const { message } = App.useApp();
  const [asking, setAsking] = useState(false);
  const { mutate, isPending } = useMutation({ mutationFn: (to: string) => members.handOver(record.id, to), onError: useReport(), onSettled: useRefreshAll() });
  const give = (to: string) =>
    mutate(to, {
      onSuccess: ({ count }) => {
        void message.success(t("access.handOver.done", { count }));
        setAsking(false);
      },
    });
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t("access.handOver.act")}</Button>
      <Suspense>{asking && <HandOverDialog title={t("access.handOver.title", { member: record.title })} pending={isPending} onChoose={give} onClose={() => setAsking(false)} />}</Suspense>
    </>
  );
}

function Disable({ record }: RecordSlotProps) {
  const t = useT();
  const { modal } = App.useApp();
  const { mutate, isPending } = useMemberAct(() => members.disable(record.id));
  const ask = () => modal.confirm({ title: t("access.disable.title", { member: record.title }), content: t("access.disable.hint"), okText: t("access.disable.act"), okButtonProps: { danger: true }, onOk: () => mutate(undefined) });
  return (
    <Button danger loading={isPending} onClick={ask}>
      {t("access.disable.act")}
    </Button>
  );
}

function RemoveFactor({ record }: RecordSlotProps) {
  const t = useT();
  const { modal } = App.useApp();
  const { mutate, isPending } = useMemberAct(() => members.removeSecondFactor(record.id));
  const ask = () => modal.confirm({ title: t("access.factor.title", { member: record.title }), content: t("access.factor.hint"), okText: t("access.factor.act"), okButtonProps: { danger: true }, onOk: () => mutate(undefined) });
  return (
    <Button loading={isPending} onClick={ask}>
      {t("access.factor.act")}
    </Button>
  );
}

function Enable({ record }: RecordSlotProps) {
  const t = useT();
  const { mutate, isPending } = useMemberAct(() => members.enable(record.id));
  return (
    <Button type="primary" loading={isPending} onClick={() => mutate(undefined)}>
      {t("access.enable")}
    </Button>
  );
}

/** Coming, going, and what of theirs goes to whom. */
export default function MemberActs(props: RecordSlotProps) {
  const { record } = props;
  const t = useT();
  const { member } = useSession();
  const [setting, setSetting] = useState(false);
  const can = (act: string) => record.can?.includes(act) ?? false;
  if (!can("update")) return null;
  const self = record.id === member.id;
  return (
    <>
      <Button onClick={() => setSetting(true)}>{t("access.password.act")}</Button>
      {!self && <RemoveFactor {...props} />}
      {can("hand_over") && <HandOver {...props} />}
      {!self && record.status === "active" && <Disable {...props} />}
      {record.status === "disabled" && <Enable {...props} />}
      <Suspense>{setting && <PasswordDialog {...props} onClose={() => setSetting(false)} />}</Suspense>
    </>
  );
}
