import { useQuery } from "@tanstack/react-query";
import { Skeleton, Table, type TableColumnType } from "antd";

import { http } from "@/api/http";
import type { Reference } from "@/api/records";
import { problemText } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { formatDate, money, type Priced } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure, Moment } from "@/ui/pieces";

interface Change extends Priced {
  at: string;
  member: Reference | null;
  from_stage: Reference | null;
  stage: Reference | null;
  days_in_stage: number | null;
  from_amount: string | null;
  amount: string;
  from_probability: number | null;
  probability: number;
  from_close: string | null;
  expected_close: string | null;
}

/** What it was and what it became; what did not change is quiet. */
function Became({ before, now }: { before: string | null; now: string }) {
  if (before === null || before === now) return <span className="yl-quiet">{now}</span>;
  return (
    <>
      <s className="yl-quiet">{before}</s> → <span className="yl-strong">{now}</span>
    </>
  );
}

/** Every change of stage, amount, probability and close date. */
export default function StageHistory({ type, record }: RecordSlotProps) {
  const t = useT();
  const { data, error, refetch } = useQuery({ queryKey: ["records", type.path, "history", record.id], queryFn: () => http.get<{ items: Change[] }>(`/${type.path}/${record.id}/history`) });
  if (error && !data) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  const day = (value: string | null) => (value ? formatDate(value) : "—");
  const columns: TableColumnType<Change>[] = [
    { key: "at", title: t("opportunities.history.at"), render: (_, { at }) => <Moment at={at} /> },
    { key: "stage", title: t("opportunities.history.stage"), render: (_, { from_stage, stage }) => <Became before={from_stage?.title ?? null} now={stage?.title ?? ""} /> },
    { key: "days", title: t("opportunities.history.days"), align: "right", render: (_, { days_in_stage }) => days_in_stage },
    { key: "amount", title: t("opportunities.history.amount"), align: "right", render: (_, change) => <Became before={change.from_amount && money(change, "from_amount")} now={money(change, "amount")} /> },
    { key: "probability", title: t("opportunities.history.probability"), align: "right", render: (_, { from_probability, probability }) => <Became before={from_probability === null ? null : `${from_probability}%`} now={`${probability}%`} /> },
    { key: "close", title: t("opportunities.history.close"), render: (_, { from_close, expected_close, from_stage }) => <Became before={from_stage ? day(from_close) : null} now={day(expected_close)} /> },
    { key: "member", title: t("opportunities.history.member"), render: (_, { member }) => member?.title },
  ];
  return (
    <section className="yl-panel yl-pad" aria-label={t("opportunities.history.title")}>
      <Table<Change> rowKey={(row) => row.at + (row.stage?.id ?? "") + row.amount} size="small" pagination={false} columns={columns} dataSource={data.items} scroll={{ x: "max-content" }} />
    </section>
  );
}
