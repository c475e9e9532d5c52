// An element is enhanced once, however often the page is scanned.
const seen = new WeakMap();

export function first(element, part) {
  const done = seen.get(element) ?? new Set();
  if (done.has(part)) return false;
  seen.set(element, done.add(part));
  return true;
}
