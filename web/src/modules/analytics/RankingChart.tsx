import { useMemo } from "react";

import { Chart } from "@/ui/Chart";

interface Bar {
  name: string;
  value: number;
}

/** Bars of one unit, in the order given, the first on top. */
export function RankingChart({ label, bars }: { label: string; bars: Bar[] }) {
  const option = useMemo(() => {
    const upwards = [...bars].reverse(); // the axis begins at the bottom
    return {
      grid: { left: 8, right: 24, top: 8, bottom: 4, containLabel: true },
      tooltip: {},
      xAxis: { type: "value", minInterval: 1 },
      yAxis: { type: "category", data: upwards.map(({ name }) => name) },
      series: [{ type: "bar", data: upwards.map(({ value }) => value), barMaxWidth: 22 }],
    };
  }, [bars]);
  return <Chart label={label} option={option} />;
}

const mostBars = 12;

/** The largest of what has any, for a chart beside its table. */
export const ranked = (bars: Bar[]): Bar[] =>
  bars
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)
    .slice(0, mostBars);
