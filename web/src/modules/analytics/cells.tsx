import type { TableColumnType } from "antd";

import { DrillLink } from "@/records/figures/DrillLink";
import { valueOfFigure, type Figure, type Unit } from "@/records/figures/figure";
import { formatNumber } from "@/ui/format";
import { t } from "@/ui/i18n";

type Named<K extends string> = { [key in K]: Figure | null } & { whole?: { [name: string]: Figure | null } | null };

/** A column of figures, each a link to its rows; sorted by value. */
export function figureColumn<K extends string, T extends Named<K>>(name: K, unit: Unit = "count"): TableColumnType<T> {
  return {
    key: name,
    align: "right",
    title: t(`analytics.figures.${name}`),
    sorter: (a, b) => valueOfFigure(a[name]) - valueOfFigure(b[name]),
    sortDirections: ["descend", "ascend"],
    render: (_, row) => <DrillLink figure={row[name]} whole={row.whole?.[name]} unit={unit} label={t(`analytics.figures.${name}`)} />,
  };
}

export const asPercent = (ratio: string | null | undefined) => (ratio === null || ratio === undefined ? "—" : formatNumber(ratio, { style: "percent", maximumFractionDigits: 1 }));
