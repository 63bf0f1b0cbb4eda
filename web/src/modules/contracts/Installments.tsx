import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Flex, Skeleton, Table, type TableColumnType } from "antd";
import { useState } from "react";

import type { RecordData } from "@/api/records";
import { useRefreshAll } from "@/records/acts/useAct";
import { useLeaveGuard } from "@/records/form/useLeaveGuard";
import { problemText } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { minus, signOf } from "@/ui/decimal";
import { currencyOf, formatDate, formatMoney, money } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure, Nothing, StatusTag, type Tone } from "@/ui/pieces";

import { contracts, planKey, type Installment, type Plan, type PlanDraft } from "./api";
import { PlanEditor } from "./PlanEditor";
import { isOpenDraft } from "./states";

const tones: { [state in Installment["state"]]: Tone } = { pending: "default", partial: "warning", paid: "success" };

function PlanTable({ plan }: { plan: Plan }) {
  const t = useT();
  const columns: TableColumnType<Installment>[] = [
    { key: "name", title: t("contracts.plan.which"), render: (_, { name, position }) => name || t("contracts.plan.name", { number: position }) },
    {
      key: "due",
      title: t("contracts.plan.due"),
      render: (_, { due_on, overdue }) => (
        <Flex gap="small">
          {formatDate(due_on)}
          {overdue && <StatusTag tone="error">{t("contracts.plan.overdue")}</StatusTag>}
        </Flex>
      ),
    },
    { key: "amount", title: t("contracts.plan.amount"), align: "right", render: (_, part) => money(part, "amount") },
    { key: "paid", title: t("contracts.plan.paid"), align: "right", render: (_, part) => money(part, "allocated") },
    { key: "left", title: t("contracts.plan.left"), align: "right", render: (_, part) => formatMoney(minus(part.amount, part.allocated), currencyOf(part, "amount") ?? "") },
    { key: "state", title: t("contracts.plan.state"), render: (_, { state }) => <StatusTag tone={tones[state]}>{t(`contracts.plan.states.${state}`)}</StatusTag> },
  ];
  const gap = minus(plan.amount, plan.planned);
  return (
    <>
      {signOf(gap) !== 0 && <Alert type="warning" showIcon title={t("contracts.plan.gap", { planned: money(plan, "planned"), amount: money(plan, "amount") })} />}
      <Table<Installment> rowKey="id" size="small" pagination={false} columns={columns} dataSource={plan.items} scroll={{ x: "max-content" }} />
    </>
  );
}

function Editing({ record, plan, onClose }: { record: RecordData; plan: Plan; onClose: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const refresh = useRefreshAll();
  const [drafts, setDrafts] = useState<PlanDraft[]>(() => plan.items.map(({ id, name, amount, due_on, allocated }) => ({ key: id, id, name, amount, due_on, allocated })));
  const [touched, setTouched] = useState(false);
  const save = useMutation({
    mutationFn: () => contracts.setPlan(record.id, plan.version, drafts),
    onSuccess: async () => {
      await refresh();
      void message.success(t("records.form.saved"));
      onClose();
    },
  });
  useLeaveGuard(touched && !save.isSuccess);
  const change = (next: PlanDraft[]) => {
    setTouched(true);
    setDrafts(next);
  };
  const undated = drafts.some(({ due_on }) => !due_on);
  return (
    <div className="yl-stack">
      {save.error && <Alert role="alert" type="error" showIcon title={problemText(save.error)} />}
      <PlanEditor amount={plan.amount} currency={currencyOf(plan, "amount") ?? ""} value={drafts} onChange={change} />
      <Flex gap="small" justify="end" align="center">
        {undated && <span className="yl-quiet">{t("contracts.plan.undated")}</span>}
        <Button onClick={onClose}>{t("records.form.cancel")}</Button>
        <Button type="primary" disabled={undated} loading={save.isPending} onClick={() => save.mutate()}>
          {t("contracts.plan.save")}
        </Button>
      </Flex>
    </div>
  );
}

/** 回款计划: what is due when, and what of it has come in. */
export default function Installments({ record }: RecordSlotProps) {
  const t = useT();
  const [editing, setEditing] = useState(false);
  const { data, error, refetch } = useQuery({ queryKey: planKey(record.id), queryFn: () => contracts.plan(record.id) });
  if (error && !data) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  const editable = isOpenDraft(record) && (record.can?.includes("update") ?? false);
  const empty = data.items.length === 0;
  return (
    <section className="yl-panel yl-pad yl-stack" aria-label={t("contracts.plan.title")}>
      {editing && <Editing record={record} plan={data} onClose={() => setEditing(false)} />}
      {!editing && empty && (
        <Nothing title={t("contracts.plan.none")} hint={t("contracts.plan.noneHint")}>
          {editable && (
            <Button type="primary" onClick={() => setEditing(true)}>
              {t("contracts.plan.make")}
            </Button>
          )}
        </Nothing>
      )}
      {!editing && !empty && (
        <>
          {editable && (
            <Flex justify="end">
              <Button size="small" onClick={() => setEditing(true)}>
                {t("contracts.plan.edit")}
              </Button>
            </Flex>
          )}
          <PlanTable plan={data} />
        </>
      )}
    </section>
  );
}
