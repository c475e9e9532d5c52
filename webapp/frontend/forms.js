// What a form gains from a script; without one it still works.
//   data-confirm="text"   asks once, in a dialog, before sending
//   data-keep="name"      what is typed survives a reload or a lost sign-in (this tab only)
//   data-stay             a refusal is shown on the page, nothing typed or chosen is lost
//   every POST form       a second click does not send twice
import { message } from "./messages.js";
import { first } from "./once.js";
import { staying } from "./staying.js";

const unsafe = new Set(["password", "file", "hidden", "submit", "button"]);

function ask(text) {
  const dialog = document.createElement("dialog");
  dialog.className = "sheet";
  const words = document.createElement("p");
  words.textContent = text;
  words.id = "confirm-text";
  dialog.setAttribute("aria-labelledby", words.id);
  const buttons = document.createElement("form");
  buttons.method = "dialog";
  buttons.className = "buttons";
  for (const [value, label, style] of [
    ["no", message("cancel"), "btn btn-quiet"],
    ["yes", message("confirm"), "btn btn-primary"],
  ]) {
    const button = document.createElement("button");
    Object.assign(button, { value, className: style, textContent: label });
    buttons.append(button);
  }
  dialog.append(words, buttons);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

function confirming(form) {
  form.addEventListener("submit", async (event) => {
    if (form.dataset.confirmed === "yes") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    if (!(await ask(form.dataset.confirm))) return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(button);
  });
}

function release(form) {
  delete form.dataset.sending;
  delete form.dataset.confirmed;
  for (const button of form.querySelectorAll("[data-label]")) {
    button.removeAttribute("aria-disabled");
    button.textContent = button.dataset.label;
    delete button.dataset.label;
  }
}

function sendingOnce(form) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.sending === "yes") return event.preventDefault();
    form.dataset.sending = "yes";
    const button = event.submitter;
    if (!button || button.hasAttribute("data-plain")) return;
    button.dataset.label = button.textContent;
    button.textContent = message("sending");
    button.setAttribute("aria-disabled", "true");
  });
  // Coming back with the back button must find a form that can be sent again.
  window.addEventListener("pageshow", ({ persisted }) => persisted && release(form));
}

const kept = (form) => [...form.elements].filter((e) => e.name && !unsafe.has(e.type));
const tickable = (field) => field.type === "checkbox" || field.type === "radio";
const slot = (field) => (tickable(field) ? `${field.name}=${field.value}` : field.name);

function keeping(form) {
  const place = `kept:${form.dataset.keep}`;
  const stored = JSON.parse(sessionStorage.getItem(place) ?? "null");
  // After an error the server has filled the form itself.
  if (stored && !document.querySelector("[data-problems]")) {
    for (const field of kept(form)) {
      if (!(slot(field) in stored)) continue;
      if (tickable(field)) field.checked = stored[slot(field)];
      else field.value = stored[slot(field)];
    }
  }
  form.addEventListener("input", () => {
    const values = kept(form).map((f) => [slot(f), tickable(f) ? f.checked : f.value]);
    sessionStorage.setItem(place, JSON.stringify(Object.fromEntries(values)));
  });
}

// A page that confirms the step names the form whose kept values are no longer needed.
function forget(root) {
  for (const done of root.querySelectorAll("[data-kept-done]")) {
    sessionStorage.removeItem(`kept:${done.dataset.keptDone}`);
  }
}

// The browser's own button speaks the browser's language; ours speaks the page's.
function picking(box) {
  const input = box.querySelector("input[type=file]");
  const output = box.querySelector("output");
  input.addEventListener("change", () => {
    const names = [...input.files].map((file) => file.name);
    output.textContent = names.join(", ") || message("no_file");
  });
}

export function forms(root, enhance) {
  forget(root);
  for (const form of root.querySelectorAll("form")) {
    if (!first(form, "form")) continue;
    if (form.dataset.confirm) confirming(form);
    if (form.method === "post") sendingOnce(form);
    if (form.hasAttribute("data-stay")) staying(form, release, enhance);
    if (form.dataset.keep) keeping(form);
  }
  for (const box of root.querySelectorAll("[data-file]")) {
    if (first(box, "file")) picking(box);
  }
  root.querySelector("[data-problems]")?.focus();
}
