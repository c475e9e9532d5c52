// The page that checks a draw: takes a bundle that was dropped, chosen or linked to, has it
// verified by the worker and shows what it says. Nothing leaves the browser.
//   data-verify          the bench; data-worker: the worker's address, data-bundle: a bundle
//                        of this site to begin with
//   [data-verify-drop]   where files are dropped or chosen
import { element, wordsOf } from "./elements.js";
import { report, siteReport } from "./report.js";

export function verifyHere(bench) {
  start(bench, new Worker(bench.dataset.worker));
}

export function start(bench, worker) {
  const word = wordsOf(document);
  const [drop, progress, shown] = ["drop", "progress", "report"].map((name) =>
    bench.querySelector(`[data-verify-${name}]`),
  );
  const show = (...parts) => shown.replaceChildren(...parts.filter(Boolean));
  const give = (given) => {
    if (given.length === 0) return;
    show();
    told(word, progress, "reading", 0, 1);
    worker.postMessage({ given });
  };
  worker.addEventListener("message", ({ data }) => {
    if (data.said === "rule") told(word, progress, data.rule, data.place, data.all);
    if (data.said === "site") answered(shown, siteReport(word, data));
    if (data.said === "verdict") {
      progress.hidden = true;
      show(...report(word, data), data.verdict.ok ? lookUp(word, worker) : null);
      shown.firstElementChild.focus();
    }
    if (data.said === "failed") failed(word, data.why);
  });
  const failed = (word, why) => {
    progress.hidden = true;
    show(element("p", { class: "notice notice-bad", role: "alert" }, word(`failed.${why}`)));
  };
  worker.addEventListener("error", () => failed(word, "defect"));
  listen(drop, give);
  if (bench.dataset.bundle)
    fetched(bench.dataset.bundle).then(give, () => failed(word, "fetch"));
}

function told(word, progress, rule, place, all) {
  progress.hidden = false;
  const bar = progress.querySelector("progress");
  [bar.max, bar.value] = [all, place];
  const name = rule === "reading" ? word("reading") : word(`rules.${rule}.name`);
  progress.querySelector("span").textContent = name;
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`got ${answer.status}`);
  return [{ name: "draw.zip", file: await answer.blob() }];
}

function listen(drop, give) {
  for (const input of drop.querySelectorAll("input[type=file]")) {
    const take = () => {
      give(topLevel(input.files));
      input.value = "";
    };
    input.addEventListener("change", take);
    if (input.files.length) take(); // chosen before this script was there
  }
  const over = (event, on) => {
    event.preventDefault();
    drop.classList.toggle("verify-over", on);
  };
  drop.addEventListener("dragover", (event) => over(event, true));
  drop.addEventListener("dragleave", (event) => over(event, false));
  drop.addEventListener("drop", async (event) => {
    over(event, false);
    give(await dropped(event.dataTransfer));
  });
}

// The files of a folder itself: what lies in folders below is no part of a bundle.
function topLevel(files) {
  return [...files]
    .filter((file) => (file.webkitRelativePath || file.name).split("/").length <= 2)
    .map((file) => ({ name: file.name, file }));
}

async function dropped(data) {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return topLevel(data.files);
  const found = [];
  for (const entry of entries) {
    const inside = entry.isDirectory ? await childrenOf(entry) : [entry];
    for (const one of inside.filter((child) => child.isFile))
      found.push({ name: one.name, file: await fileOf(one) });
  }
  return found;
}

// A reader of a folder gives some entries at a time, and none once it is through.
async function childrenOf(folder) {
  const reader = folder.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    found.push(...some);
  }
}

const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));

function lookUp(word, worker) {
  const input = element("input", {
    class: "form-control mono", id: "verify-site", name: "site", required: "",
    autocomplete: "off", spellcheck: "false", autocapitalize: "characters",
  });
  const button = element("button", { class: "btn btn-quiet", type: "submit" }, word("look_up"));
  const label = element("label", { for: "verify-site" }, word("site_number"));
  const form = element("form", { class: "verify-look-up" }, label, input, button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    worker.postMessage({ site: input.value.trim().toUpperCase() });
  });
  const title = element("h2", {}, word("why_drawn"));
  return element("section", {}, title, form, element("div", { "aria-live": "polite" }));
}

function answered(shown, answer) {
  shown.querySelector("[aria-live]").replaceChildren(answer);
}
