import { Link, useNavigate } from "@tanstack/react-router";
import { Table, type TableColumnType } from "antd";
import { useCallback, useMemo } from "react";

import { useObjectType } from "@/api/meta";
import { useSession } from "@/api/session";
import { recordAddress } from "@/records/addresses";
import { valueOfFigure } from "@/records/figures/figure";
import { Chart } from "@/ui/Chart";
import { formatMoney } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Nothing } from "@/ui/pieces";

import { analytics, type CampaignFigures, type CampaignRow, type Campaigns } from "./api";
import { asPercent, figureColumn } from "./cells";
import { Report, type ReportProps } from "./useReport";

/** A campaign's own row, or one that stands beside them. */
interface Row extends CampaignFigures {
  key: string;
  title: string;
  own?: CampaignRow;
}

const most = 12;

function RoiChart({ items }: { items: CampaignRow[] }) {
  const t = useT();
  const navigate = useNavigate();
  const type = useObjectType("campaign");
  const rows = useMemo(() => items.filter(({ cost, contracted, received }) => [cost, contracted, received].some((figure) => valueOfFigure(figure) !== 0)).slice(0, most), [items]);
  const option = useMemo(() => {
    const series = (["cost", "contracted", "received"] as const).map((name) => ({ type: "bar", name: t(`analytics.figures.${name}`), data: rows.map((row) => valueOfFigure(row[name])), barMaxWidth: 24 }));
    return { grid: { left: 8, right: 8, top: 36, bottom: 4, containLabel: true }, legend: { top: 0 }, tooltip: { trigger: "axis" }, xAxis: { type: "category", data: rows.map(({ campaign }) => campaign.title), axisLabel: { interval: 0, width: 96, overflow: "truncate" } }, yAxis: { type: "value" }, series };
  }, [rows, t]);
  const pick = useCallback((_: string, index: number) => type && rows[index] && void navigate({ to: recordAddress(type, rows[index].campaign.id), search: { tab: "data" } as never }), [type, rows, navigate]);
  return rows.length > 0 ? <Chart label={t("analytics.campaigns.chart")} option={option} lines={20} onPick={pick} /> : null;
}

function rowsOf({ items, unattributed, hidden, total }: Campaigns, t: ReturnType<typeof useT>): Row[] {
  return [
    ...items.map((own) => ({ ...own, key: own.campaign.id, title: own.campaign.title, own })),
    { ...unattributed, key: "unattributed", title: t("analytics.campaigns.unattributed") },
    ...(hidden ? [{ ...hidden, key: "hidden", title: t("analytics.campaigns.hidden") }] : []),
    { ...total, key: "total", title: t("analytics.campaigns.total") },
  ];
}

/** What each campaign cost and what came of it; every yuan stands in exactly one row. */
export function CampaignReport({ period }: ReportProps) {
  const t = useT();
  const type = useObjectType("campaign");
  const { tenant } = useSession();
  const roi = (name: "roi_contracted" | "roi_received"): TableColumnType<Row> => ({ key: name, align: "right", title: t(`analytics.figures.${name}`), sorter: (a, b) => Number(a.own?.[name] ?? -Infinity) - Number(b.own?.[name] ?? -Infinity), render: (_, { own }) => own && <span className={Number(own[name] ?? 0) > 0 ? "yl-strong" : undefined}>{asPercent(own[name])}</span> });
  const columns: TableColumnType<Row>[] = [
    {
      key: "title",
      title: t("analytics.campaigns.campaign"),
      fixed: "left",
      render: (_, { own, title }) =>
        own && type ? (
          <Link to={recordAddress(type, own.campaign.id)} search={{ tab: "data" } as never}>
            {title}
          </Link>
        ) : (
          <span className="yl-strong">{title}</span>
        ),
    },
    {
      ...figureColumn<"cost", Row>("cost", "money"),
      ...{ render: (_: unknown, row: Row, index: number) => (row.own?.basis === "budget" ? <span className="yl-quiet">{t("analytics.campaigns.budget", { amount: formatMoney(row.own.budget ?? "0", tenant.currency) })}</span> : figureColumn<"cost", Row>("cost", "money").render?.(undefined, row, index)) },
    } as TableColumnType<Row>,
    figureColumn<"submissions", Row>("submissions"),
    figureColumn<"leads", Row>("leads"),
    figureColumn<"accounts", Row>("accounts"),
    figureColumn<"opportunities", Row>("opportunities"),
    figureColumn<"contracts", Row>("contracts"),
    figureColumn<"contracted", Row>("contracted", "money"),
    figureColumn<"received", Row>("received", "money"),
    roi("roi_contracted"),
    roi("roi_received"),
  ];
  return (
    <Report code="campaigns" period={period} ask={analytics.campaigns}>
      {(data) => (
        <>
          <section className="yl-panel yl-pad yl-stack" aria-label={t("analytics.campaigns.chart")}>
            <h2 className="yl-section-title">{t("analytics.campaigns.chart")}</h2>
            {data.items.length === 0 && <Nothing title={t("analytics.none")} hint={t("analytics.noneHint")} />}
            <RoiChart items={data.items} />
          </section>
          <section className="yl-panel yl-pad" aria-label={t("analytics.campaigns.title")}>
            <Table<Row> rowKey="key" size="small" pagination={false} columns={columns} dataSource={rowsOf(data, t)} scroll={{ x: "max-content" }} />
          </section>
        </>
      )}
    </Report>
  );
}
