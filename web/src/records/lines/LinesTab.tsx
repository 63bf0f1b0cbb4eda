import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Flex, Skeleton, Table, type TableColumnType } from "antd";
import { useState } from "react";

import type { ObjectType } from "@/api/meta";
import type { RecordData } from "@/api/records";
import { currencyOf, formatNumber,  formatPercent, money } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure, Nothing } from "@/ui/pieces";

import { useRefreshAll } from "../acts/useAct";
import { useLeaveGuard } from "../form/useLeaveGuard";
import { formErrors, problemText } from "../problems";
import { lines, linesKey, newLine, toDraft, type Line, type LineDraft, type Lines } from "./api";
import { LinesEditor } from "./LinesEditor";

function LinesTable({ found }: { found: Lines }) {
  const t = useT();
  const columns: TableColumnType<Line>[] = [
    { key: "name", title: t("records.lines.product"), render: (_, { name }) => name },
    { key: "quantity", title: t("records.lines.quantity"), align: "right", render: (_, { quantity }) => formatNumber(quantity, { maximumFractionDigits: 4 }) },
    { key: "price", title: t("records.lines.price"), align: "right", render: (_, line) => money(line, "price", 4) },
    { key: "discount", title: t("records.lines.discount"), align: "right", render: (_, { discount }) => (Number(discount) === 0 ? "" : formatPercent(discount)) },
    { key: "amount", title: t("records.lines.amount"), align: "right", render: (_, line) => money(line, "amount") },
  ];
  return (
    <Table<Line>
      rowKey="position"
      size="small"
      pagination={false}
      columns={columns}
      dataSource={found.items}
      scroll={{ x: "max-content" }}
      summary={() => (
        <Table.Summary.Row>
          <Table.Summary.Cell index={0} colSpan={4}>
            {t("records.lines.sum")}
          </Table.Summary.Cell>
          <Table.Summary.Cell index={1} align="right">
            <strong>{money(found, "amount")}</strong>
          </Table.Summary.Cell>
        </Table.Summary.Row>
      )}
    />
  );
}

interface EditingProps {
  type: ObjectType;
  record: RecordData;
  found: Lines;
  onClose: () => void;
}

function Editing({ type, record, found, onClose }: EditingProps) {
  const t = useT();
  const { message } = App.useApp();
  const refresh = useRefreshAll();
  const [drafts, setDrafts] = useState<LineDraft[]>(() => (found.items.length > 0 ? found.items.map(toDraft) : [newLine()]));
  const [touched, setTouched] = useState(false);
  const save = useMutation({
    mutationFn: () => lines.set(type, { id: record.id, version: found.version }, drafts),
    onSuccess: async () => {
      await refresh();
      void message.success(t("records.form.saved"));
      onClose();
    },
  });
  useLeaveGuard(touched && !save.isSuccess);
  const change = (next: LineDraft[]) => {
    setTouched(true);
    setDrafts(next);
  };
  return (
    <div className="yl-stack">
      {save.error && formErrors(save.error, []).rest.map((text) => <Alert key={text} role="alert" type="error" showIcon title={text} />)}
      <LinesEditor value={drafts} onChange={change} currency={currencyOf(found, "amount") ?? ""} />
      <Flex gap="small" justify="end">
        <Button onClick={onClose}>{t("records.form.cancel")}</Button>
        <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
          {t("records.lines.save")}
        </Button>
      </Flex>
    </div>
  );
}

interface TabProps {
  type: ObjectType;
  record: RecordData;
  editable: boolean;
}

/** The lines of an opportunity or a contract; the record's amount is their sum. */
export function LinesTab({ type, record, editable }: TabProps) {
  const t = useT();
  const [editing, setEditing] = useState(false);
  const { data, error, refetch } = useQuery({ queryKey: linesKey(type, record.id), queryFn: () => lines.get(type, record.id) });
  if (error && !data) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  const open = () => setEditing(true);
  const empty = data.items.length === 0;
  return (
    <section className="yl-panel yl-pad yl-stack" aria-label={t("records.lines.title")}>
      {editing && <Editing type={type} record={record} found={data} onClose={() => setEditing(false)} />}
      {!editing && empty && (
        <Nothing title={t("records.lines.none")} hint={t("records.lines.noneHint")}>
          {editable && (
            <Button type="primary" onClick={open}>
              {t("records.lines.add")}
            </Button>
          )}
        </Nothing>
      )}
      {!editing && !empty && (
        <>
          {editable && (
            <Flex justify="end">
              <Button size="small" onClick={open}>
                {t("records.lines.edit")}
              </Button>
            </Flex>
          )}
          <LinesTable found={data} />
        </>
      )}
    </section>
  );
}
