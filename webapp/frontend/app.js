// The one script of every page. Each part is loaded only where the page asks for it.
import htmx from "htmx.org/dist/htmx.esm.js";
import { forms } from "./forms.js";
import { menus } from "./menus.js";
import { tables } from "./tables.js";

// Both would need what the content policy forbids: an inline style and eval.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;

const parts = [
  ["[data-chart]", () => import("./charts.js").then(({ charts }) => charts)],
  ["[data-map]", () => import("./map.js").then(({ maps }) => maps)],
  ["[data-photos]", () => import("./photos.js").then(({ photos }) => photos)],
  ["[data-capture]", () => import("./capture/page.js").then(({ capture }) => capture)],
  ["[data-share]", () => import("./ceremony.js").then(({ share }) => share)],
  ["[data-countdown]", () => import("./ceremony.js").then(({ countdown }) => countdown)],
  ["[data-live]", () => import("./ceremony.js").then(({ live }) => live)],
  ["[data-verify]", () => import("./verify/page.js").then(({ verifyHere }) => verifyHere)],
  ["[data-beacon]", () => import("./verify/signature.js").then(({ signature }) => signature)],
  ["[data-review]", () => import("./review.js").then(({ review }) => review)],
];

function enhance(root) {
  forms(root, enhance);
  tables(root);
  for (const [selector, load] of parts) {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.push(root);
    if (found.length) load().then((part) => found.forEach(part));
  }
}

menus(document);
enhance(document);
document.addEventListener("htmx:load", ({ detail }) => {
  if (detail.elt !== document.body) enhance(detail.elt);
});
