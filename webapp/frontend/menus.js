// Menus are <details>: they work without this; Escape and a click elsewhere close them.
const open = "details.menu[open], details.nav-fold[open]";

function close(menu) {
  const inside = menu.contains(document.activeElement);
  menu.open = false;
  if (inside) menu.querySelector("summary").focus();
}

export function menus(root) {
  root.addEventListener("click", ({ target }) => {
    for (const menu of root.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(target)) menu.open = false;
    }
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") root.querySelectorAll(open).forEach(close);
  });
  // On paper every table under a chart is open.
  window.addEventListener("beforeprint", () => {
    for (const table of root.querySelectorAll("details.chart-table")) table.open = true;
  });
}
