"""What the bench of reviewers, adjudicators and panellists shares: forms in, photos out."""

from collections.abc import Callable, Mapping

from flask import Response, request, url_for
from flask_babel import gettext as _

from sanitation.errors import Code, Problem
from sanitation.fieldwork.photos import DERIVATIVE_PX, THUMBNAIL_PX
from sanitation.reviews.blind import BlindRecord
from sanitation.reviews.rules import SITE_ITEM, Judgement, MarkState
from webapp.shell import local

Items = list[dict[str, object]]


def items_of(record: BlindRecord, only: tuple[str, ...] = ()) -> Items:
    """Return the indicators to judge, as the bench's macro wants them."""
    if not record.items:
        question = _("Does the site look locked or closed as stated?")
        rule = _("1 = yes, as stated; 0 = no")
        return [{"code": SITE_ITEM, "name": question, "rule": rule, "claimed": None}]
    return [
        {
            "code": line.code,
            "name": local(line, "name"),
            "rule": local(line, "finding"),
            "claimed": record.claimed[line.code].findings,
        }
        for line in record.items
        if not only or line.code in only
    ]


def photos_of(record: BlindRecord, endpoint: str) -> list[dict[str, str]]:
    """Return a record's photos as the strip's macro wants them; captions name no place."""
    return [
        {
            "url": url_for(endpoint, handle=record.handle, number=photo.number),
            "thumb_url": url_for(
                endpoint, handle=record.handle, number=photo.number, small=1
            ),
            "alt": caption(photo.role, photo.item, photo.finding),
            "caption": caption(photo.role, photo.item, photo.finding),
        }
        for photo in record.photos
    ]


def caption(role: str, item: str, finding: int) -> str:
    """Say what a photo shows."""
    words = {
        "entry": _("entry"),
        "overall": _("overall"),
        "exit": _("exit"),
        "wide": _("wide"),
        "close": _("close"),
    }
    return f"{item} #{finding} {words[role]}" if item else words[role]


def judgements_from(
    form: Mapping[str, str],
) -> tuple[dict[str, Judgement], dict[str, str]]:
    """Read state-CODE, count-CODE and reason-CODE; INVALID_INPUT names a bad field."""
    marks, reasons = {}, {}
    for field, value in form.items():
        if not field.startswith("state-"):
            continue
        item = field.removeprefix("state-")
        count = form.get(f"count-{item}", "").strip() or "0"
        if value not in set(MarkState) or not (count.isascii() and count.isdigit()):
            raise Problem(Code.INVALID_INPUT, rows=({"column": field, "got": count},))
        state = MarkState(value)
        marks[item] = Judgement(state, int(count) if state is MarkState.COUNTED else 0)
        reasons[item] = form.get(f"reason-{item}", "")
    return marks, reasons


def photo_response(load: Callable[[int], bytes]) -> Response:
    """Answer a photo with our own name, never cached, never sniffed."""
    most = THUMBNAIL_PX if request.args.get("small") else DERIVATIVE_PX
    response = Response(load(most), mimetype="image/jpeg")
    response.headers["Content-Disposition"] = 'inline; filename="photo.jpg"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
