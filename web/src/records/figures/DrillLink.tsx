import { Link } from "@tanstack/react-router";

import { useObjectType } from "@/api/meta";
import { formatDuration, formatNumber, money } from "@/ui/format";
import { useT } from "@/ui/i18n";

import { creditsAddress, listAddress } from "../addresses";
import type { Figure, Unit } from "./figure";

const minutesIn = { days: 24 * 60, minutes: 1 };

function shown(figure: Figure, unit: Unit) {
  if (unit === "money") return money(figure, "value");
  if (unit === "count") return formatNumber(figure.value!, { maximumFractionDigits: 1 });
  return formatDuration(Number(figure.value) * minutesIn[unit]);
}

interface DrillProps {
  figure: Figure | null | undefined;
  unit?: Unit;
  /** The sum over the company, where the viewer may know it and list a part of it. */
  whole?: Figure | null;
  /** Said with the number to those who hear the page. */
  label?: string;
}

/** A number that opens the list of exactly the rows it was made of. */
export function DrillLink({ whole, ...props }: DrillProps) {
  const t = useT();
  if (!whole || whole.value === null) return <Own {...props} />;
  return (
    <>
      <Own {...props} />
      <div className="yl-quiet">{t("records.figures.ofAll", { amount: shown(whole, props.unit ?? "count") })}</div>
    </>
  );
}

function Own({ figure, unit = "count", label }: Omit<DrillProps, "whole">) {
  const t = useT();
  const type = useObjectType(figure?.drill?.object);
  if (!figure || figure.value === null) return <span className="yl-quiet" title={figure ? undefined : t("records.figures.hidden")}>—</span>;
  const text = shown(figure, unit);
  const empty = Number(figure.value) === 0;
  if (!type || !figure.drill || empty) return <span className={empty ? "yl-quiet" : undefined}>{text}</span>;
  const { credit, filter } = figure.drill;
  return (
    <Link to={credit ? creditsAddress : listAddress(type)} search={(credit ?? { filter, mine: false, view: "all" }) as never} aria-label={label && `${label} ${text}`}>
      {text}
    </Link>
  );
}
