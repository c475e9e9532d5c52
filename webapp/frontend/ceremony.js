// The ceremony of a draw: a share made in the browser, a countdown, a page that follows.
//   data-share       a field with [data-share-tools] and [data-share-make]
//   data-countdown   an instant; shows what is left and reloads the page once it has come
//   data-live        a word for the state shown; the page reloads when the server's differs
const SHARE_BYTES = 32;
const FOLLOW_MS = 10_000;

function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function share(field) {
  const input = field.querySelector("input");
  field.querySelector("[data-share-tools]")?.removeAttribute("hidden");
  field.querySelector("[data-share-make]")?.addEventListener("click", () => {
    input.value = hex(crypto.getRandomValues(new Uint8Array(SHARE_BYTES)));
    input.focus();
    input.select();
  });
}

export function countdown(element) {
  const due = Date.parse(element.dataset.countdown);
  const tick = () => {
    const left = Math.ceil((due - Date.now()) / 1000);
    if (left <= 0) return location.reload();
    const parts = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
    element.textContent = parts.map((part) => String(part).padStart(2, "0")).join(":");
    return setTimeout(tick, 1000);
  };
  // A device whose clock runs ahead would reload without end.
  if (due > Date.now()) tick();
}

// Nobody loses what they typed: a page with anything in a field is left alone.
function typed(root) {
  return [...root.querySelectorAll("input:not([type=hidden]), textarea")].some(
    (input) => input.value !== input.defaultValue || input.checked !== input.defaultChecked,
  );
}

export function live(root) {
  const follow = async () => {
    if (document.visibilityState === "visible" && !typed(root)) {
      const page = await fetch(location.href, { headers: { Accept: "text/html" } });
      const seen = new DOMParser().parseFromString(await page.text(), "text/html");
      const now = seen.querySelector("[data-live]")?.dataset.live;
      if (now !== undefined && now !== root.dataset.live && !typed(root)) location.reload();
    }
  };
  setInterval(() => follow().catch(() => {}), FOLLOW_MS);
}
