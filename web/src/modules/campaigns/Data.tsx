import { FileExcelOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Alert, Button, Flex, Skeleton, Table, Tabs, type TableColumnType } from "antd";
import { useMemo } from "react";

import { isHidden } from "@/api/records";
import { useGrants } from "@/api/session";
import { DrillLink } from "@/records/figures/DrillLink";
import { valueOfFigure } from "@/records/figures/figure";
import { FunnelBars } from "@/records/figures/FunnelBars";
import { FunnelChart } from "@/records/figures/FunnelChart";
import { ModelSelect } from "@/records/figures/ModelSelect";
import { PeriodPicker, type Period } from "@/records/figures/PeriodPicker";
import { problemText } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { formatNumber } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure } from "@/ui/pieces";

import { campaigns, type WayRow } from "./api";
import { DataTiles, percent } from "./DataTiles";
import { DataTrend } from "./DataTrend";

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
    render: (_, row) => <DrillLink figure={row[name]} whole={row.whole?.[name]} unit={moneyNames.has(name) ? "money" : "count"} label={t(`campaigns.data.${name}`)} />,
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

interface Search extends Period {
  model?: string;
}

const money = new Set(["contracted", "received"]);

/** 活动数据: from the visit to the money, each figure with the rows behind it. The days and the model of attribution stand in the address. */
export default function Data({ record }: RecordSlotProps) {
  const t = useT();
  const can = useGrants();
  const navigate = useNavigate();
  const { from, to, model } = useSearch({ strict: false }) as Search;
  const set = (change: Search) => void navigate({ to: ".", search: (old: object) => ({ ...old, ...change }) as never, resetScroll: false });
  const asked = { from, to, model };
  const { data, error, refetch } = useQuery({ queryKey: ["records", "campaigns", "figures", record.id, asked], queryFn: () => campaigns.figures(record.id, asked), placeholderData: (old) => old });
  const funnel = useMemo(() => data?.funnel.filter(({ code }) => !money.has(code)) ?? [], [data]);
  if (error && !data) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />;
  return (
    <div className="yl-stack">
      <Flex gap="small" wrap align="center">
        <PeriodPicker value={{ from, to }} onChange={(period) => set({ from: period.from, to: period.to })} />
        <ModelSelect value={model ?? data.model} onChange={(next) => set({ model: next })} />
        {can("campaign.export") && (
          <Button icon={<FileExcelOutlined />} href={campaigns.figuresUrl(record.id, asked)} download>
            {t("records.figures.exportXlsx")}
          </Button>
        )}
        {data.basis === "budget" && <Alert type="info" showIcon title={t("campaigns.data.onBudget")} />}
        {data.basis === null && <Alert type="info" showIcon title={t("campaigns.data.noCost")} />}
        {!data.settled && <Alert type="info" showIcon title={t("records.figures.unsettled")} />}
      </Flex>
      <DataTiles page={data} />
      <div className="yl-two">
        <section className="yl-panel yl-pad yl-stack" aria-label={t("campaigns.data.funnel")}>
          <h2 className="yl-section-title">{t("campaigns.data.funnel")}</h2>
          <FunnelChart label={t("campaigns.data.funnel")} file={`${record.title} ${t("campaigns.data.funnel")}`} steps={funnel} />
          <FunnelBars steps={data.funnel.filter(({ code }) => money.has(code))} />
        </section>
        <DataTrend days={data.days} title={record.title} />
      </div>
      <section className="yl-panel yl-pad yl-stack" aria-label={t("campaigns.data.byWay")}>
        <h2 className="yl-section-title">{t("campaigns.data.byWay")}</h2>
        <Tabs size="small" items={(["channels", "links", "promoters"] as const).map((way) => ({ key: way, label: t(`campaigns.data.${way}`), children: <WayTable way={way} rows={data[way]} /> }))} />
      </section>
    </div>
  );
}
