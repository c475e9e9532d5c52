// One palette. The map scale runs from blue (above the reference) over a pale middle to
// orange (below it); both ends stay apart for every common kind of colour blindness.
export const SCALE = ["#0b4f8a", "#3f86bf", "#9cc4e0", "#eef0ee", "#f6c48f", "#e18a35", "#a8510c"];

const light = { ink: "#17212b", soft: "#4c5b6a", rule: "#dde2e7", bar: "#33617f", sheet: "#ffffff", mark: "#a8510c" };
const dark = { ink: "#e6ebf0", soft: "#a9b6c2", rule: "#33404c", bar: "#8cc0dd", sheet: "#1a222a", mark: "#f6b26b" };
const grades = { "A+": "#10603a", A: "#3d7a35", B: "#8f5b00", C: "#9b2c1f" };
const gradesDark = { "A+": "#4fc48a", A: "#8fd07f", B: "#e8b04a", C: "#f0877b" };

const isDark = () => document.documentElement.dataset.bsTheme === "dark";
export const tones = () => (isDark() ? dark : light);
export const gradeTone = (grade) => (isDark() ? gradesDark : grades)[grade] ?? tones().ink;

// Calls back when the system changes between light and dark.
export function onTheme(redraw) {
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}

// The class of a value on SCALE: 0 is far above the reference, 6 far below.
// `step` is the width of one class; the middle class is one step wide around the reference.
export function shade(value, reference, step) {
  const away = Math.round((reference - value) / step);
  return Math.max(0, Math.min(SCALE.length - 1, away + (SCALE.length - 1) / 2));
}
