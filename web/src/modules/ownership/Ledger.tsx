import { useQuery } from "@tanstack/react-query";
import { Skeleton, Table, type TableColumnType } from "antd";

import { ownership, type LedgerRow } from "@/api/ownership";
import { isHidden, isReference } from "@/api/records";
import { problemText } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";
import { Failure, Moment, Nothing, StatusTag, type Tone } from "@/ui/pieces";

const tones: { [kind: string]: Tone } = { claim: "success", convert: "success", assign: "processing", transfer: "processing", hand_over: "processing", return: "warning", recycle: "warning" };

function useNamed() {
  const t = useT();
  return (...places: LedgerRow["actor"][]) => {
    const place = places.find((candidate) => candidate !== null);
    if (isReference(place)) return place.title;
    return place && isHidden(place) ? t("records.hidden") : "";
  };
}

/** 归属流水: every change of hands, with who, why and by which rule. */
export default function Ledger({ type, record }: RecordSlotProps) {
  const t = useT();
  const named = useNamed();
  const { data, error, refetch } = useQuery({ queryKey: ["records", type.path, "ledger", record.id], queryFn: () => ownership.ledger(type, record.id) });
  if (error && !data) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  const columns: TableColumnType<LedgerRow>[] = [
    { key: "at", title: t("ownership.ledger.at"), render: (_, { at }) => <Moment at={at} /> },
    { key: "kind", title: t("ownership.ledger.kind"), render: (_, { kind }) => <StatusTag tone={tones[kind]}>{t(`ownership.kind.${kind}`)}</StatusTag> },
    { key: "from", title: t("ownership.ledger.from"), render: (_, row) => named(row.from_owner, row.from_pool) },
    { key: "to", title: t("ownership.ledger.to"), render: (_, row) => named(row.to_owner, row.to_pool) },
    { key: "actor", title: t("ownership.ledger.actor"), render: (_, { actor }) => named(actor) || t("records.timeline.system") },
    { key: "reason", title: t("records.reason"), render: (_, { reason, rule }) => [reason, rule].filter(Boolean).join(" · ") },
  ];
  return (
    <div className="yl-panel">
      <Table<LedgerRow> rowKey="id" size="small" pagination={false} columns={columns} dataSource={data.items} scroll={{ x: "max-content" }} locale={{ emptyText: <Nothing title={t("ownership.ledger.empty")} /> }} />
    </div>
  );
}
