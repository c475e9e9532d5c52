"""The documentation's pictures: their pages exist, they are small, and a text shows each."""

import io
from pathlib import Path

import pytest
from PIL import Image

import webapp
from tests.browser.house import opened
from tests.browser.pictures import MOST_BYTES, PICTURES, take

pytestmark = pytest.mark.browser

ROOT = Path(webapp.__file__).parent.parent
NAMES = [picture.name for picture in PICTURES]


@pytest.fixture(scope="module")
def city(moments, tmp_path_factory):
    with opened(moments["running"], tmp_path_factory.mktemp("pictures") / "home") as house:
        yield house


@pytest.mark.parametrize("picture", PICTURES, ids=NAMES)
def test_a_page_that_must_shine_can_be_photographed(city, desks, picture):
    data = take(desks, city, picture)
    image = Image.open(io.BytesIO(data))
    kept = (ROOT / "docs" / "pictures" / f"{picture.name}.png").read_bytes()

    assert len(data) < MOST_BYTES
    assert len(image.getcolors()) > 20  # a page, not a blank
    assert Image.open(io.BytesIO(kept)).size == image.size
    assert len(kept) < MOST_BYTES


def test_every_picture_kept_is_one_of_these_and_a_document_shows_it():
    files = {path.name for path in (ROOT / "docs" / "pictures").iterdir()}
    texts = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    shown = "".join(text.read_text("utf-8") for text in texts)

    assert files == {f"{name}.png" for name in NAMES}
    assert [name for name in NAMES if f"pictures/{name}.png)" not in shown] == []
