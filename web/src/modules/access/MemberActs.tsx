import { useMutation } from "@tanstack/react-query";
import { App, Button } from "antd";
import { lazy, Suspense, useState } from "react";

import { members } from "@/api/access";
import { ApiError } from "@/api/http";
import { useSession } from "@/api/session";
import { useRefreshAll } from "@/records/acts/useAct";
import { useReport } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

const LinkDialog = lazy(() => import("./LinkDialog"));
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

/** Who owns something names an heir: both happen in one act. */
function Disable({ record }: RecordSlotProps) {
  const t = useT();
  const { modal } = App.useApp();
  const report = useReport();
  const [owned, setOwned] = useState<number>();
  const onError = (error: unknown) => (error instanceof ApiError && error.code === "has_records" ? setOwned(Number(error.problem.count)) : report(error));
  const { mutate, isPending } = useMutation({
    mutationFn: (to?: string) => members.disable(record.id, to),
    onSuccess: () => setOwned(undefined),
    onError,
    onSettled: useRefreshAll(),
  });
  const ask = () => modal.confirm({ title: t("access.disable.title", { member: record.title }), content: t("access.disable.hint"), okText: t("access.disable.act"), okButtonProps: { danger: true }, onOk: () => mutate(undefined) });
  return (
    <>
      <Button danger loading={isPending} onClick={ask}>
        {t("access.disable.act")}
      </Button>
      <Suspense>
        {owned !== undefined && (
          <HandOverDialog title={t("access.disable.heir", { member: record.title, count: owned })} pending={isPending} onChoose={mutate} onClose={() => setOwned(undefined)} />
        )}
      </Suspense>
    </>
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

function Invite({ record }: RecordSlotProps) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t("access.invite.act")}
      </Button>
      <Suspense>{open && <LinkDialog title={t("access.invite.title", { member: record.title })} hint={t("access.invite.hint")} make={() => members.invite(record.id)} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}

function ResetLink({ record }: RecordSlotProps) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("access.reset.act")}</Button>
      <Suspense>{open && <LinkDialog title={t("access.reset.title", { member: record.title })} hint={t("access.reset.hint")} make={() => members.resetLink(record.id)} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}

/** Coming, going, and what of theirs goes to whom. */
export default function MemberActs(props: RecordSlotProps) {
  const { record } = props;
  const { member } = useSession();
  const can = (act: string) => record.can?.includes(act) ?? false;
  if (!can("update")) return null;
  const self = record.id === member.id;
  return (
    <>
      {record.status === "invited" && <Invite {...props} />}
      {!self && record.status === "active" && <ResetLink {...props} />}
      {!self && record.status === "active" && <RemoveFactor {...props} />}
      {can("hand_over") && <HandOver {...props} />}
      {!self && record.status !== "disabled" && <Disable {...props} />}
      {record.status === "disabled" && <Enable {...props} />}
    </>
  );
}
