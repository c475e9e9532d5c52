// Draws <div data-map data-source="ID">: points and, if given, areas; no tiles are needed.
//   {points: [{lat, lon, label, value?, text?, url?, radius_m?}], areas?: GeoJSON with
//    properties {label, value, text, url}, names?: [{lat, lon, label}], reference?: {value,
//    label}, step?, unit?, digits?, tiles?: {url, attribution, frame: "wgs84"|"gcj02"}}
// Coordinates are WGS84 degrees. Without a reference every mark has the accent colour; with
// one a dot is the larger the further its value is from the reference. Names give bearings;
// those of the points themselves come when the map is near enough to hold them.
import L from "leaflet";

import { message, block } from "./messages.js";
import { first } from "./once.js";
import { SCALE, onTheme, shade, tones } from "./palette.js";

const NEAR = 12; // zoom from which points carry their names
const NARROW = 500; // pixels; on a smaller map dots shrink, and only what is near is named
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

// What people typed is text, never markup: Leaflet would read a string as HTML.
function plain(text) {
  const holder = document.createElement("span");
  holder.textContent = text;
  return holder;
}

// Text laid on the map at a place; it takes no pointer.
function written(item, className, direction) {
  const options = { permanent: true, interactive: false, opacity: 1, offset: [0, direction === "center" ? 0 : 6] };
  return L.tooltip({ ...options, direction, className }).setLatLng([item.lat, item.lon]).setContent(plain(item.label));
}

function naming(map, data) {
  const bearings = L.layerGroup((data.names ?? []).map((item) => written(item, "map-name", "center")));
  const places = L.layerGroup(data.points.map((item) => written(item, "map-place", "bottom")));
  const show = () => {
    const near = map.getZoom() >= NEAR;
    const crowded = map.getContainer().clientWidth < NARROW && map.getZoom() < NEAR - 2;
    bearings[near || crowded ? "removeFrom" : "addTo"](map);
    places[near ? "addTo" : "removeFrom"](map);
  };
  map.on("zoomend", show);
  show();
}

function reachable(layer, item, data) {
  const path = layer.getElement();
  if (!path) return;
  path.setAttribute("tabindex", "0");
  path.setAttribute("role", "button");
  path.setAttribute("aria-label", `${item.label} ${said(item, data)}`.trim());
  path.addEventListener("focus", () => layer.openTooltip());
  path.addEventListener("blur", () => layer.closeTooltip());
  path.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    layer.openPopup();
    layer.getPopup().getElement()?.querySelector("a")?.focus();
  });
}

const middle = (SCALE.length - 1) / 2;

// A dot's radius in pixels: classes far from the reference must not be missed.
function size(value, data, width) {
  if (data.points.length > 300) return 4;
  if (!data.reference) return 7;
  if (!known(value)) return 5;
  const radius = 5.5 + 1.5 * Math.abs(shade(value, data.reference.value, data.step ?? 1) - middle);
  return width < NARROW ? radius * 0.7 : radius;
}

function mark(item, data, width) {
  const where = [item.lat, item.lon];
  const style = look(item.value, data);
  return item.radius_m
    ? L.circle(where, { ...style, radius: item.radius_m })
    : L.circleMarker(where, { ...style, radius: size(item.value, data, width) });
}

// What the marks cover; a circle in metres has no bounds before the map has a view.
function extent(drawn) {
  const found = L.latLngBounds([]);
  for (const [layer, item] of drawn) {
    if (layer.getLatLng) found.extend(layer.getLatLng().toBounds(2 * (item.radius_m ?? 100)));
    else found.extend(layer.getBounds());
  }
  return found;
}

function row(fill, text, radius = 5, dashed = false) {
  const line = document.createElement("li");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const dot = document.createElementNS(svg.namespaceURI, "circle");
  const colours = { fill, stroke: tones().soft, ...(dashed ? { "stroke-dasharray": "2 1.5" } : {}) };
  for (const [name, value] of Object.entries({ cx: 10, cy: 10, r: radius, ...colours })) dot.setAttribute(name, value);
  svg.append(dot);
  line.append(svg, text);
  return line;
}

// Stands under the map, so that it never covers a place.
function legend(data) {
  const list = document.createElement("ul");
  list.className = "map-legend";
  const step = data.step ?? 1;
  const edge = (at) => (data.reference.value + (middle - at) * step).toFixed(1);
  SCALE.forEach((fill, at) => {
    const range = `${edge(at + 0.5)} – ${edge(at - 0.5)}`;
    const text = { 0: `≥ ${edge(0.5)}`, [SCALE.length - 1]: `< ${edge(at - 0.5)}` }[at] ?? range;
    const radius = 5 + Math.abs(at - middle);
    list.append(row(fill, at === middle ? `${text} (${data.reference.label})` : text, radius));
  });
  if ([...data.points, ...areaItems(data)].some(({ value }) => !known(value))) {
    list.append(row("none", message("no_data"), 5, true));
  }
  return list;
}

const areaItems = (data) => (data.areas?.features ?? []).map(({ properties }) => properties);

// A provider's picture in another frame: our marks are moved to it, never stored so.
async function placed(data) {
  if (data.tiles?.frame !== "gcj02") return data;
  const { default: gcoord } = await import("gcoord");
  const move = (shape) => gcoord.transform(shape, gcoord.WGS84, gcoord.GCJ02);
  const all = (items) => items?.map((item) => {
    const [lon, lat] = move([item.lon, item.lat]);
    return { ...item, lat, lon };
  });
  return { ...data, points: all(data.points), names: all(data.names), areas: data.areas && move(data.areas) };
}

export async function maps(box) {
  if (!first(box, "map")) return;
  const data = await placed({ points: [], ...block(box.dataset.source) });
  const map = L.map(box, {
    scrollWheelZoom: false, zoomControl: false, attributionControl: Boolean(data.tiles), zoomSnap: data.tiles ? 1 : 0.25,
  });
  L.control.zoom({ zoomInTitle: message("zoom_in"), zoomOutTitle: message("zoom_out") }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.attributionControl?.setPrefix(false);
  const drawn = data.points.map((item) => [mark(item, data, box.clientWidth), item]);
  if (data.areas) {
    L.geoJSON(data.areas, { onEachFeature: (feature, layer) => drawn.unshift([layer, feature.properties]) });
  }
  if (data.tiles) L.tileLayer(data.tiles.url, { attribution: data.tiles.attribution }).addTo(map);
  if (drawn.length) map.fitBounds(extent(drawn).pad(0.05), { maxZoom: 16, animate: false });
  else map.setView(data.centre ?? [22.6, 114.1], 10);
  for (const [layer, item] of drawn) {
    layer.setStyle(look(item.value, data)).addTo(map).bindPopup(() => card(item, data));
    layer.bindTooltip(() => plain(`${item.label} ${said(item, data)}`.trim()));
  }
  if (data.names) naming(map, data);
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
