import { Progress as Bar } from "antd";

import type { Home, Progress } from "@/api/home";
import { DrillLink } from "@/records/figures/DrillLink";
import { WithheldNote } from "@/records/figures/Notes";
import { valueOfFigure } from "@/records/figures/figure";
import { formatNumber, money } from "@/ui/format";
import { useT } from "@/ui/i18n";

function Reached({ label, progress }: { label: string; progress: Progress }) {
  const t = useT();
  const { figure, target, attainment } = progress;
  if (!figure) return null;
  const share = Math.round(Number(attainment ?? 0) * 100);
  const aim = Number(target?.value) > 0 ? t("app.home.target", { target: money(target!, "value") }) : t("app.home.noTarget");
  return (
    <div className="yl-reached">
      <div className="yl-related-row">
        <span>{label}</span>
        <span className="yl-figure-value">
          <DrillLink figure={figure} unit="money" label={label} />
        </span>
      </div>
      <Bar percent={share} format={() => formatNumber(attainment ?? 0, { style: "percent", maximumFractionDigits: 0 })} status="normal" showInfo={attainment !== null} size="small" aria-label={`${label} ${aim}`} />
      <div className="yl-quiet">{aim}</div>
      <WithheldNote when={progress.withheld} />
    </div>
  );
}

/** What was signed and what was paid this month, against the target. */
export function Month({ month }: { month: Home["month"] }) {
  const t = useT();
  if (!month.contracted.figure && !month.received.figure) return null;
  return (
    <section className="yl-panel yl-pad" aria-label={t("app.home.month")}>
      <h2 className="yl-section-title">{t("app.home.month")}</h2>
      <Reached label={t("app.home.contracted")} progress={month.contracted} />
      <Reached label={t("app.home.received")} progress={month.received} />
      <p className="yl-quiet yl-note">{t("app.home.basis")}</p>
    </section>
  );
}

/** 销售漏斗: open opportunities by stage. */
export function Stages({ stages }: { stages: Home["stages"] }) {
  const t = useT();
  if (stages.length === 0) return null;
  const most = Math.max(1, ...stages.map(({ amount }) => valueOfFigure(amount)));
  return (
    <section className="yl-panel yl-pad" aria-label={t("app.home.stages")}>
      <h2 className="yl-section-title">{t("app.home.stages")}</h2>
      <ul className="yl-plain-list">
        {stages.map(({ stage, count, amount }) => (
          <li key={stage.id} className="yl-stage">
            <div className="yl-related-row">
              <span>
                {stage.title} <DrillLink figure={count} label={stage.title} />
              </span>
              <DrillLink figure={amount} unit="money" label={stage.title} />
            </div>
            {valueOfFigure(amount) > 0 && <div className="yl-funnel-bar yl-thin" style={{ width: `${(100 * valueOfFigure(amount)) / most}%` }} aria-hidden />}
          </li>
        ))}
      </ul>
    </section>
  );
}
