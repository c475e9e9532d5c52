// Builds elements. Texts are always texts: nothing of a bundle is ever read as markup.
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) made.setAttribute(key, value);
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

// What the page says, from its <script type="application/json" id="verify-words">; {name} is
// filled in. A key leads into groups by dots: rules.frame.asks.
export function wordsOf(page) {
  const texts = JSON.parse(page.getElementById("verify-words").textContent);
  return (key, values = {}) => {
    const text = key.split(".").reduce((group, part) => group?.[part], texts) ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  };
}
