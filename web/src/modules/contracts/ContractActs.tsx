import { useQuery } from "@tanstack/react-query";
import { App, Button, Checkbox, DatePicker, Dropdown, Form, Modal, type MenuProps } from "antd";
import { lazy, Suspense, useState } from "react";

import { isReference, type RecordData, type Reference } from "@/api/records";
import { useSession } from "@/api/session";
import { useAct } from "@/records/acts/useAct";
import ReasonDialog from "@/records/acts/ReasonDialog";
import { ReferencePicker } from "@/records/fields/ReferencePicker";
import { useOfferSteps, type Steps } from "@/records/page/steps";
import type { RecordSlotProps } from "@/records/registry";
import { signOf } from "@/ui/decimal";
import { dateFromPicker, dateToPicker, money } from "@/ui/format";
import { useT } from "@/ui/i18n";

import { contracts } from "./api";
import { isInForce, isOpenDraft, may } from "./states";

const AmendDrawer = lazy(() => import("./AmendDrawer"));

type Asked = "approve" | "submit" | "reject" | "close_short" | "deliver" | "terminate" | "void" | "reopen" | "amend" | undefined;

/** Who is asked to decide, while somebody is. */
function useWaiting(record: RecordData) {
  const { member } = useSession();
  const { data } = useQuery({
    queryKey: ["records", "contracts", "approvals", record.id, record.version],
    queryFn: () => contracts.approvals(record.id),
    enabled: record.approval === "approving",
  });
  const pending = data?.items.find(({ state }) => state === "pending");
  const approver = pending && isReference(pending.approver) ? pending.approver : undefined;
  const short = pending?.kind === "short_close" ? pending.reason : undefined;
  return { approver, mine: approver?.id === member.id, short };
}

interface DialogProps {
  title: string;
  okText: string;
  pending: boolean;
  onOk: (values: { [name: string]: unknown }) => void;
  onClose: () => void;
}

function SubmitDialog({ pending, onOk, onClose, title, okText }: DialogProps) {
  const t = useT();
  const [form] = Form.useForm<{ approver?: Reference }>();
  return (
    <Modal open title={title} okText={okText} cancelText={t("records.form.cancel")} confirmLoading={pending} onOk={form.submit} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={({ approver }) => onOk({ approver: approver?.id })}>
        <Form.Item name="approver" label={t("contracts.approver")} extra={t("contracts.approverHint")}>
          <ReferencePicker object="member" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function DeliverDialog({ pending, onOk, onClose, title, okText }: DialogProps) {
  const t = useT();
  const [day, setDay] = useState<string | null>(null);
  return (
    <Modal open title={title} okText={okText} cancelText={t("records.form.cancel")} confirmLoading={pending} onOk={() => onOk({ delivered_on: day })} onCancel={onClose}>
      <Form layout="vertical">
        <Form.Item label={t("contracts.deliveredOn")} extra={t("contracts.deliveredHint")}>
          <DatePicker aria-label={t("contracts.deliveredOn")} className="yl-full" value={dateToPicker(day)} onChange={(next) => setDay(dateFromPicker(next))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

interface Main {
  label: string;
  run: () => void;
  /** The stage that it leads to. */
  step?: string;
}

/** Where the acts of the menu lead. */
const leadsTo: { [act: string]: string } = { terminate: "terminated", void: "void", reopen: "executing" };

/** What the state calls for is the one primary button; everything else is in the menu beside it. */
export default function ContractActs({ type, record }: RecordSlotProps) {
  const t = useT();
  const { modal } = App.useApp();
  const [asked, setAsked] = useState<Asked>();
  const { approver, mine, short } = useWaiting(record);
  const { mutate, isPending } = useAct(type, record, t("contracts.done"));
  const close = () => setAsked(undefined);
  const act = (verb: string, body: object = {}) => mutate({ verb, body }, { onSuccess: close });
  const { stage, approval } = record;
  const approving = approval === "approving";
  const inForce = isInForce(record);
  const finished = signOf(String(record.outstanding)) <= 0 && Boolean(record.delivered_on);
  const ask = (next: Asked) => () => setAsked(next);
  // What cannot be taken back asks first, with what will happen.
  const sure = (verb: string) => () => modal.confirm({ title: t(`contracts.sure.${verb}.title`), content: t(`contracts.sure.${verb}.then`), okText: t(`contracts.${verb}`), cancelText: t("records.form.cancel"), onOk: () => act(verb) });

  const main = ((): Main | undefined => {
    if (approving && mine && may(record, "approve")) return { label: t("contracts.approve"), run: ask("approve") };
    if (isOpenDraft(record) && may(record, "submit")) return { label: t("contracts.submit"), run: ask("submit") };
    if (!may(record, "execute") || approving) return undefined;
    if (stage === "draft" && approval === "approved") return { label: t("contracts.effect"), run: sure("effect"), step: "effective" };
    if (stage === "effective") return { label: t("contracts.start"), run: sure("start"), step: "executing" };
    if (stage === "executing" && !record.delivered_on) return { label: t("contracts.deliver"), run: ask("deliver") };
    if (stage === "executing") return { label: t("contracts.complete"), run: finished ? sure("complete") : () => act("complete"), step: "completed" };
    return undefined;
  })();

  const items: { key: string; label: string; danger?: boolean; run: () => void }[] = [];
  const offer = (when: boolean, key: string, label: string, run: () => void, danger = false) => when && items.push({ key, label, run, danger });
  offer(approving && mine && may(record, "approve"), "reject", t("contracts.reject"), ask("reject"));
  offer(approving && may(record, "submit"), "withdraw", t("contracts.withdraw"), () => act("withdraw"));
  offer(!approving && approval === "approved" && (stage === "draft" || inForce) && may(record, "amend"), "amend", t("contracts.amend.act"), ask("amend"));
  offer(stage === "effective" && !record.delivered_on && may(record, "execute"), "deliver", t("contracts.deliver"), ask("deliver"));
  offer(!approving && stage === "executing" && !record.delivered_on && may(record, "execute"), "complete", t("contracts.complete"), () => act("complete"));
  offer(!approving && stage === "executing" && !finished && may(record, "close_short"), "close_short", t("contracts.close_short"), ask("close_short"));
  offer(!approving && inForce && may(record, "close"), "terminate", t("contracts.terminate"), ask("terminate"), true);
  offer(!approving && (stage === "draft" || stage === "effective") && signOf(String(record.received)) === 0 && may(record, "close"), "void", t("contracts.void"), ask("void"), true);
  offer(stage === "completed" && may(record, "close"), "reopen", t("contracts.reopen"), ask("reopen"));
  const menu: MenuProps = { items: items.map(({ key, label, danger }) => ({ key, label, danger })), onClick: ({ key }) => items.find((item) => item.key === key)?.run() };

  const steps: Steps = Object.fromEntries(items.flatMap(({ key, run }) => (leadsTo[key] ? [[leadsTo[key], run]] : [])));
  if (main?.step) steps[main.step] = main.run;
  useOfferSteps(steps);

  const reasoned = ["reject", "close_short", "terminate", "void", "reopen"].includes(asked ?? "");
  const outstanding = money(record, "outstanding");
  return (
    <>
      {short && <span className="yl-quiet">{t("contracts.shortWaits", { outstanding, reason: short })}</span>}
      {approving && approver && !mine && <span className="yl-quiet">{t("contracts.waitsFor", { name: approver.title })}</span>}
      {main && (
        <Button type="primary" loading={isPending && !asked} onClick={main.run}>
          {main.label}
        </Button>
      )}
      {items.length > 0 && (
        <Dropdown menu={menu} trigger={["click"]}>
          <Button>{t("records.more")}</Button>
        </Dropdown>
      )}
      {asked === "submit" && <SubmitDialog title={t("contracts.submitTitle", { title: record.title })} okText={t("contracts.submit")} pending={isPending} onOk={(values) => act("submit", values)} onClose={close} />}
      {asked === "deliver" && <DeliverDialog title={t("contracts.deliver")} okText={t("contracts.deliver")} pending={isPending} onOk={(values) => act("deliver", values)} onClose={close} />}
      {asked === "approve" && <ReasonDialog optional title={t("contracts.approveTitle", { title: record.title })} okText={t("contracts.approve")} pending={isPending} onGive={({ reason }) => act("approve", { note: reason ?? "" })} onClose={close} />}
      {reasoned && (
        <ReasonDialog
          title={t(`contracts.why.${asked!}`, { title: record.title, outstanding })}
          okText={t(`contracts.${asked!}`)}
          danger={asked === "terminate" || asked === "void"}
          pending={isPending}
          onGive={({ approver: chosen, ...values }) => act(asked!.replace("_", "-"), { ...values, ...(isReference(chosen) && { approver: chosen.id }) })}
          onClose={close}
        >
          {asked === "close_short" && (
            <Form.Item name="approver" label={t("contracts.approver")} extra={t("contracts.shortHint")}>
              <ReferencePicker object="member" />
            </Form.Item>
          )}
          {asked === "void" && isReference(record.opportunity) && (
            <Form.Item name="reopen_opportunity" valuePropName="checked" initialValue={stage === "effective"}>
              <Checkbox>{t("contracts.reopenOpportunity", { title: record.opportunity.title })}</Checkbox>
            </Form.Item>
          )}
        </ReasonDialog>
      )}
      <Suspense>{asked === "amend" && <AmendDrawer type={type} record={record} onClose={close} />}</Suspense>
    </>
  );
}
