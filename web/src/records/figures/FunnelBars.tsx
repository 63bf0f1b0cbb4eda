import { formatNumber } from "@/ui/format";

import { DrillLink } from "./DrillLink";
import { valueOfFigure, type Figure } from "./figure";
import { WithheldNote } from "./Notes";

export interface FunnelStep {
  code: string;
  label: string;
  figure: Figure | null;
  rate: string | null;
  withheld: boolean;
}

const money = new Set(["contracted", "received"]);

/** Bars by step, counts beside counts and money beside money; the rate is against the step before. */
export function FunnelBars({ steps }: { steps: FunnelStep[] }) {
  const most = (isMoney: boolean) => Math.max(1, ...steps.filter(({ code }) => money.has(code) === isMoney).map(({ figure }) => valueOfFigure(figure)));
  return (
    <>
    <ul className="yl-plain-list">
      {steps.map(({ code, label, figure, rate, withheld }) => {
        const width = (100 * Math.max(0, valueOfFigure(figure))) / most(money.has(code));
        return (
          <li key={code} className="yl-funnel-row">
            <span>{label}</span>
            <span className="yl-funnel-bar" style={{ width: `${width}%` }} aria-hidden />
            <span className="yl-number">
              <DrillLink figure={figure} unit={money.has(code) ? "money" : "count"} label={label} />
            </span>
            <span className="yl-number yl-quiet">{rate === null ? withheld && "—" : formatNumber(rate, { style: "percent", maximumFractionDigits: 1 })}</span>
          </li>
        );
      })}
    </ul>
    <WithheldNote when={steps.some(({ withheld }) => withheld)} />
    </>
  );
}
