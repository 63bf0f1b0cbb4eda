import { App, Button } from "antd";

import { useAct } from "@/records/acts/useAct";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

import { CopyCampaign } from "./CopyCampaign";

type Move = [to: string, text: string, primary?: boolean];

/** draft → active ⇄ paused → ended → archived */
const moves: { [state: string]: Move[] } = {
  draft: [["active", "publish", true], ["archived", "archive"]],
  active: [["paused", "pause"], ["ended", "end"]],
  paused: [["active", "resume", true], ["ended", "end"]],
  ended: [["archived", "archive"], ["active", "restart"]],
  archived: [["ended", "unarchive"]],
};

export default function CampaignActs({ type, record }: RecordSlotProps) {
  const t = useT();
  const { modal } = App.useApp();
  const { mutate, isPending, variables } = useAct(type, record, t("campaigns.moved"));
  const move = (state: string) => mutate({ verb: "state", body: { state } });
  const sure = (state: string) => modal.confirm({ title: t("campaigns.endAsk", { title: record.title }), content: t("campaigns.endHint"), okText: t("campaigns.end"), cancelText: t("records.form.cancel"), onOk: () => move(state) });
  const open = record.can?.includes("publish") ? (moves[String(record.state)] ?? []) : [];
  const buttons = open.map(([state, text, primary]) => (
    <Button key={state} type={primary ? "primary" : "default"} loading={isPending && (variables?.body as { state: string } | undefined)?.state === state} onClick={() => (state === "ended" && text === "end" ? sure(state) : move(state))}>
      {t(`campaigns.${text}`)}
    </Button>
  ));
  return (
    <>
      {buttons}
      <CopyCampaign type={type} record={record} />
    </>
  );
}
