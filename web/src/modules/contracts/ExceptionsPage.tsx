import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { Table, type TableColumnType } from "antd";

import { useMeta } from "@/api/meta";
import { isReference } from "@/api/records";
import { recordAddress } from "@/records/addresses";
import { problemText } from "@/records/problems";
import { useT } from "@/ui/i18n";
import { Failure, Moment, Nothing } from "@/ui/pieces";

import { contracts, type Exception } from "./api";

/** 审批例外: what people decided about their own act, because nobody else could. */
export default function ExceptionsPage() {
  const t = useT();
  const { objects } = useMeta();
  const { data, error, isPending, refetch } = useQuery({ queryKey: ["approvals", "exceptions"], queryFn: contracts.exceptions });
  if (error && !data) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  const columns: TableColumnType<Exception>[] = [
    { key: "at", title: t("contracts.alone.at"), render: (_, { at }) => <Moment at={at} /> },
    { key: "member", title: t("contracts.alone.who"), render: (_, { member }) => (isReference(member) ? member.title : t("records.hidden")) },
    {
      key: "record",
      title: t("contracts.alone.what"),
      render: (_, { record }) => {
        const type = isReference(record) ? objects[record.object] : undefined;
        if (!isReference(record) || !type) return t("records.hidden");
        return (
          <>
            {type.label} <Link to={recordAddress(type, record.id)}>{record.title}</Link>
          </>
        );
      },
    },
  ];
  return (
    <div className="yl-page">
      <h1 className="yl-page-title">{t("contracts.alone.title")}</h1>
      <p className="yl-note">{t("contracts.alone.intro")}</p>
      <div className="yl-panel">
        <Table<Exception> rowKey="at" size="small" loading={isPending} pagination={false} columns={columns} dataSource={data?.items} scroll={{ x: "max-content" }} locale={{ emptyText: <Nothing title={t("contracts.alone.none")} hint={t("contracts.alone.noneHint")} /> }} />
      </div>
    </div>
  );
}
