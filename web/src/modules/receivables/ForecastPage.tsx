import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Flex, Segmented, Skeleton, Table, type TableColumnType } from "antd";
import dayjs from "dayjs";
import { useMemo, useState } from "react";

import { useObjectType, type ObjectType } from "@/api/meta";
import type { Filter } from "@/api/records";
import { listAddress } from "@/records/addresses";
import { problemText } from "@/records/problems";
import { Chart } from "@/ui/Chart";
import { sumOf } from "@/ui/decimal";
import { currencyOf, formatDate, formatMoney, formatNumber, money } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure, Nothing } from "@/ui/pieces";

import { receivables, type Forecast, type ForecastWeek } from "./api";

const spans = [8, 12, 26];

const lastDay = (week: string) => dayjs(week).add(6, "day").format("YYYY-MM-DD");

/** The rows behind what falls due in a week; what should have come before counts in the first. */
function dueIn(week: string, isFirst: boolean): Filter {
  const days: Filter = isFirst ? { field: "due_on", op: "lte", value: lastDay(week) } : { field: "due_on", op: "between", value: [week, lastDay(week)] };
  const open: Filter[] = [
    { field: "state", op: "in", value: ["pending", "partial"] },
    { field: "contract.stage", op: "in", value: ["effective", "executing"] },
  ];
  return { all: [days, ...open] };
}

/** Each week with what is expected from this one on. */
const withRunning = (items: ForecastWeek[]) => items.map((item, index) => ({ ...item, index, running: sumOf(items.slice(0, index + 1).map(({ expected }) => expected ?? "0")) }));

type Row = ReturnType<typeof withRunning>[number];

function Weeks({ rows, type }: { rows: Row[]; type: ObjectType }) {
  const t = useT();
  const columns: TableColumnType<Row>[] = [
    { key: "week", title: t("receivables.forecast.week"), render: (_, { week, index }) => (index === 0 ? t("receivables.forecast.thisWeek", { until: formatDate(lastDay(week)) }) : t("receivables.forecast.days", { from: formatDate(week), until: formatDate(lastDay(week)) })) },
    {
      key: "due",
      title: t("receivables.forecast.due"),
      align: "right",
      render: (_, { week, index, ...row }) => (
        <Link to={listAddress(type)} search={{ filter: dueIn(week, index === 0), mine: false } as never}>
          {money(row, "due")}
        </Link>
      ),
    },
    { key: "expected", title: t("receivables.forecast.expected"), align: "right", render: (_, row) => <span className="yl-strong">{money(row, "expected")}</span> },
    { key: "count", title: t("receivables.forecast.count"), align: "right", render: (_, { count }) => formatNumber(count ?? 0) },
    { key: "running", title: t("receivables.forecast.running"), align: "right", render: (_, { running, ...row }) => formatMoney(running, currencyOf(row, "expected") ?? "") },
  ];
  return <Table<Row> rowKey="week" size="small" pagination={false} columns={columns} dataSource={rows} scroll={{ x: "max-content" }} />;
}

function Bars({ items }: { items: ForecastWeek[] }) {
  const t = useT();
  const option = useMemo(() => {
    const series = (["due", "expected"] as const).map((name) => ({ type: "bar", name: t(`receivables.forecast.${name}`), data: items.map((item) => Number(item[name])), barMaxWidth: 24 }));
    return {
      grid: { left: 8, right: 8, top: 36, bottom: 4, containLabel: true },
      legend: { top: 0 },
      tooltip: { trigger: "axis" },
      xAxis: { type: "category", data: items.map(({ week }) => dayjs(week).format("MM-DD")) },
      yAxis: { type: "value" },
      series,
    };
  }, [items, t]);
  return <Chart label={t("receivables.forecast.title")} option={option} />;
}

function Body({ forecast }: { forecast: Forecast }) {
  const t = useT();
  const type = useObjectType("installment");
  const { items } = forecast;
  if (items.some(({ due }) => due === null)) return <Nothing title={t("records.hidden")} hint={t("records.figures.hidden")} />;
  const isEmpty = items.every(({ due, expected }) => Number(due) === 0 && Number(expected) === 0);
  if (isEmpty) return <Nothing title={t("receivables.forecast.none")} hint={t("receivables.forecast.noneHint")} />;
  return (
    <>
      <section className="yl-panel yl-pad yl-stack" aria-label={t("receivables.forecast.title")}>
        <Bars items={items} />
        <p className="yl-quiet yl-note">{t("receivables.forecast.hint")}</p>
      </section>
      <section className="yl-panel yl-pad">{type && <Weeks rows={withRunning(items)} type={type} />}</section>
    </>
  );
}

/** 回款预测: what falls due week by week, and when accounts will pay by their own habit. */
export default function ForecastPage() {
  const t = useT();
  const [weeks, setWeeks] = useState(12);
  const { data, error, refetch } = useQuery({ queryKey: ["records", "forecast", weeks], queryFn: () => receivables.forecast(weeks), placeholderData: keepPreviousData });
  return (
    <div className="yl-page">
      <Flex justify="space-between" align="center" wrap gap="small">
        <h1 className="yl-page-title">{t("receivables.forecast.title")}</h1>
        <Segmented<number> aria-label={t("receivables.forecast.span")} value={weeks} onChange={setWeeks} options={spans.map((value) => ({ value, label: t("receivables.forecast.weeks", { count: value }) }))} />
      </Flex>
      {error && !data && <Failure message={problemText(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active paragraph={{ rows: 12 }} />}
      {data && <Body forecast={data} />}
    </div>
  );
}
