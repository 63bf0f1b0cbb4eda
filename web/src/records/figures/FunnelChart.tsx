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
    const data = steps.map(({ label: name, figure, rate }, at) => ({
      name,
      value: valueOfFigure(figure),
      itemStyle: { color: token.colorPrimary, opacity: 1 - (0.6 * at) / Math.max(1, steps.length) },
      label: { formatter: [name, formatNumber(figure?.value ?? 0), rate !== null && `(${formatNumber(rate, { style: "percent", maximumFractionDigits: 1 })})`].filter(Boolean).join(" ") },
    }));
    const look = { borderColor: token.colorBgContainer, borderWidth: 2 };
    return { series: [{ type: "funnel", sort: "none", left: 8, width: "52%", top: 28, bottom: 4, minSize: "4%", gap: 2, itemStyle: look, label: { position: "right", color: token.colorText, fontSize: token.fontSize }, labelLine: { length: 12, lineStyle: { color: token.colorBorder } }, data }] };
  }, [steps, token]);
  const pick = useCallback(
    (_: string, index: number) => {
      const drill = steps[index]?.figure?.drill;
      const type = drill && objects[drill.object];
      if (type) void navigate({ to: listAddress(type), search: { filter: drill.filter, mine: false, view: "all" } as never });
    },
    [steps, objects, navigate],
  );
  return <Chart label={label} file={file} option={option} onPick={pick} />;
}
