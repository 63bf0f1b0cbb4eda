import { Flex, Segmented } from "antd";
import { useMemo, useState } from "react";

import { Chart } from "@/ui/Chart";
import { currencyOf, formatDate, formatMoney, formatNumber } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Nothing } from "@/ui/pieces";

import type { CampaignPage } from "./api";
import { everyDay } from "./days";

type Kind = "counts" | "money";

const series = { counts: ["visits", "submissions", "leads"], money: ["contracted", "received"] } as const;

/** More days than this are a line without dots. */
const dotted = 40;

/** What happened day by day: how many, or how much money. */
export function DataTrend({ days: busy, title }: { days: CampaignPage["days"]; title: string }) {
  const t = useT();
  const [kind, setKind] = useState<Kind>("counts");
  const days = useMemo(() => everyDay(busy.filter((day) => series[kind].some((name) => Number(day[name] ?? 0) !== 0))), [busy, kind]);
  const seesMoney = busy.some(({ contracted, received }) => contracted !== null || received !== null);
  const currency = busy.map((day) => currencyOf(day, "contracted") ?? currencyOf(day, "received")).find(Boolean) ?? "";
  const option = useMemo(() => {
    const shown = kind === "money" ? (value: number) => formatMoney(String(value), currency) : (value: number) => formatNumber(value);
    const compact = (value: number) => formatNumber(value, { notation: "compact" });
    return {
      grid: { left: 8, right: 8, top: 36, bottom: 4, containLabel: true },
      legend: { top: 0 },
      tooltip: { trigger: "axis", valueFormatter: shown },
      xAxis: { type: "category", data: days.map(({ day }) => formatDate(day)) },
      yAxis: { type: "value", minInterval: 1, axisLabel: { formatter: compact } },
      series: series[kind].map((name) => ({ type: kind === "money" ? "bar" : "line", barMinWidth: 3, barMaxWidth: 24, name: t(`campaigns.data.${name}`), data: days.map((day) => Number(day[name] ?? 0)), showSymbol: days.length < dotted })),
    };
  }, [days, kind, currency, t]);
  const kinds = (["counts", "money"] as const).map((value) => ({ value, label: t(`campaigns.data.by.${value}`) }));
  return (
    <section className="yl-panel yl-pad yl-stack" aria-label={t("campaigns.data.trend")}>
      <Flex justify="space-between" align="center" gap="small" wrap>
        <h2 className="yl-section-title">{t("campaigns.data.trend")}</h2>
        {seesMoney && <Segmented<Kind> size="small" aria-label={t("campaigns.data.by.label")} value={kind} onChange={setKind} options={kinds} />}
      </Flex>
      {days.length === 0 ? <Nothing title={t("campaigns.data.noDays")} hint={t("campaigns.data.noDaysHint")} /> : <Chart label={t("campaigns.data.trend")} file={`${title} ${t("campaigns.data.trend")} ${t(`campaigns.data.by.${kind}`)}`} option={option} lines={20} />}
    </section>
  );
}
