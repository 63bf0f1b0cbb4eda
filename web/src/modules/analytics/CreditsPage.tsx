import { ArrowLeftOutlined } from "@ant-design/icons";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { Button, Flex, Skeleton, Table, type TableColumnType } from "antd";

import { useObjectType } from "@/api/meta";
import { isHidden, type HiddenReference, type Reference } from "@/api/records";
import { recordAddress } from "@/records/addresses";
import { ruleQuery } from "@/records/figures/ModelSelect";
import { problemText } from "@/records/problems";
import { formatDate, formatNumber, money } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure, Nothing } from "@/ui/pieces";

import { analytics, type EarnedRow } from "./api";

interface Asked {
  [name: string]: string | boolean | undefined;
  object: "contract" | "receipt";
  model: string;
}

function Named({ reference }: { reference: Reference | HiddenReference }) {
  const t = useT();
  const type = useObjectType(isHidden(reference) ? undefined : reference.object);
  if (isHidden(reference)) return <span className="yl-quiet">{t("records.hidden")}</span>;
  return type ? <Link to={recordAddress(type, reference.id)}>{reference.title}</Link> : reference.title;
}

function useColumns(object: Asked["object"]): TableColumnType<EarnedRow>[] {
  const t = useT();
  const share = ({ credit, amount }: EarnedRow) => (Number(amount) ? formatNumber(Number(credit) / Number(amount), { style: "percent", maximumFractionDigits: 1 }) : "—");
  const ofContract = object === "contract";
  return [
    { key: "record", title: t(ofContract ? "analytics.credits.name" : "analytics.credits.receiptName"), render: (_, row) => <Named reference={row.record} /> },
    ...(ofContract ? [] : [{ key: "contract", title: t("analytics.credits.name"), render: (_: unknown, row: EarnedRow) => <Named reference={row.contract} /> }]),
    { key: "account", title: t("analytics.credits.account"), render: (_, row) => <Named reference={row.account} /> },
    { key: "day", title: t(ofContract ? "analytics.credits.signed" : "analytics.credits.received"), render: (_, row) => formatDate(row.day) },
    { key: "amount", title: t("analytics.credits.amount"), align: "right", render: (_, row) => money(row, "amount") },
    { key: "share", title: t("analytics.credits.share"), align: "right", render: (_, row) => share(row) },
    { key: "credit", title: t("analytics.credits.credit"), align: "right", render: (_, row) => <span className="yl-strong">{money(row, "credit")}</span> },
  ];
}

/** What was received of one contract, credited in the same way. */
function Receipts({ asked, contract }: { asked: Asked; contract: string }) {
  const t = useT();
  const query = { ...asked, object: "receipt", contract, from: undefined, to: undefined, limit: 200 };
  const { data, error, refetch } = useQuery({ queryKey: ["analytics", "credits", query], queryFn: () => analytics.credits(query) });
  const columns = useColumns("receipt").filter(({ key }) => key !== "contract" && key !== "account");
  if (error && !data) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 2 }} title={false} />;
  if (data.items.length === 0) return <span className="yl-quiet">{t("analytics.credits.noReceipts")}</span>;
  return <Table<EarnedRow> aria-label={t("analytics.credits.receipts")} rowKey={({ record }) => record.id} size="small" pagination={false} columns={columns} dataSource={data.items} />;
}

/** 归因明细: the contracts or receipts behind a figure, each with its part; a contract opens its single receipts. */
export default function CreditsPage() {
  const t = useT();
  const asked = useSearch({ strict: false }) as Asked;
  const { data: rule } = useQuery(ruleQuery);
  const columns = useColumns(asked.object);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ["analytics", "credits", asked],
    queryFn: ({ pageParam }) => analytics.credits({ ...asked, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
  if (error && !data) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  const first = data?.pages[0];
  const model = rule?.models.find(({ value }) => value === asked.model)?.label ?? "";
  const nothing = <Nothing title={t("analytics.credits.none")} hint={t("analytics.credits.noneHint")} />;
  return (
    <div className="yl-page">
      <Flex gap="small" align="center" wrap>
        <Link to="/reports" search={{ report: "campaigns", model: asked.model, from: asked.from, to: asked.to } as never} aria-label={t("analytics.credits.back")}>
          <ArrowLeftOutlined />
        </Link>
        <h1 className="yl-page-title">{t(`analytics.credits.${asked.object}`)}</h1>
        <span className="yl-quiet">{[t("analytics.credits.of", { model }), asked.unattributed && t("analytics.credits.unattributed"), asked.channel].filter(Boolean).join(" · ")}</span>
      </Flex>
      <section className="yl-panel yl-pad yl-stack" aria-label={t(`analytics.credits.${asked.object}`)}>
        {first && <strong>{t("analytics.credits.sum", { count: formatNumber(first.count), total: money(first, "total") })}</strong>}
        <Table<EarnedRow>
          rowKey={({ record }) => record.id}
          size="small"
          pagination={false}
          loading={!data}
          scroll={{ x: "max-content" }}
          locale={{ emptyText: nothing }}
          columns={columns}
          dataSource={data?.pages.flatMap(({ items }) => items)}
          expandable={asked.object === "contract" ? { expandedRowRender: ({ record }) => <Receipts asked={asked} contract={record.id} /> } : undefined}
        />
        {hasNextPage && (
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("analytics.credits.more")}
          </Button>
        )}
      </section>
    </div>
  );
}
