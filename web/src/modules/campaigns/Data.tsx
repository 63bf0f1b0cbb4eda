import { useQuery } from "@tanstack/react-query";
import { Alert, Flex, Skeleton, Table, Tooltip, type TableColumnType } from "antd";
import { useMemo, useState, type ReactNode } from "react";

import { useSession } from "@/api/session";
import { DrillLink } from "@/records/figures/DrillLink";
import { FunnelBars } from "@/records/figures/FunnelBars";
import { PeriodPicker, type Period } from "@/records/figures/PeriodPicker";
import { problemText } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { Chart } from "@/ui/Chart";
import { formatDate, formatMoney, formatNumber } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure, Nothing } from "@/ui/pieces";

import { campaigns, type CampaignPage, type LinkRow } from "./api";

function Tile({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className="yl-panel yl-figure-tile">
      <div className="yl-field-label">{hint ? <Tooltip title={hint}>{label}</Tooltip> : label}</div>
      <div className="yl-figure-value">{children}</div>
    </div>
  );
}

const percent = (ratio: string | null) => (ratio === null ? "—" : formatNumber(ratio, { style: "percent", maximumFractionDigits: 1 }));

function Tiles({ page }: { page: CampaignPage }) {
  const t = useT();
  const { tenant } = useSession();
  const money = (value: string | null) => (value === null ? "—" : formatMoney(value, tenant.currency));
  const basis = page.basis === "budget" ? t("campaigns.data.onBudget") : undefined;
  return (
    <div className="yl-figure-tiles">
      <Tile label={t("campaigns.data.visits")}>{formatNumber(page.visits)}</Tile>
      <Tile label={t("campaigns.data.visitors")}>{formatNumber(page.visitors)}</Tile>
      <Tile label={t("campaigns.data.conversion")}>{percent(page.conversion)}</Tile>
      <Tile label={t("campaigns.data.cost")} hint={basis}>
        {page.basis === "budget" ? money(page.budget) : <DrillLink figure={page.cost} unit="money" label={t("campaigns.data.cost")} />}
      </Tile>
      <Tile label={t("campaigns.data.perLead")} hint={basis}>
        {money(page.cost_per_lead)}
      </Tile>
      <Tile label={t("campaigns.data.perAccount")} hint={basis}>
        {money(page.cost_per_account)}
      </Tile>
      <Tile label={t("campaigns.data.contracted")}>
        <DrillLink figure={page.contracted} unit="money" label={t("campaigns.data.contracted")} />
      </Tile>
      <Tile label={t("campaigns.data.received")}>
        <DrillLink figure={page.received} unit="money" label={t("campaigns.data.received")} />
      </Tile>
      <Tile label={t("campaigns.data.roiContracted")} hint={basis}>
        {percent(page.roi_contracted)}
      </Tile>
      <Tile label={t("campaigns.data.roiReceived")} hint={basis}>
        {percent(page.roi_received)}
      </Tile>
    </div>
  );
}

function Trend({ days }: { days: CampaignPage["days"] }) {
  const t = useT();
  const option = useMemo(() => {
    const series = (["visits", "submissions", "leads"] as const).map((name) => ({ type: "line", name: t(`campaigns.data.${name}`), data: days.map((day) => day[name]), showSymbol: days.length < 40 }));
    return { grid: { left: 8, right: 8, top: 36, bottom: 4, containLabel: true }, legend: { top: 0 }, tooltip: { trigger: "axis" }, xAxis: { type: "category", data: days.map(({ day }) => formatDate(day)) }, yAxis: { type: "value", minInterval: 1 }, series };
  }, [days, t]);
  if (days.length === 0) return <Nothing title={t("campaigns.data.noDays")} hint={t("campaigns.data.noDaysHint")} />;
  return <Chart label={t("campaigns.data.trend")} option={option} />;
}

function LinkTable({ rows }: { rows: LinkRow[] }) {
  const t = useT();
  const counted = (name: "submissions" | "leads" | "opportunities" | "contracts"): TableColumnType<LinkRow> => ({ key: name, align: "right", title: t(`campaigns.data.${name}`), render: (_, row) => <DrillLink figure={row[name]} /> });
  const money = (name: "contracted" | "received"): TableColumnType<LinkRow> => ({ key: name, align: "right", title: t(`campaigns.data.${name}`), render: (_, row) => <DrillLink figure={row[name]} unit="money" /> });
  const columns: TableColumnType<LinkRow>[] = [
    { key: "link", title: t("campaigns.links.channel"), render: (_, { link }) => link?.title ?? <span className="yl-quiet">{t("campaigns.data.withoutLink")}</span> },
    { key: "visits", align: "right", title: t("campaigns.data.visits"), render: (_, { visits }) => formatNumber(visits) },
    { key: "visitors", align: "right", title: t("campaigns.data.visitors"), render: (_, { visitors }) => formatNumber(visitors) },
    counted("submissions"),
    counted("leads"),
    counted("opportunities"),
    counted("contracts"),
    money("contracted"),
    money("received"),
  ];
  return <Table<LinkRow> rowKey={({ link }) => link?.id ?? ""} size="small" pagination={false} columns={columns} dataSource={rows} scroll={{ x: "max-content" }} />;
}

/** 活动数据: from the visit to the money, each figure with the rows behind it. */
export default function Data({ record }: RecordSlotProps) {
  const t = useT();
  const [period, setPeriod] = useState<Period>({});
  const { data, error, refetch } = useQuery({ queryKey: ["records", "campaigns", "figures", record.id, period], queryFn: () => campaigns.figures(record.id, period), placeholderData: (old) => old });
  if (error && !data) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />;
  return (
    <div className="yl-stack">
      <Flex justify="space-between" gap="small" wrap align="center">
        <PeriodPicker value={period} onChange={setPeriod} />
        {data.basis === "budget" && <Alert type="info" showIcon title={t("campaigns.data.onBudget")} />}
        {data.basis === null && <Alert type="info" showIcon title={t("campaigns.data.noCost")} />}
      </Flex>
      <Tiles page={data} />
      <div className="yl-two">
        <section className="yl-panel yl-pad yl-stack" aria-label={t("campaigns.data.funnel")}>
          <h2 className="yl-section-title">{t("campaigns.data.funnel")}</h2>
          <FunnelBars steps={data.funnel} />
        </section>
        <section className="yl-panel yl-pad yl-stack" aria-label={t("campaigns.data.trend")}>
          <h2 className="yl-section-title">{t("campaigns.data.trend")}</h2>
          <Trend days={data.days} />
        </section>
      </div>
      <section className="yl-panel yl-pad yl-stack" aria-label={t("campaigns.data.byLink")}>
        <h2 className="yl-section-title">{t("campaigns.data.byLink")}</h2>
        <LinkTable rows={data.links} />
      </section>
    </div>
  );
}
