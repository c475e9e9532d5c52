"""What must hold of any page a person looks at: finished, accessible, nothing sideways."""

import re

from playwright.sync_api import Page

from tests.browser.desks import violations

# Pictures drawn by scripts that load by themselves.
DRAWN = """() => [...document.querySelectorAll("[data-chart], [data-map]")]
  .every((box) => box.querySelector("svg, .leaflet-pane"))"""
# What a person reads or hears; parts marked as another language are meant to be.
TEXTS = """() => {
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest("script, style, template, noscript, pre, code, .mono, [lang=en]"))
      texts.push(walker.currentNode.data);
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"])
    for (const one of document.querySelectorAll(`[${name}]`))
      texts.push(one.getAttribute(name));
  return texts;
}"""
# Bytes that crossed the network for this page; what the browser had already counts nothing.
WEIGHT = """() => ["navigation", "resource"]
  .flatMap((kind) => performance.getEntriesByType(kind))
  .reduce((sum, one) => sum + one.transferSize, 0)"""
MOST_BYTES = 200_000
SENTENCE = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]{2,}){2,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def drawn(page: Page) -> None:
    """Wait for the pictures scripts draw, and for those of the network."""
    page.wait_for_function(DRAWN)
    page.wait_for_load_state("load")


def faults(page: Page) -> list[str]:
    """Return what is wrong with the page the browser shows now, a line each."""
    drawn(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    found = violations(page)
    if width > page.viewport_size["width"]:
        found.append(f"scrolls sideways: {width}")
    if page.evaluate("document.documentElement.lang").startswith("zh"):
        found += [f"not Chinese: {text}" for text in english(page)]
    return found


def heavy(page: Page) -> list[str]:
    """Return a line if the page weighs too much; charts and maps bring a library of their own."""
    drawing = page.locator("[data-chart], [data-map]").count()
    weight = page.evaluate(WEIGHT)
    return [f"weighs {weight} bytes"] if weight > MOST_BYTES and not drawing else []


def english(page: Page) -> list[str]:
    """Return what is English on a page: three words in a row and no Chinese beside them."""
    texts = {text.strip() for text in page.evaluate(TEXTS)}
    return sorted(t for t in texts if SENTENCE.search(t) and not CHINESE.search(t))
