import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { Skeleton, Table, type TableColumnType } from "antd";

import { useObjectType } from "@/api/meta";
import { isReference } from "@/api/records";
import { recordAddress } from "@/records/addresses";
import { problemText } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { signOf } from "@/ui/decimal";
import { money } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure, Moment, Nothing } from "@/ui/pieces";

import { receivables, type Allocations as Found } from "./api";

/** Which installments this money paid, and what is left of it. */
export default function Allocations({ record }: RecordSlotProps) {
  const t = useT();
  const installment = useObjectType("installment");
  const contractType = useObjectType("contract");
  const { data, error, refetch } = useQuery({ queryKey: ["records", "receipts", "allocations", record.id], queryFn: () => receivables.allocations(record.id) });
  if (error && !data) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  const columns: TableColumnType<Found["items"][number]>[] = [
    {
      key: "installment",
      title: t("receivables.installment"),
      render: (_, { installment: part }) => {
        if (!isReference(part)) return t("records.hidden");
        return installment ? <Link to={recordAddress(installment, part.id)}>{part.title}</Link> : part.title;
      },
    },
    { key: "at", title: t("receivables.at"), render: (_, { at }) => <Moment at={at} /> },
    { key: "amount", title: t("receivables.amount"), align: "right", render: (_, allocation) => money(allocation, "amount") },
  ];
  return (
    <section className="yl-panel yl-pad yl-stack" aria-label={t("receivables.allocation")}>
      {data.items.length === 0 ? (
        <Nothing title={t("receivables.noAllocation")} hint={t("receivables.noAllocationHint")} />
      ) : (
        <Table rowKey={({ installment: part, at }) => `${isReference(part) ? part.id : ""}${at}`} size="small" pagination={false} columns={columns} dataSource={data.items} />
      )}
      {data.moved.map((moved) => (
        <div key={moved.at}>
          {t("receivables.moved", { amount: money(moved, "amount") })} {isReference(moved.contract) && contractType ? <Link to={recordAddress(contractType, moved.contract.id)}>{moved.contract.title}</Link> : t("records.hidden")} · <Moment at={moved.at} />
        </div>
      ))}
      {data.unallocated !== null && signOf(data.unallocated) > 0 && <div>{t("receivables.prepaid", { amount: money(data, "unallocated") })}</div>}
    </section>
  );
}
