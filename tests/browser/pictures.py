"""The pictures of the documentation: which page, as whom, how far down. `make pictures`.

The same list is photographed by a test on every run, so that no picture can outlive its page.
"""

import io
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from sanitation.bootstrap import settings_here
from sanitation.demo.scenes import Album
from tests.browser.desks import Desks
from tests.browser.house import House, standing
from tests.browser.looking import drawn

COLOURS = 255
MOST_BYTES = 200_000
LEADER = "the assessor whose tasks wait"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: where to begin, which links to follow, what to do, how much to show."""

    name: str
    handle: str
    start: str
    links: tuple[str, ...] = ()  # selectors inside the page's own content, first match each
    prepare: Callable[[Page], None] | None = None
    height: int = 900
    phone: bool = False


def begin_a_visit(page: Page) -> None:
    """Take the photos on arrival and count one finding, as half-way through a visit."""
    album = Album(random.Random(1))
    shown = page.locator(".shot-list img")
    item = "fieldset[data-item] >> nth=0"
    for role in ("entry", "overall"):
        _take(page, f"[data-photo-role={role}]", album.photo(role, "V01"))
    page.locator(f"{item} >> [data-step='1']").tap()
    for role in ("wide", "close"):
        _take(page, f"{item} >> [data-photo-role={role}]", album.photo(role, "V01"))
    expect(shown).to_have_count(4)
    page.locator(item).scroll_into_view_if_needed()


def _take(page: Page, place: str, data: bytes) -> None:
    file = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": data}
    page.locator(place).set_input_files(file)


PICTURES = (
    Picture("ranking", "", "/"),
    Picture("street", "", "/", ("a[href^='/streets/']",)),
    Picture("why", "", "/", ("a[href^='/streets/']", "a[href*='/why']")),
    Picture("draw", "", "/draws", ("a[href^='/draws/'] >> nth=-1",)),
    Picture("ledger", "", "/ledger/"),
    Picture("control-room", "office", "/quarter/"),
    Picture(
        "capture-phone",
        LEADER,
        "/tasks/",
        ("a[href^='/tasks/']",),
        begin_a_visit,
        844,
        phone=True,
    ),
    Picture("review-bench", "reviewer01", "/reviews/", ("a[href^='/reviews/']",)),
    Picture(
        "case",
        "inspector",
        "/cases/?state=closed",
        ("tbody a[href^='/cases/']",),
        height=1100,
    ),
    Picture(
        "appeal", "district", "/appeals/", ("a[href^='/appeals/'] >> nth=-1",), height=1050
    ),
    Picture("toilets", "inspector", "/inspections/", height=760),
)


def take(desks: Desks, house: House, picture: Picture) -> bytes:
    """Go where the picture shows, and return it as a small PNG."""
    handle = house.leader() if picture.handle == LEADER else picture.handle
    page = desks.sit(house, handle, phone=picture.phone)
    page.set_viewport_size({"width": page.viewport_size["width"], "height": picture.height})
    answer = page.goto(picture.start)
    for link in picture.links:
        with page.expect_navigation() as going:
            page.locator(f"main {link}").first.click()
        answer = going.value
    assert answer.ok, f"{picture.name}: {answer.url} answers {answer.status}"
    if picture.prepare is not None:
        picture.prepare(page)
    drawn(page)
    return small(page.screenshot(animations="disabled"))


def small(png: bytes) -> bytes:
    """Reduce a screenshot to a palette; text stays sharp, the file a third."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    reduced = image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    reduced.save(out, "PNG", optimize=True)
    return out.getvalue()


def main(folder: Path) -> None:
    """Photograph a copy of the loaded demo, as it stood when it was loaded."""
    settings = settings_here()
    loaded = (settings.home / "demo.loaded").stat().st_mtime
    with tempfile.TemporaryDirectory() as copy, sync_playwright() as player:
        shutil.copytree(
            settings.home, copy, dirs_exist_ok=True, ignore=lambda *_: {"blobs"}
        )
        file = Path(copy) / "sanitation.sqlite3"
        settings = replace(settings, home=Path(copy), database_url=f"sqlite:///{file}")
        chromium = os.environ.get("SANITATION_BROWSER") or shutil.which("chromium")
        browser = player.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with standing(settings, datetime.fromtimestamp(loaded, UTC)) as house:
            for picture in PICTURES:
                data = take(Desks(browser), house, picture)
                (folder / f"{picture.name}.png").write_bytes(data)
                sys.stdout.write(f"{picture.name}.png {len(data) // 1000} kB\n")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
