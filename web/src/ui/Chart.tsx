import { DownloadOutlined } from "@ant-design/icons";
import { Skeleton, theme } from "antd";
import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { useEffect, useRef, useState } from "react";

import { useT } from "./i18n";
import { IconButton } from "./pieces";

interface ChartProps {
  /** What it shows, for those who cannot see it. */
  label: string;
  option: EChartsCoreOption;
  /** In lines of text. */
  lines?: number;
  /** Can be saved as a picture of this name. */
  file?: string;
  /** The name of the bar or point that was clicked. */
  onPick?: (name: string, index: number) => void;
}

/** A chart in the colours of the theme; the library behind it comes with the first one. */
export function Chart({ label, option, lines = 16, file, onPick }: ChartProps) {
  const t = useT();
  const { token } = theme.useToken();
  const place = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType>();
  useEffect(() => {
    let alive = true;
    let made: EChartsType | undefined;
    const watch = new ResizeObserver(() => made?.resize());
    void import("./echarts").then(({ init }) => {
      if (!alive || !place.current) return;
      made = init(place.current);
      watch.observe(place.current);
      setChart(made);
    });
    return () => {
      alive = false;
      watch.disconnect();
      made?.dispose();
    };
  }, []);
  useEffect(() => {
    chart?.setOption(
      {
        color: [token.colorPrimary, token.colorInfo, token.colorWarning, token.colorSuccess, token.colorError],
        textStyle: { fontFamily: token.fontFamily, color: token.colorText },
        aria: { enabled: true, label: { description: label } },
        ...themed(option, { color: token.colorTextSecondary, line: token.colorBorderSecondary, panel: token.colorBgElevated, text: token.colorText }),
      },
      { notMerge: true },
    );
  }, [chart, option, label, token]);
  useEffect(() => {
    if (!chart || !onPick) return;
    const pick = ({ name, dataIndex }: { name: string; dataIndex: number }) => onPick(name, dataIndex);
    chart.on("click", pick as never);
    return () => void chart.off("click", pick as never);
  }, [chart, onPick]);
  const save = async () => chart && file && (await import("./png")).savePng(chart, file, token.colorBgContainer);
  return (
    <div className="yl-chart" style={{ height: `${lines}em` }}>
      {!chart && <Skeleton active paragraph={{ rows: 4 }} />}
      <div ref={place} className="yl-chart-place" role="img" aria-label={label} />
      {chart && file && <IconButton className="yl-chart-save" size="small" type="text" icon={<DownloadOutlined />} label={t("ui.savePng", { label })} onClick={() => void save()} />}
    </div>
  );
}

interface Inks {
  color: string;
  line: string;
  panel: string;
  text: string;
}

/** Axes, legend and tooltip in the inks of the mode. */
function themed(option: EChartsCoreOption, { color, line, panel, text }: Inks): EChartsCoreOption {
  const axis = (given: unknown) => ({ axisLabel: { color, ...(given as { axisLabel?: object }).axisLabel }, axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line } }, ...strip(given as object) });
  const axes = (given: unknown) => (Array.isArray(given) ? given.map(axis) : given ? axis(given) : undefined);
  return {
    ...option,
    xAxis: axes(option.xAxis),
    yAxis: axes(option.yAxis),
    legend: option.legend && { textStyle: { color }, ...(option.legend as object) },
    tooltip: { confine: true, backgroundColor: panel, borderColor: line, textStyle: { color: text }, ...(option.tooltip as object) },
  };
}

const strip = (given: object) => Object.fromEntries(Object.entries(given).filter(([name]) => name !== "axisLabel"));
