"""How a person's hands work a page: by keyboard where a keyboard is natural."""

from playwright.sync_api import Locator, Page, expect


def press(place: Locator) -> None:
    """Go to a link or button and press Enter."""
    place.focus()
    expect(place).to_be_focused()
    place.press("Enter")


def write(place: Page | Locator, name: str, text: str) -> None:
    """Type into the field of this name, over what stood there."""
    field = place.locator(f"[name='{name}']:not([type=hidden])")
    field.press("ControlOrMeta+a")
    field.press_sequentially(text)


def tick(place: Locator) -> None:
    """Tick a box with the space bar."""
    place.focus()
    place.press("Space")
    expect(place).to_be_checked()


def agree(page: Page) -> None:
    """Say yes in the dialog that asks once; it opens on the careful answer."""
    expect(page.locator("dialog[open] button[value=no]")).to_be_focused()
    page.keyboard.press("Tab")
    press(page.locator("dialog[open] button[value=yes]"))


def send(page: Page, action: str, *, asked: bool = False) -> None:
    """Press the button of the form that posts to an address ending so; wait for what comes."""
    form = page.locator(f"main form[action$='{action}']")
    with page.expect_navigation():
        press(form.locator("button[type=submit], button:not([type])").first)
        if asked:
            agree(page)


def follow(page: Page, start: str) -> None:
    """Press Enter on the first link of the page's own content whose address begins so."""
    with page.expect_navigation():
        press(page.locator(f"main a[href^='{start}']").first)
