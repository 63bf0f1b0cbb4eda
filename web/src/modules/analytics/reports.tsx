import { Table } from "antd";

import { isHidden } from "@/api/records";
import { DrillLink } from "@/records/figures/DrillLink";
import { valueOfFigure, type Figure } from "@/records/figures/figure";
import { anyWithheld, BasisNote, WithheldNote } from "@/records/figures/Notes";
import { FunnelBars } from "@/records/figures/FunnelBars";
import { useT } from "@/ui/i18n";
import { Nothing } from "@/ui/pieces";

import { analytics, type Outcomes, type Salesperson, type SourceRow } from "./api";
import { asPercent, figureColumn } from "./cells";
import { RankingChart, ranked } from "./RankingChart";
import { Report, type ReportProps } from "./useReport";

const scroll = { x: "max-content" as const };

export function FunnelReport({ period }: ReportProps) {
  const t = useT();
  return (
    <Report code="funnel" period={period} ask={analytics.funnel}>
      {({ steps }) => (
        <section className="yl-panel yl-pad" aria-label={t("analytics.funnel.title")}>
          <FunnelBars steps={steps} />
          <p className="yl-quiet">{t("analytics.funnel.hint")}</p>
          <BasisNote more={t("records.figures.basisCounts")} />
        </section>
      )}
    </Report>
  );
}

/** Who or what brought in the most, as a picture above its table: money only, counts have another measure. */
function Contracted({ rows }: { rows: { name: string; contracted: Figure | null }[] }) {
  const t = useT();
  const bars = ranked(rows.map(({ name, contracted }) => ({ name, value: valueOfFigure(contracted) })));
  if (bars.length === 0) return null;
  const title = t("analytics.ranking");
  return (
    <section className="yl-panel yl-pad" aria-label={title}>
      <h2 className="yl-section-title">{title}</h2>
      <RankingChart label={title} bars={bars} />
    </section>
  );
}

export function SalesReport({ period }: ReportProps) {
  const t = useT();
  const nobody = <Nothing title={t("analytics.none")} hint={t("analytics.noneHint")} />;
  return (
    <Report code="salespeople" period={period} ask={analytics.salespeople}>
      {({ items }) => (
        <>
        <Contracted rows={items.map(({ member, contracted }) => ({ name: isHidden(member) ? t("records.hidden") : member.title, contracted }))} />
        <section className="yl-panel yl-pad" aria-label={t("analytics.salespeople.title")}>
          <Table<Salesperson>
            rowKey={(row) => (isHidden(row.member) ? "" : row.member.id)}
            size="small"
            pagination={false}
            scroll={scroll}
            dataSource={items}
            locale={{ emptyText: nobody }}
            columns={[
              { key: "rank", title: "#", align: "right", render: (_, _row, index) => index + 1 },
              { key: "member", title: t("analytics.salespeople.member"), fixed: "left", render: (_, { member }) => (isHidden(member) ? t("records.hidden") : member.title) },
              figureColumn<"contracted", Salesperson>("contracted", "money"),
              { key: "attainment", title: t("analytics.figures.attainment"), align: "right", render: (_, row) => asPercent(row.attainment_contracted) },
              figureColumn<"received", Salesperson>("received", "money"),
              figureColumn<"leads", Salesperson>("leads"),
              figureColumn<"conversions", Salesperson>("conversions"),
              figureColumn<"follow_ups", Salesperson>("follow_ups"),
              figureColumn<"first_response", Salesperson>("first_response", "minutes"),
              figureColumn<"won", Salesperson>("won"),
              figureColumn<"lost", Salesperson>("lost"),
              figureColumn<"cycle", Salesperson>("cycle", "days"),
            ]}
          />
          <WithheldNote when={anyWithheld(items)} />
          <BasisNote more={t("records.figures.basisCounts")} />
        </section>
        </>
      )}
    </Report>
  );
}

type ReasonRow = Outcomes["reasons"][number];

export function OutcomeReport({ period }: ReportProps) {
  const t = useT();
  return (
    <Report code="outcomes" period={period} ask={analytics.outcomes}>
      {(data) => (
        <>
          <div className="yl-figure-tiles">
            {(["won", "lost", "won_amount", "lost_amount"] as const).map((name) => (
              <div key={name} className="yl-panel yl-figure-tile">
                <div className="yl-field-label">{t(`analytics.figures.${name}`)}</div>
                <div className="yl-figure-value">
                  <DrillLink figure={data[name]} unit={name.endsWith("amount") ? "money" : "count"} label={t(`analytics.figures.${name}`)} />
                </div>
              </div>
            ))}
            <div className="yl-panel yl-figure-tile">
              <div className="yl-field-label">{t("analytics.outcomes.winRate")}</div>
              <div className="yl-figure-value">{asPercent(data.win_rate)}</div>
            </div>
          </div>
          <div className="yl-two">
            <section className="yl-panel yl-pad yl-stack" aria-label={t("analytics.outcomes.reasons")}>
              <h2 className="yl-section-title">{t("analytics.outcomes.reasons")}</h2>
              {data.reasons.length > 0 ? <RankingChart label={t("analytics.outcomes.reasons")} bars={data.reasons.map(({ reason, lost }) => ({ name: reason?.title ?? t("analytics.outcomes.noReason"), value: valueOfFigure(lost) }))} /> : <Nothing title={t("analytics.none")} hint={t("analytics.noneHint")} />}
            </section>
            <section className="yl-panel yl-pad">
              <Table<ReasonRow>
                rowKey={({ reason }) => reason?.id ?? ""}
                size="small"
                pagination={false}
                scroll={scroll}
                dataSource={data.reasons}
                columns={[
                  { key: "reason", title: t("analytics.outcomes.reason"), render: (_, { reason }) => reason?.title ?? t("analytics.outcomes.noReason") },
                  figureColumn<"lost", ReasonRow>("lost"),
                  figureColumn<"lost_amount", ReasonRow>("lost_amount", "money"),
                ]}
              />
            </section>
          </div>
        </>
      )}
    </Report>
  );
}

export function SourceReport({ period }: ReportProps) {
  const t = useT();
  return (
    <Report code="sources" period={period} ask={analytics.sources}>
      {({ items }) => (
        <>
        <Contracted rows={items.map(({ source, contracted }) => ({ name: source?.title ?? t("analytics.sources.unknown"), contracted }))} />
        <section className="yl-panel yl-pad" aria-label={t("analytics.sources.title")}>
          <Table<SourceRow>
            rowKey={({ source }) => source?.id ?? ""}
            size="small"
            pagination={false}
            scroll={scroll}
            dataSource={items}
            locale={{ emptyText: <Nothing title={t("analytics.none")} hint={t("analytics.noneHint")} /> }}
            columns={[
              { key: "source", title: t("analytics.sources.source"), fixed: "left", render: (_, { source }) => source?.title ?? t("analytics.sources.unknown") },
              figureColumn<"leads", SourceRow>("leads"),
              figureColumn<"conversions", SourceRow>("conversions"),
              { key: "conversion", title: t("analytics.figures.conversion"), align: "right", render: (_, { conversion }) => asPercent(conversion) },
              figureColumn<"accounts", SourceRow>("accounts"),
              figureColumn<"opportunities", SourceRow>("opportunities"),
              figureColumn<"won", SourceRow>("won"),
              figureColumn<"contracts", SourceRow>("contracts"),
              figureColumn<"contracted", SourceRow>("contracted", "money"),
              figureColumn<"received", SourceRow>("received", "money"),
            ]}
          />
          <BasisNote more={t("records.figures.basisCounts")} />
        </section>
        </>
      )}
    </Report>
  );
}
