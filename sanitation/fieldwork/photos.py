"""Photos: what may come in, and the stripped copy people see. The original stays sealed."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from sanitation.errors import Code, Problem

MAX_BYTES = 15_000_000
MAX_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
DERIVATIVE_PX = 2048
THUMBNAIL_PX = 320
QUALITY = 82
ENCODER = "pillow"
# How a whole file ends; any other has to be decoded to know.
ENDS = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82"}


@dataclass(frozen=True, slots=True)
class PhotoSize:
    """A photo's size in pixels, from its header."""

    width: int
    height: int


def check(data: bytes) -> PhotoSize:
    """Read the header and refuse what is no photo of ours, before anything is decoded.

    PHOTO_INVALID: over 15 MB or 50 million pixels, not JPEG, PNG or WebP, or cut off.
    """
    if len(data) > MAX_BYTES:
        raise Problem(Code.PHOTO_INVALID, detail="larger than 15 MB", size=len(data))
    with _opened(data) as image:
        size = PhotoSize(*image.size)
        end = ENDS.get(image.format or "")
        if end is None or not data.endswith(end):
            image.draft("RGB", (THUMBNAIL_PX, THUMBNAIL_PX))
            _load(image)  # what follows a whole photo does no harm
        return size


def derivative(original: bytes, most_px: int = DERIVATIVE_PX) -> bytes:
    """Return an upright JPEG without any metadata, its longer side at most most_px.

    PHOTO_INVALID where the file is cut off.
    Re-encoding is the defence: whatever else a file carried does not survive it.
    """
    with _opened(original) as image:
        image.draft("RGB", (most_px, most_px))  # lets the decoder work at a reduced size
        _load(image)
        upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((most_px, most_px))
    upright.info.clear()  # the encoder would copy the original's comment
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _load(image: Image.Image) -> None:
    try:
        image.load()
    except (OSError, SyntaxError) as error:  # a chunk of a PNG may be broken, too
        raise Problem(Code.PHOTO_INVALID, detail="the photo is cut off") from error


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
    except (UnidentifiedImageError, Image.DecompressionBombWarning, OSError) as error:
        raise Problem(Code.PHOTO_INVALID, detail="not a JPEG, PNG or WebP photo") from error
    if image.width * image.height > MAX_PIXELS:
        size = f"{image.width} x {image.height} pixels, at most {MAX_PIXELS}"
        raise Problem(Code.PHOTO_INVALID, detail=size)
    return image
