// Sorting and filtering of the rows that are on the page.
//   <table data-sortable> with <th data-sort="text|number"> ; a cell's data-value, if any,
//   is sorted instead of its text. An empty data-value sorts last in both directions.
//   <input data-filter="TABLE_ID"> shows the rows that contain every word typed.
import { message } from "./messages.js";
import { first } from "./once.js";

const collator = new Intl.Collator(document.documentElement.lang || "zh", { numeric: true });

function key(row, column, kind) {
  const cell = row.cells[column];
  const text = cell?.dataset.value ?? cell?.textContent.trim() ?? "";
  if (kind !== "number") return text === "" ? null : text;
  const value = Number.parseFloat(text.replace(/[,\s]/g, "").replace("−", "-"));
  return Number.isNaN(value) ? null : value;
}

function compare(one, other, sign) {
  if (one === null || other === null) return (one === null) - (other === null);
  return sign * (typeof one === "number" ? one - other : collator.compare(one, other));
}

function sort(table, header, direction) {
  const column = header.cellIndex;
  const sign = direction === "ascending" ? 1 : -1;
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => [key(row, column, header.dataset.sort), row]);
  rows.sort(([one], [other]) => compare(one, other, sign));
  body.append(...rows.map(([, row]) => row));
  for (const other of table.tHead.querySelectorAll("th[aria-sort]")) {
    other.setAttribute("aria-sort", other === header ? direction : "none");
  }
}

function sortable(table) {
  if (!first(table, "sortable") || !table.tHead) return;
  for (const header of table.tHead.querySelectorAll("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    if (!header.hasAttribute("aria-sort")) header.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const up = header.getAttribute("aria-sort") === "ascending";
      const fresh = header.getAttribute("aria-sort") === "none";
      const downFirst = fresh && header.dataset.sort === "number";
      sort(table, header, up || downFirst ? "descending" : "ascending");
    });
  }
}

function filter(input) {
  const table = document.getElementById(input.dataset.filter);
  if (!table || !first(input, "filter")) return;
  input.closest("[data-filter-tools]")?.removeAttribute("hidden");
  const output = input.closest("[data-filter-tools]")?.querySelector("output");
  input.addEventListener("input", () => {
    const words = input.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const rows = [...table.tBodies[0].rows];
    for (const row of rows) {
      const text = row.textContent.toLocaleLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
    const shown = rows.filter((row) => !row.hidden).length;
    if (output) output.value = words.length ? message("rows_shown", { shown, all: rows.length }) : "";
  });
}

// A box that scrolls sideways must be reachable by keyboard; one that does not is no stop
// for it. Without a script every box is a stop.
function scrollable(box) {
  if (!first(box, "scrollable")) return;
  new ResizeObserver(() => {
    const wide = box.scrollWidth > box.clientWidth;
    box.classList.toggle("table-fits", !wide);
    if (wide) box.setAttribute("tabindex", "0");
    else box.removeAttribute("tabindex");
  }).observe(box);
}

export function tables(root) {
  root.querySelectorAll(".table-box").forEach(scrollable);
  root.querySelectorAll("table[data-sortable]").forEach(sortable);
  root.querySelectorAll("input[data-filter]").forEach(filter);
}
