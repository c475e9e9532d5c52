// From the data block of a chart to what ECharts draws; the shapes are in
// templates/macros/README.md. A missing value is null: it is named on its axis and has no mark.
import { gradeTone, tones } from "./palette.js";

const digits = (data) => data.digits ?? 2;
const number = (value, places) => (value === null || value === undefined ? "–" : value.toFixed(places).replace("-", "−"));
const font = () => getComputedStyle(document.body).fontFamily;

function base(data) {
  const { ink, rule, sheet } = tones();
  return {
    textStyle: { fontFamily: font(), color: ink },
    // Drawn text, because a tooltip made of HTML needs inline styles.
    tooltip: {
      renderMode: "richText",
      confine: true,
      backgroundColor: sheet,
      borderColor: rule,
      textStyle: { color: ink, fontFamily: font(), fontSize: 13 },
      formatter: ({ data: item }) => item?.says ?? "",
    },
    grid: { left: 8, right: 24, top: 8, bottom: 28, containLabel: true },
    digits: digits(data),
  };
}

function places(rows, width) {
  const { ink, rule } = tones();
  return {
    type: "category",
    inverse: true,
    data: rows.map(({ label }) => label),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: rule } },
    axisLabel: { color: ink, fontSize: 13, interval: 0, width: Math.max(72, Math.min(220, width * 0.36)), overflow: "truncate" },
  };
}

function scale(extra = {}) {
  const { soft, rule } = tones();
  return {
    type: "value",
    axisLabel: { color: soft, fontSize: 12, hideOverlap: true },
    splitLine: { lineStyle: { color: rule } },
    ...extra,
  };
}

// Named at both ends, because a long chart shows only one of them at a time.
function reference(data) {
  const { mark } = tones();
  if (!data.reference) return undefined;
  const at = { xAxis: data.reference.value };
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: mark, type: "dashed", width: 1.5 },
    label: { formatter: data.reference.label, color: mark, fontSize: 12, fontWeight: 600 },
    data: [
      { ...at, label: { position: "end", distance: 4 } },
      { ...at, label: { position: "start", distance: 24 } },
    ],
  };
}

// The same place elsewhere, beside each row's own value: a short upright line.
function beside(rows, places_) {
  const { mark } = tones();
  const data = rows
    .map((row, at) => ({ value: [row.beside, at], says: `${row.label}\n${number(row.beside, places_)}` }))
    .filter(({ value: [known] }) => Number.isFinite(known));
  return { type: "scatter", symbol: "rect", symbolSize: [3, 14], z: 4, itemStyle: { color: mark, opacity: 1 }, data };
}

// One row: a line from lo to hi with a short end on each side.
function whisker(params, api) {
  const [left, y] = api.coord([api.value(1), api.value(0)]);
  const [right] = api.coord([api.value(2), api.value(0)]);
  const style = { stroke: tones().soft, lineWidth: 1.5, fill: "none" };
  const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style });
  return {
    type: "group",
    children: [line(left, y, right, y), line(left, y - 3, left, y + 3), line(right, y - 3, right, y + 3)],
  };
}

// Rows of one tier stand on one ground; every other ground is darker, and each has its name.
function grounds(bands, rows) {
  const { rule, soft } = tones();
  const draw = (params, api) => {
    const row = api.size([0, 1])[1];
    const { x, width } = params.coordSys;
    const y = api.coord([0, api.value(0)])[1] - row / 2;
    const height = row * (api.value(1) - api.value(0) + 1);
    const band = bands[params.dataIndex];
    const dark = params.dataIndex % 2 === 1;
    return {
      type: "group",
      children: [
        { type: "rect", shape: { x, y, width, height }, style: { fill: rule, opacity: dark ? 0.45 : 0 } },
        { type: "line", shape: { x1: x, x2: x + width, y1: y, y2: y }, style: { stroke: soft, lineWidth: 1, opacity: params.dataIndex ? 1 : 0 } },
        { type: "text", style: { x: x + width - 4, y: y + 3, text: band.label, fill: soft, fontSize: 12, align: "right", font: `12px ${font()}` } },
      ],
    };
  };
  const data = bands.map(({ first, last }) => [first, last]);
  return { type: "custom", silent: true, renderItem: draw, dimensions: ["first", "last"], encode: { y: [0, 1] }, data: rows.length ? data : [], z: 0 };
}

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20];

// The ends of an axis that starts near the values: whole steps, so that every tick is one.
function limits(rows) {
  const known = rows.flatMap(({ value, lo, hi, beside: other }) => [value, lo, hi, other]).filter((v) => Number.isFinite(v));
  if (!known.length) return {};
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const step = STEPS.find((one) => (most - least) / one <= 8) ?? 20;
  const [min, max] = [Math.floor(least / step) * step, Math.ceil(most / step) * step];
  return max > min ? { min, max, interval: step } : { min: min - step, max: max + step, interval: step };
}

// {rows: [{label, value, lo, hi, beside?, grade?, url?}], reference?: {value, label},
//  bands?: [{first, last, label}], digits?}
export function intervals(data, width) {
  const places_ = digits(data);
  const says = ({ label, value, lo, hi }) => {
    const range = Number.isFinite(lo) ? `  [${number(lo, places_)}, ${number(hi, places_)}]` : "";
    return `${label}\n${number(value, places_)}${range}`;
  };
  const dots = data.rows.map((row, at) => ({
    value: [row.value, at],
    url: row.url,
    says: says(row),
    itemStyle: { color: row.grade ? gradeTone(row.grade) : tones().ink },
  }));
  const ranges = data.rows
    .map((row, at) => ({ value: [at, row.lo, row.hi], url: row.url, says: says(row), known: Number.isFinite(row.lo) }))
    .filter(({ known }) => known);
  return {
    ...base(data),
    xAxis: scale({ position: "top", ...limits(data.rows) }),
    grid: { ...base(data).grid, top: data.reference ? 26 : 8, bottom: data.reference ? 24 : 8 },
    yAxis: places(data.rows, width),
    series: [
      ...(data.bands ? [grounds(data.bands, data.rows)] : []),
      { type: "custom", renderItem: whisker, encode: { x: [1, 2], y: 0 }, data: ranges, z: 2 },
      {
        type: "scatter", symbolSize: 9, z: 5, markLine: reference(data),
        data: dots.filter(({ value: [known] }) => Number.isFinite(known)),
      },
      beside(data.rows, places_),
    ],
  };
}

// {rows: [{label, value, beside?, url?}], digits?, max?}: lost points and other lengths from zero.
export function bars(data, width) {
  const { bar, ink } = tones();
  const places_ = digits(data);
  return {
    ...base(data),
    grid: { ...base(data).grid, right: 48, bottom: data.narrow ? 4 : 8 },
    xAxis: scale({ min: 0, max: data.max, ...(data.narrow ? { show: false } : { position: "top" }) }),
    yAxis: places(data.rows, width),
    series: [
      {
        type: "bar",
        barMaxWidth: 12,
        itemStyle: { color: bar },
        label: {
          show: true, position: "right", distance: 8, color: ink, fontSize: 12,
          formatter: ({ value }) => number(value, places_),
        },
        data: data.rows.map((row) => ({
          value: row.value, url: row.url, says: `${row.label}\n${number(row.value, places_)}`,
        })),
      },
      beside(data.rows, places_),
    ],
  };
}

const dashes = ["solid", "dashed", "dotted"];

function line(entry, at, places_) {
  const { ink, bar, mark } = tones();
  const color = [bar, mark, ink][at % 3];
  return {
    type: "line",
    name: entry.label,
    symbolSize: 7,
    symbol: ["circle", "rect", "triangle"][at % 3],
    lineStyle: { color, width: at ? 1.5 : 2.5, type: dashes[at % 3] },
    itemStyle: { color },
    labelLayout: { moveOverlap: "shiftY" },
    endLabel: { show: true, formatter: () => entry.label, color, fontSize: 12 },
    data: entry.points.map((p) => ({
      value: p.value, says: `${entry.label} ${p.quarter}\n${number(p.value, places_)}`, url: p.url,
    })),
  };
}

function spread(entry) {
  const color = tones().bar;
  const draw = (params, api) => {
    const [x, top] = api.coord([api.value(0), api.value(2)]);
    const [, bottom] = api.coord([api.value(0), api.value(1)]);
    return { type: "line", shape: { x1: x, x2: x, y1: top, y2: bottom }, style: { stroke: color, lineWidth: 1.5 } };
  };
  const data = entry.points.map(({ lo, hi }, at) => [at, lo, hi]).filter(([, lo]) => Number.isFinite(lo));
  return { type: "custom", silent: true, renderItem: draw, encode: { x: 0, y: [1, 2] }, data };
}

// {series: [{label, points: [{quarter, value, lo?, hi?, url?}]}], digits?}
export function history(data) {
  const { soft, rule } = tones();
  const quarters = data.series[0].points.map(({ quarter }) => quarter);
  const all = data.series.flatMap(({ points }) => points);
  return {
    ...base(data),
    grid: { ...base(data).grid, top: 16, right: 96 },
    xAxis: {
      type: "category", data: quarters, boundaryGap: true,
      axisLabel: { color: soft, fontSize: 12, hideOverlap: true }, axisLine: { lineStyle: { color: rule } },
    },
    yAxis: scale(limits(all)),
    series: [...data.series.map((entry, at) => line(entry, at, digits(data))), spread(data.series[0])],
  };
}
