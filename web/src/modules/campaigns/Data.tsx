import { FileExcelOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Flex, Skeleton, Table, Tabs, Tooltip, type TableColumnType } from "antd";
import { useMemo, useState, type ReactNode } from "react";

import { isHidden } from "@/api/records";
import { useGrants, useSession } from "@/api/session";
import { DrillLink } from "@/records/figures/DrillLink";
import { valueOfFigure } from "@/records/figures/figure";
import { FunnelBars } from "@/records/figures/FunnelBars";
import { ModelSelect } from "@/records/figures/ModelSelect";
import { PeriodPicker, type Period } from "@/records/figures/PeriodPicker";
import { problemText } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { Chart } from "@/ui/Chart";
import { formatDate, formatMoney, formatNumber } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure, Nothing } from "@/ui/pieces";

import { campaigns, type CampaignPage, type WayRow } from "./api";

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

function Trend({ days, file }: { days: CampaignPage["days"]; file: string }) {
  const t = useT();
  const option = useMemo(() => {
    const series = (["visits", "submissions", "leads"] as const).map((name) => ({ type: "line", name: t(`campaigns.data.${name}`), data: days.map((day) => day[name]), showSymbol: days.length < 40 }));
    return { grid: { left: 8, right: 8, top: 36, bottom: 4, containLabel: true }, legend: { top: 0 }, tooltip: { trigger: "axis" }, xAxis: { type: "category", data: days.map(({ day }) => formatDate(day)) }, yAxis: { type: "value", minInterval: 1 }, series };
  }, [days, t]);
  if (days.length === 0) return <Nothing title={t("campaigns.data.noDays")} hint={t("campaigns.data.noDaysHint")} />;
  return <Chart label={t("campaigns.data.trend")} file={file} option={option} />;
}

type Way = "channels" | "links" | "promoters";

function WayName({ row }: { row: WayRow }) {
  const t = useT();
  if (row.channel) return row.channel;
  if (row.link) return row.link.title;
  if (row.promoter) return isHidden(row.promoter) ? t("records.hidden") : row.promoter.title;
  return <span className="yl-quiet">{t(row.promoter === null ? "campaigns.data.withoutPromoter" : "campaigns.data.withoutLink")}</span>;
}

const moneyNames = new Set(["cost", "contracted", "received"]);
const figureNames = ["contracted", "received", "contracts", "opportunities", "accounts", "leads", "submissions"] as const;

function useWayColumns(way: Way): TableColumnType<WayRow>[] {
  const t = useT();
  const figure = (name: "cost" | (typeof figureNames)[number]): TableColumnType<WayRow> => ({
    key: name,
    align: "right",
    title: t(`campaigns.data.${name}`),
    sorter: (a, b) => valueOfFigure(a[name]) - valueOfFigure(b[name]),
    sortDirections: ["descend", "ascend"],
    render: (_, row) => <DrillLink figure={row[name]} unit={moneyNames.has(name) ? "money" : "count"} label={t(`campaigns.data.${name}`)} />,
  });
  const ratio = (name: "roi_contracted" | "roi_received", label: string): TableColumnType<WayRow> => ({ key: name, align: "right", title: t(`campaigns.data.${label}`), render: (_, row) => percent(row[name] ?? null) });
  const plain = (name: "visits" | "visitors"): TableColumnType<WayRow> => ({ key: name, align: "right", title: t(`campaigns.data.${name}`), render: (_, row) => formatNumber(row[name]) });
  const costs = way === "channels" ? [figure("cost"), ratio("roi_contracted", "roiContracted"), ratio("roi_received", "roiReceived")] : [];
  return [{ key: "way", title: t(`campaigns.data.${way}`), fixed: "left", render: (_, row) => <WayName row={row} /> }, ...costs, ...figureNames.map(figure), plain("visits"), plain("visitors")];
}

function WayTable({ way, rows }: { way: Way; rows: WayRow[] }) {
  const columns = useWayColumns(way);
  const keyOf = ({ channel, link, promoter }: WayRow) => channel ?? link?.id ?? (promoter && !isHidden(promoter) ? promoter.id : "");
  return <Table<WayRow> rowKey={keyOf} size="small" pagination={false} columns={columns} dataSource={rows} scroll={{ x: "max-content" }} />;
}

/** 活动数据: from the visit to the money under one model of attribution, each figure with the rows behind it. */
export default function Data({ record }: RecordSlotProps) {
  const t = useT();
  const can = useGrants();
  const [period, setPeriod] = useState<Period>({});
  const [model, setModel] = useState<string>();
  const asked = { ...period, model };
  const { data, error, refetch } = useQuery({ queryKey: ["records", "campaigns", "figures", record.id, asked], queryFn: () => campaigns.figures(record.id, asked), placeholderData: (old) => old });
  if (error && !data) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />;
  return (
    <div className="yl-stack">
      <Flex gap="small" wrap align="center">
        <PeriodPicker value={period} onChange={setPeriod} />
        <ModelSelect value={model ?? data.model} onChange={setModel} />
        {can("campaign.export") && (
          <Button icon={<FileExcelOutlined />} href={campaigns.figuresUrl(record.id, asked)} download>
            {t("records.figures.exportXlsx")}
          </Button>
        )}
        {data.basis === "budget" && <Alert type="info" showIcon title={t("campaigns.data.onBudget")} />}
        {data.basis === null && <Alert type="info" showIcon title={t("campaigns.data.noCost")} />}
        {!data.settled && <Alert type="info" showIcon title={t("records.figures.unsettled")} />}
      </Flex>
      <Tiles page={data} />
      <div className="yl-two">
        <section className="yl-panel yl-pad yl-stack" aria-label={t("campaigns.data.funnel")}>
          <h2 className="yl-section-title">{t("campaigns.data.funnel")}</h2>
          <FunnelBars steps={data.funnel} />
        </section>
        <section className="yl-panel yl-pad yl-stack" aria-label={t("campaigns.data.trend")}>
          <h2 className="yl-section-title">{t("campaigns.data.trend")}</h2>
          <Trend days={data.days} file={`${record.title} ${t("campaigns.data.trend")}`} />
        </section>
      </div>
      <section className="yl-panel yl-pad yl-stack" aria-label={t("campaigns.data.byWay")}>
        <h2 className="yl-section-title">{t("campaigns.data.byWay")}</h2>
        <Tabs size="small" items={(["channels", "links", "promoters"] as const).map((way) => ({ key: way, label: t(`campaigns.data.${way}`), children: <WayTable way={way} rows={data[way]} /> }))} />
      </section>
    </div>
  );
}
