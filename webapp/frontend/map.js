// Draws <div data-map data-source="ID">: points and, if given, areas; no tiles are needed.
//   {points: [{lat, lon, label, value?, text?, url?, radius_m?}], areas?: GeoJSON with
//    properties {label, value, text, url}, reference?: {value, label}, step?, unit?, digits?,
//    tiles?: {url, attribution, frame: "wgs84"|"gcj02"}}
// Coordinates are WGS84 degrees. Without a reference every mark has the accent colour.
import L from "leaflet";

import { message, block } from "./messages.js";
import { first } from "./once.js";
import { SCALE, onTheme, shade, tones } from "./palette.js";

const FOCUSABLE = 400; // beyond this the table is the better way for a keyboard

const known = (value) => value !== null && value !== undefined;

function look(value, data) {
  const { soft, sheet, bar } = tones();
  if (!data.reference) return { color: sheet, fillColor: bar, fillOpacity: 0.85, weight: 1 };
  if (!known(value)) return { color: soft, fillColor: sheet, fillOpacity: 0.6, weight: 1.5, dashArray: "3 2" };
  const fillColor = SCALE[shade(value, data.reference.value, data.step ?? 1)];
  return { color: soft, fillColor, fillOpacity: 0.9, weight: 1, dashArray: null };
}

function said(item, data) {
  const shown = known(item.value) ? `${item.value.toFixed(data.digits ?? 2)}${data.unit ?? ""}` : message("no_data");
  return item.text ?? (data.reference ? shown : "");
}

function card(item, data) {
  const box = document.createElement("div");
  const title = document.createElement("strong");
  title.textContent = item.label;
  const text = document.createElement("p");
  text.textContent = said(item, data);
  box.append(title, text);
  if (item.url) {
    const link = document.createElement("a");
    Object.assign(link, { href: item.url, textContent: message("open_page") });
    box.append(link);
  }
  return box;
}

function reachable(layer, item, data) {
  const path = layer.getElement();
  if (!path) return;
  path.setAttribute("tabindex", "0");
  path.setAttribute("role", "button");
  path.setAttribute("aria-label", `${item.label} ${said(item, data)}`.trim());
  path.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    layer.openPopup();
    layer.getPopup().getElement()?.querySelector("a")?.focus();
  });
}

function mark(item, data) {
  const where = [item.lat, item.lon];
  const style = look(item.value, data);
  return item.radius_m
    ? L.circle(where, { ...style, radius: item.radius_m })
    : L.circleMarker(where, { ...style, radius: data.points.length > 300 ? 4 : 7 });
}

function row(fill, text, dashed = false) {
  const line = document.createElement("li");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 12 12");
  svg.setAttribute("aria-hidden", "true");
  const dot = document.createElementNS(svg.namespaceURI, "circle");
  const colours = { fill, stroke: tones().soft, ...(dashed ? { "stroke-dasharray": "2 1.5" } : {}) };
  for (const [name, value] of Object.entries({ cx: 6, cy: 6, r: 5, ...colours })) dot.setAttribute(name, value);
  svg.append(dot);
  line.append(svg, text);
  return line;
}

// Stands under the map, so that it never covers a place.
function legend(data) {
  const list = document.createElement("ul");
  list.className = "map-legend";
  const step = data.step ?? 1;
  const middle = (SCALE.length - 1) / 2;
  const edge = (at) => (data.reference.value + (middle - at) * step).toFixed(1);
  SCALE.forEach((fill, at) => {
    const range = `${edge(at + 0.5)} – ${edge(at - 0.5)}`;
    const text = { 0: `≥ ${edge(0.5)}`, [SCALE.length - 1]: `< ${edge(at - 0.5)}` }[at] ?? range;
    list.append(row(fill, at === middle ? `${text} (${data.reference.label})` : text));
  });
  if ([...data.points, ...areaItems(data)].some(({ value }) => !known(value))) {
    list.append(row("none", message("no_data"), true));
  }
  return list;
}

const areaItems = (data) => (data.areas?.features ?? []).map(({ properties }) => properties);

// A provider's picture in another frame: our marks are moved to it, never stored so.
async function placed(data) {
  if (data.tiles?.frame !== "gcj02") return data;
  const { default: gcoord } = await import("gcoord");
  const move = (shape) => gcoord.transform(shape, gcoord.WGS84, gcoord.GCJ02);
  const points = data.points.map((item) => {
    const [lon, lat] = move([item.lon, item.lat]);
    return { ...item, lat, lon };
  });
  return { ...data, points, areas: data.areas && move(data.areas) };
}

export async function maps(box) {
  if (!first(box, "map")) return;
  const data = await placed({ points: [], ...block(box.dataset.source) });
  const map = L.map(box, { scrollWheelZoom: false, zoomControl: false, attributionControl: Boolean(data.tiles) });
  L.control.zoom({ zoomInTitle: message("zoom_in"), zoomOutTitle: message("zoom_out") }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.attributionControl?.setPrefix(false);
  const layers = L.featureGroup().addTo(map);
  const drawn = data.points.map((item) => [mark(item, data), item]);
  if (data.areas) {
    L.geoJSON(data.areas, { onEachFeature: (feature, layer) => drawn.unshift([layer, feature.properties]) });
  }
  for (const [layer, item] of drawn) {
    layer.setStyle(look(item.value, data)).addTo(layers).bindPopup(() => card(item, data));
  }
  if (data.tiles) L.tileLayer(data.tiles.url, { attribution: data.tiles.attribution }).addTo(map);
  if (drawn.length) map.fitBounds(layers.getBounds().pad(0.05), { maxZoom: 16, animate: false });
  else map.setView(data.centre ?? [22.6, 114.1], 10);
  if (drawn.length <= FOCUSABLE) drawn.forEach(([layer, item]) => reachable(layer, item, data));
  if (data.reference) box.after(legend(data));
  onTheme(() => {
    for (const [layer, item] of drawn) layer.setStyle(look(item.value, data));
    if (data.reference) {
      box.nextElementSibling.remove();
      box.after(legend(data));
    }
  });
}
