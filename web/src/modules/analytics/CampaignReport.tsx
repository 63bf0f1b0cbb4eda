import { FileExcelOutlined } from "@ant-design/icons";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Alert, Button, Flex, Select, Table, type TableColumnType } from "antd";
import { useCallback, useMemo } from "react";

import { useObjectType } from "@/api/meta";
import { useGrants } from "@/api/session";
import { recordAddress } from "@/records/addresses";
import { valueOfFigure } from "@/records/figures/figure";
import { anyWithheld, BasisNote, WithheldNote } from "@/records/figures/Notes";
import { ModelSelect } from "@/records/figures/ModelSelect";
import { Chart } from "@/ui/Chart";
import { formatNumber, money } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Nothing, useIsPhone } from "@/ui/pieces";

import { analytics, type CampaignFigures, type CampaignRow, type Campaigns } from "./api";
import { asPercent, figureColumn } from "./cells";
import { Report, type ReportProps } from "./useReport";

/** A campaign's own row, or one that stands beside them. */
interface Row extends CampaignFigures {
  key: string;
  title: string;
  own?: CampaignRow;
  whole?: CampaignRow["whole"];
}

const most = 12;

/** How high the chart is: its legend and axis, and the bars of each campaign, which lie so that their names can be read. */
const linesAround = 5;
const linesOfOne = 3;

function RoiChart({ items }: { items: CampaignRow[] }) {
  const t = useT();
  const phone = useIsPhone();
  const navigate = useNavigate();
  const type = useObjectType("campaign");
  const rows = useMemo(() => items.filter(({ cost, contracted, received }) => [cost, contracted, received].some((figure) => valueOfFigure(figure) !== 0)).slice(0, most), [items]);
  const option = useMemo(() => {
    const series = (["cost", "contracted", "received"] as const).map((name) => ({ type: "bar", name: t(`analytics.figures.${name}`), data: rows.map((row) => valueOfFigure(row[name])), barMaxWidth: 12 }));
    const names = { type: "category", inverse: true, data: rows.map(({ campaign }) => campaign.title), axisLabel: { interval: 0, width: phone ? 96 : 180, overflow: "truncate" } };
    const compact = (value: number) => formatNumber(value, { notation: "compact" });
    return { grid: { left: 8, right: 24, top: 36, bottom: 4, containLabel: true }, legend: { top: 0 }, tooltip: { trigger: "axis" }, xAxis: { type: "value", splitNumber: 4, axisLabel: { formatter: compact } }, yAxis: names, series };
  }, [rows, t, phone]);
  const pick = useCallback((_: string, index: number) => type && rows[index] && void navigate({ to: recordAddress(type, rows[index].campaign.id), search: { tab: "data" } as never }), [type, rows, navigate]);
  return rows.length > 0 ? <Chart label={t("analytics.campaigns.chart")} file={t("analytics.campaigns.chart")} option={option} lines={linesAround + linesOfOne * rows.length} onPick={pick} /> : null;
}

/** Of a choice only the chosen; of all, the rows beside them too, so that every yuan stands in one. */
function rowsOf({ items, unattributed, hidden, total }: Campaigns, chosen: string[], t: ReturnType<typeof useT>): Row[] {
  const own = items.filter(({ campaign }) => chosen.length === 0 || chosen.includes(campaign.id)).map((row) => ({ ...row, key: row.campaign.id, title: row.campaign.title, own: row }));
  if (chosen.length > 0) return own;
  return [
    ...own,
    { ...unattributed, key: "unattributed", title: t("analytics.campaigns.unattributed") },
    ...(hidden ? [{ ...hidden, key: "hidden", title: t("analytics.campaigns.hidden") }] : []),
    { ...total, key: "total", title: t("analytics.campaigns.total") },
  ];
}

type Plain = "visits" | "visitors";
type Ratio = "conversion" | "roi_contracted" | "roi_received";
type Cost = "cost_per_lead" | "cost_per_account";

function useColumns(): TableColumnType<Row>[] {
  const t = useT();
  const type = useObjectType("campaign");
  const sorted = (name: Plain | Ratio | Cost, label: string, shown: (own: CampaignRow) => string): TableColumnType<Row> => ({
    key: name,
    align: "right",
    title: t(`analytics.figures.${label}`),
    sorter: (a, b) => Number(a.own?.[name] ?? -Infinity) - Number(b.own?.[name] ?? -Infinity),
    sortDirections: ["descend", "ascend"],
    render: (_, { own }) => own && shown(own),
  });
  const plain = (name: Plain) => sorted(name, name, (own) => formatNumber(own[name]));
  const ratio = (name: Ratio, label: string = name) => sorted(name, label, (own) => asPercent(own[name]));
  const per = (name: Cost) => sorted(name, name, (own) => money(own, name));
  const cost = figureColumn<"cost", Row>("cost", "money");
  const budget = ({ own }: Row) => own?.basis === "budget" && <span className="yl-quiet">{t("analytics.campaigns.budget", { amount: money(own, "budget") })}</span>;
  const name = ({ own, title }: Row) =>
    own && type ? (
      <Link to={recordAddress(type, own.campaign.id)} search={{ tab: "data" } as never}>
        {title}
      </Link>
    ) : (
      <span className="yl-strong">{title}</span>
    );
  return [
    { key: "title", title: t("analytics.campaigns.campaign"), fixed: "left", render: (_, row) => name(row) },
    { ...cost, render: (value: unknown, row: Row, index: number) => budget(row) || (cost.render?.(value as never, row, index) as never) },
    figureColumn<"contracted", Row>("contracted", "money"),
    figureColumn<"received", Row>("received", "money"),
    ratio("roi_contracted"),
    ratio("roi_received"),
    figureColumn<"contracts", Row>("contracts"),
    figureColumn<"opportunities", Row>("opportunities"),
    figureColumn<"accounts", Row>("accounts"),
    figureColumn<"leads", Row>("leads"),
    figureColumn<"submissions", Row>("submissions"),
    plain("visits"),
    plain("visitors"),
    ratio("conversion", "submit_rate"),
    per("cost_per_lead"),
    per("cost_per_account"),
  ];
}

interface Search {
  model?: string;
  campaigns?: string;
}

/** What campaigns cost and what came of them, side by side under one model of attribution; every yuan stands in exactly one row. */
export function CampaignReport({ period }: ReportProps) {
  const t = useT();
  const can = useGrants();
  const navigate = useNavigate();
  const { model, campaigns } = useSearch({ strict: false }) as Search;
  const chosen = useMemo(() => campaigns?.split(",").filter(Boolean) ?? [], [campaigns]);
  const set = (change: Search) => void navigate({ to: ".", search: (old: object) => ({ ...old, ...change }) as never, replace: true });
  const asked = { ...period, model };
  const columns = useColumns();
  return (
    <Report code="campaigns" period={asked} ask={analytics.campaigns}>
      {(data) => (
        <>
          <Flex gap="small" wrap align="center">
            <Select
              mode="multiple"
              allowClear
              className="yl-roomy"
              maxTagCount="responsive"
              aria-label={t("analytics.campaigns.choose")}
              placeholder={t("analytics.campaigns.choose")}
              value={chosen}
              showSearch={{ optionFilterProp: "label" }}
              options={data.items.map(({ campaign }) => ({ value: campaign.id, label: campaign.title }))}
              onChange={(ids: string[]) => set({ campaigns: ids.join(",") || undefined })}
            />
            <ModelSelect value={data.model} onChange={(next) => set({ model: next })} />
            {can("campaign.export") && (
              <Button icon={<FileExcelOutlined />} href={analytics.campaignsFile({ ...period, model: data.model }, chosen)} download>
                {t("records.figures.exportXlsx")}
              </Button>
            )}
          </Flex>
          {!data.settled && <Alert type="info" showIcon title={t("records.figures.unsettled")} />}
          <section className="yl-panel yl-pad yl-stack" aria-label={t("analytics.campaigns.chart")}>
            <h2 className="yl-section-title">{t("analytics.campaigns.chart")}</h2>
            {data.items.length === 0 && <Nothing title={t("analytics.none")} hint={t("analytics.noneHint")} />}
            <RoiChart items={data.items.filter(({ campaign }) => chosen.length === 0 || chosen.includes(campaign.id))} />
          </section>
          <section className="yl-panel yl-pad yl-stack" aria-label={t("analytics.campaigns.title")}>
            <Table<Row> rowKey="key" size="small" pagination={false} columns={columns} dataSource={rowsOf(data, chosen, t)} scroll={{ x: "max-content" }} />
            <WithheldNote when={anyWithheld(data.items)} />
            <BasisNote more={t("records.figures.basisCounts")} />
            {data.model !== "primary" && <p className="yl-quiet yl-note">{t("analytics.campaigns.chosenHint")}</p>}
          </section>
        </>
      )}
    </Report>
  );
}
