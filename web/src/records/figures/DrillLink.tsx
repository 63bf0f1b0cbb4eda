import { Link } from "@tanstack/react-router";

import { useObjectType } from "@/api/meta";
import { useSession } from "@/api/session";
import { formatMoney, formatNumber } from "@/ui/format";
import { useT } from "@/ui/i18n";

import { creditsAddress, listAddress } from "../addresses";
import type { Figure, Unit } from "./figure";

function useShown() {
  const { tenant } = useSession();
  const t = useT();
  return (value: number | string, unit: Unit) => {
    if (unit === "money") return formatMoney(String(value), tenant.currency);
    const number = formatNumber(value, { maximumFractionDigits: 1 });
    return unit === "count" ? number : t(`records.figures.${unit}`, { number });
  };
}

interface DrillProps {
  figure: Figure | null | undefined;
  unit?: Unit;
  /** Said with the number to those who hear the page. */
  label?: string;
}

/** A number that opens the list of exactly the rows it was made of. */
export function DrillLink({ figure, unit = "count", label }: DrillProps) {
  const t = useT();
  const shown = useShown();
  const type = useObjectType(figure?.drill?.object);
  if (!figure || figure.value === null) return <span className="yl-quiet" title={figure ? undefined : t("records.figures.hidden")}>—</span>;
  const text = shown(figure.value, unit);
  const empty = Number(figure.value) === 0;
  if (!type || !figure.drill || empty) return <span className={empty ? "yl-quiet" : undefined}>{text}</span>;
  const { credit, filter } = figure.drill;
  return (
    <Link to={credit ? creditsAddress : listAddress(type)} search={(credit ?? { filter, mine: false, view: "all" }) as never} aria-label={label && `${label} ${text}`}>
      {text}
    </Link>
  );
}
