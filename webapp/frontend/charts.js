// Draws <div data-chart="intervals|bars|history|multiples" data-source="ID"> from the JSON
// block of that id. The table with the same numbers stays on the page under the chart.
import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

import { bars, history, intervals } from "./chart_options.js";
import { block } from "./messages.js";
import { first } from "./once.js";
import { onTheme } from "./palette.js";

echarts.use([
  BarChart, CustomChart, LineChart, ScatterChart,
  GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, SVGRenderer,
]);

const kinds = { intervals, bars, history };
const ROW_PX = 22;
const LONG = 40; // rows; a longer chart stands closer
const CLOSE_PX = 17;
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

function draw(box, kind, data) {
  if (kind !== "history") {
    const rows = Math.max(data.rows.length, 2);
    box.style.height = `${rows * (rows > LONG ? CLOSE_PX : ROW_PX) + (kind === "intervals" ? 72 : 48)}px`;
  }
  const chart = echarts.init(box, null, { renderer: "svg" });
  const show = () => {
    chart.setOption({ animation: false, ...kinds[kind](data, box.clientWidth) }, true);
  };
  show();
  onTheme(show);
  new ResizeObserver(() => {
    chart.resize({ animation: { duration: still.matches ? 0 : 120 } });
    show();
  }).observe(box);
  chart.on("click", ({ data: item }) => item?.url && window.location.assign(item.url));
}

function panels(box, data) {
  const rows = data.panels.flatMap((panel) => panel.rows);
  const max = data.max ?? Math.max(...rows.map((row) => row.value ?? 0));
  box.classList.add("multiples");
  for (const panel of data.panels) {
    const holder = document.createElement("div");
    const title = document.createElement("h4");
    title.textContent = panel.label;
    const chart = document.createElement("div");
    chart.className = "chart";
    holder.append(title, chart);
    box.append(holder);
    draw(chart, "bars", { ...data, rows: panel.rows, max, narrow: true });
  }
}

export function charts(box) {
  if (!first(box, "chart")) return;
  const data = block(box.dataset.source);
  if (!data) return;
  // The table below says the same in words; a screen reader needs only one of the two.
  box.setAttribute("aria-hidden", "true");
  if (box.dataset.chart === "multiples") panels(box, data);
  else draw(box, box.dataset.chart, data);
}
