"""Real JPEGs, each with bytes of its own."""

import io
import itertools

from PIL import Image

_shades = itertools.count()


def jpeg(width=64, height=48):
    """Make a small JPEG nobody else has."""
    number = next(_shades)
    shade = (number % 256, number // 256 % 256, number // 65536 % 256)
    out = io.BytesIO()
    image = Image.new("RGB", (width, height), shade)
    image.save(out, "JPEG", comment=f"photo {number}".encode())
    return out.getvalue()
