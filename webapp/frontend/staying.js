// <form data-stay> is sent without leaving the page, so that a refusal costs nothing: what was
// typed and the files chosen stay, the problem stands on top and beside its field.
// The server answers a form as ever; only a redirect comes as 204 with X-Location.
import { message } from "./messages.js";
import { first } from "./once.js";

function fieldOf(form, name) {
  const found = name && form.elements.namedItem(name);
  return found instanceof Element ? found : null;
}

function clear(form) {
  form.querySelector("[data-stay-problem]")?.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const told of form.querySelectorAll("[data-stay-wrong]")) told.remove();
}

// The fields a problem names are marked, and told what was wanted.
function mark(form, problem) {
  for (const row of problem.querySelectorAll("tr[data-field]")) {
    const field = fieldOf(form, row.dataset.field);
    if (!field) continue;
    field.setAttribute("aria-invalid", "true");
    const told = document.createElement("p");
    told.className = "wrong";
    told.setAttribute("data-stay-wrong", "");
    told.textContent = row.dataset.wanted || message("wrong_field");
    field.insertAdjacentElement("beforebegin", told);
  }
}

function show(form, problem) {
  const box = document.createElement("section");
  box.className = "summary";
  box.tabIndex = -1;
  box.setAttribute("role", "alert");
  box.setAttribute("data-stay-problem", "");
  box.append(...problem.childNodes);
  box.querySelector("h2")?.classList.remove("visually-hidden");
  box.querySelector("[data-leaving]")?.remove();
  form.prepend(box);
  box.focus();
  box.scrollIntoView({ block: "nearest" });
}

function parsed(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

async function deliver(form, button) {
  const body = new FormData(form, button);
  const response = await fetch(form.action, { method: "POST", body, headers: { "X-Stay": "1", Accept: "text/html" } });
  const to = response.headers.get("X-Location");
  if (to) {
    window.location.assign(to);
    return null;
  }
  return { page: parsed(await response.text()) };
}

// A check that passed comes back with the same form: the file need not be chosen again.
function carry(form, main) {
  const next = [...main.querySelectorAll("form[data-stay]")].find(({ action }) => action === form.action);
  for (const field of next ? form.elements : []) {
    const same = field.name && field.type !== "hidden" && field.type !== "checkbox" && fieldOf(next, field.name);
    if (!same) continue;
    if (field.type === "file") same.files = field.files;
    else if (field.type !== "radio") same.value = field.value;
    same.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function failed(form) {
  const problem = document.createElement("div");
  const words = document.createElement("p");
  words.textContent = message("no_answer");
  problem.append(words);
  show(form, problem);
}

async function send(form, button, release, enhance) {
  clear(form);
  try {
    const answer = await deliver(form, button);
    if (answer === null) return;
    release();
    const problem = answer.page.querySelector("[data-problem]");
    if (problem) {
      mark(form, problem);
      show(form, problem);
    } else {
      const main = answer.page.querySelector("main");
      document.querySelector("main").replaceWith(main);
      enhance(main);
      carry(form, main);
      main.focus();
    }
  } catch {
    release();
    failed(form);
  }
}

export function staying(form, release, enhance) {
  if (!first(form, "stay")) return;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    send(form, event.submitter, () => release(form), enhance);
  });
}
