// What scripts say comes from the template, so it is translated like everything else.
let texts;

export function message(key, values = {}) {
  texts ??= block("messages") ?? {};
  const text = texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// The parsed JSON of <script type="application/json" id="…">, or null.
export function block(id) {
  const holder = document.getElementById(id);
  return holder ? JSON.parse(holder.textContent) : null;
}
