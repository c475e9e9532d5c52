"""Drawn street scenes as real JPEGs: every photo of the demo has its own bytes and digest."""

import io
import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFilter

SIZE = (480, 360)
QUALITY = 62
VARIANTS = 6  # drawn pictures a kind; each use gets a mark of its own
SKY: Mapping[str, tuple[int, int, int]] = {
    "entry": (188, 208, 226),
    "overall": (176, 202, 214),
    "exit": (206, 205, 200),
    "wide": (190, 196, 200),
    "close": (160, 158, 150),
}
COMMENT = b"\xff\xfe"


@dataclass(slots=True)
class Album:
    """Draws each kind of picture a few times and hands out copies with distinct bytes."""

    dice: random.Random
    drawn: dict[tuple[str, str], list[bytes]] = field(default_factory=dict)
    used: int = 0

    def photo(self, role: str, venue: str) -> bytes:
        """Return a JPEG of this kind that was never returned before.

        The copies differ by a comment segment, as two shots of one scene differ by noise:
        drawing and encoding each of 25 000 anew would take minutes and show no more.
        """
        key = (role, venue)
        if key not in self.drawn:
            self.drawn[key] = [_encode(role, venue, self.dice) for _ in range(VARIANTS)]
        base = self.dice.choice(self.drawn[key])
        self.used += 1
        text = f"示例 sample {self.used}".encode()
        return base[:2] + COMMENT + (len(text) + 2).to_bytes(2, "big") + text + base[2:]


def _encode(role: str, venue: str, dice: random.Random) -> bytes:
    image = Image.new("RGB", SIZE, SKY[role])
    pen = ImageDraw.Draw(image)
    if role == "close":
        _ground(pen, dice)
    else:
        _street(pen, dice, venue)
    image = image.filter(ImageFilter.GaussianBlur(0.6))
    ImageDraw.Draw(image).text((8, SIZE[1] - 16), "SAMPLE", fill=(255, 255, 255))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _street(pen: ImageDraw.ImageDraw, dice: random.Random, venue: str) -> None:
    width, height = SIZE
    left = 0
    while left < width:
        wide, tall = dice.randint(50, 110), dice.randint(70, 190)
        tone = dice.randint(120, 190)
        top = 230 - tall
        pen.rectangle((left, top, left + wide, 230), fill=(tone, tone - 8, tone - 20))
        for x in range(left + 8, left + wide - 10, 18):
            for y in range(top + 10, 220, 24):
                pen.rectangle((x, y, x + 9, y + 13), fill=(90, 105, 120))
        left += wide
    pen.polygon(
        [(0, 230), (width, 230), (width, height), (0, height)], fill=(116, 116, 118)
    )
    for x in range(20, width, 70):
        pen.rectangle((x, 290, x + 34, 295), fill=(226, 226, 220))
    for _ in range(sum(venue.encode()) % 4 + 1):
        x = dice.randint(10, width - 60)
        pen.rectangle((x + 18, 190, x + 24, 240), fill=(96, 74, 52))
        pen.ellipse((x, 140, x + 44, 200), fill=(70, dice.randint(105, 140), 66))
    for _ in range(dice.randint(2, 7)):
        _litter(pen, dice, dice.randint(10, width - 20), dice.randint(240, height - 20))


def _ground(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    width, height = SIZE
    for y in range(0, height, 45):
        for x in range(0, width, 60):
            tone = dice.randint(138, 164)
            pen.rectangle((x, y, x + 58, y + 43), fill=(tone, tone - 3, tone - 10))
    for _ in range(dice.randint(5, 12)):
        _litter(pen, dice, dice.randint(60, width - 90), dice.randint(60, height - 60))


def _litter(pen: ImageDraw.ImageDraw, dice: random.Random, x: int, y: int) -> None:
    tone = (dice.randint(60, 250), dice.randint(60, 240), dice.randint(60, 230))
    pen.ellipse((x, y, x + dice.randint(6, 26), y + dice.randint(4, 16)), fill=tone)
