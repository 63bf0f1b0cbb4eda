import { useNavigate } from "@tanstack/react-router";
import { theme } from "antd";
import { useCallback, useMemo } from "react";

import { useMeta } from "@/api/meta";
import { Chart } from "@/ui/Chart";
import { formatNumber } from "@/ui/format";

import { listAddress } from "../addresses";
import { valueOfFigure } from "./figure";
import type { FunnelStep } from "./FunnelBars";

interface FunnelProps {
  label: string;
  file: string;
  steps: FunnelStep[];
}

/** Counts that narrow from step to step, each with its share of the step before; a step opens its rows. */
export function FunnelChart({ label, file, steps }: FunnelProps) {
  const { token } = theme.useToken();
  const navigate = useNavigate();
  const { objects } = useMeta();
  const option = useMemo(() => {
    const rows = [...steps].reverse(); // the axis counts from below
    const values = rows.map(({ figure }) => valueOfFigure(figure));
    const most = Math.max(1, ...values);
    const told = ({ figure, rate }: FunnelStep) => [formatNumber(figure?.value ?? 0), rate !== null && formatNumber(rate, { style: "percent", maximumFractionDigits: 1 })].filter(Boolean).join("  ");
    const rest = values.map((value) => (most - value) / 2);
    const bar = { type: "bar", stack: "step", barCategoryGap: "16%" };
    const clear = { ...bar, itemStyle: { color: "transparent" } };
    return {
      grid: { left: 8, right: 120, top: 28, bottom: 4, containLabel: true },
      xAxis: { type: "value", show: false, max: most },
      yAxis: { type: "category", data: rows.map(({ label: name }) => name), axisTick: { show: false }, axisLine: { show: false } },
      series: [
        { ...clear, data: rest },
        { ...bar, data: values, barMinHeight: 2, itemStyle: { color: token.colorPrimary, borderRadius: token.borderRadiusSM } },
        { ...clear, data: rest, label: { show: true, position: "right", color: token.colorText, formatter: ({ dataIndex }: { dataIndex: number }) => told(rows[dataIndex]!) } },
      ],
    };
  }, [steps, token]);
  const pick = useCallback(
    (name: string) => {
      const drill = steps.find((step) => step.label === name)?.figure?.drill;
      const type = drill && objects[drill.object];
      if (type) void navigate({ to: listAddress(type), search: { filter: drill.filter, mine: false, view: "all" } as never });
    },
    [steps, objects, navigate],
  );
  return <Chart label={label} file={file} option={option} onPick={pick} />;
}
