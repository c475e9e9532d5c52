// The review bench by keyboard: <form data-review> holds one <fieldset data-indicator> per
// indicator (macros/tasks.html, review_indicator). A digit counts findings, N not applicable,
// M not observed, C as claimed, up and down walk, space opens the indicator's photos, I hands
// the record on, Ctrl+Enter seals, ? lists the keys.
import { first } from "./once.js";

const states = { KeyN: "na", KeyM: "missing" };

function choose(indicator, state, count) {
  const radio = indicator.querySelector(`input[type=radio][value="${state}"]`);
  const field = indicator.querySelector("input[data-count]");
  if (field) field.value = state === "counted" ? count : "";
  if (radio) {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

// A key pressed while a text is being written, or composed, belongs to that text.
function writing(event) {
  const { target } = event;
  return event.isComposing || target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}

function walk(indicators, current, by) {
  const at = indicators.indexOf(current) + by;
  const next = indicators[Math.max(0, Math.min(indicators.length - 1, at))];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

// The photos of the indicator being judged stand out among the others.
function showPhotosOf(code) {
  for (const link of document.querySelectorAll(".bench a[data-photo]")) {
    link.classList.toggle("photo-now", Boolean(code) && (link.dataset.caption ?? "").startsWith(`${code} `));
  }
}

function marked(indicator) {
  const state = indicator.querySelector("input[type=radio]:checked")?.value;
  const count = indicator.querySelector("input[data-count]");
  const complete = state && (state !== "counted" || !count || count.value !== "");
  indicator.dataset.complete = complete ? "yes" : "no";
  return complete;
}

export function review(form) {
  if (!first(form, "review")) return;
  const indicators = [...form.querySelectorAll("[data-indicator]")];
  const output = form.querySelector("[data-review-done]");
  const help = document.querySelector("dialog[data-review-keys]");
  indicators.forEach((indicator) => indicator.setAttribute("tabindex", "0"));

  const tally = () => {
    const done = indicators.filter(marked).length;
    if (output) output.textContent = `${done} / ${indicators.length}`;
  };

  form.addEventListener("focusin", ({ target }) => {
    showPhotosOf(target.closest("[data-indicator]")?.dataset.indicator);
  });
  document.querySelector("[data-review-help]")?.addEventListener("click", () => help?.showModal());

  form.addEventListener("input", ({ target }) => {
    if (target.matches("input[data-count]") && target.value !== "") {
      const counted = target.closest("[data-indicator]").querySelector('input[value="counted"]');
      if (counted) counted.checked = true;
    }
    tally();
  });
  form.addEventListener("change", tally);

  document.addEventListener("keydown", (event) => {
    if (event.code === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-seal]"));
      return;
    }
    if (writing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "?" && help) return help.showModal();
    if (event.code === "KeyI") return document.querySelector("button[form=recognise]")?.click();
    const current = event.target.closest?.("[data-indicator]");
    if (!current && !event.code.startsWith("Arrow")) return;
    if (event.code === "Space" && event.target.matches("[data-indicator]")) {
      event.preventDefault();
      (document.querySelector("a.photo-now") ?? document.querySelector(".bench a[data-photo]"))?.click();
      return;
    }
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
    const judged = digit ?? (event.code === "KeyC" ? current.dataset.claimed : undefined);
    if (judged !== undefined) choose(current, "counted", judged);
    else if (states[event.code]) choose(current, states[event.code], "");
    if (judged !== undefined || states[event.code]) walk(indicators, current, 1);
    else if (event.code === "ArrowDown" || event.code === "ArrowUp") {
      walk(indicators, current, current ? (event.code === "ArrowDown" ? 1 : -1) : 1);
    } else return;
    event.preventDefault();
    tally();
  });
  tally();
  indicators[0]?.focus({ preventScroll: true });
}
