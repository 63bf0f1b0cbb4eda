import type { EChartsType } from "echarts/core";

const density = 2;

/** A chart as a picture file, at twice its size so that it stays sharp on a slide. */
export async function savePng(chart: EChartsType, name: string, background: string) {
  const drawn = new Image();
  drawn.src = chart.getDataURL({ type: "svg" });
  await drawn.decode();
  const canvas = document.createElement("canvas");
  canvas.width = chart.getWidth() * density;
  canvas.height = chart.getHeight() * density;
  const pen = canvas.getContext("2d")!;
  pen.fillStyle = background;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(drawn, 0, 0, canvas.width, canvas.height);
  const link = document.createElement("a");
  link.href = canvas.toDataURL("image/png");
  link.download = `${name}.png`;
  link.click();
}
