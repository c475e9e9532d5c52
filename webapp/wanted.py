"""What a cell or a field should have held, in the person's language.

The stages say it in English, as the command line and the programs that call us read it.
Sentences known here are shown translated; any other, such as an example or a list of
codes, means the same in every language and is shown as it is.
"""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

SENTENCES: Mapping[str, Any] = {
    "a value: this is a public toilet": _("a value: this is a public toilet"),
    "nothing: this is no public toilet": _("nothing: this is no public toilet"),
    "a number never used": _("a number never used"),
    "a number never used: this one closed": _("a number never used: this one closed"),
    "each number once": _("each number once"),
    "each site once": _("each site once"),
    "a street": _("a street of the city"),
    "a place in the city": _("a place in the city"),
    "longitude and latitude are swapped": _("longitude and latitude are swapped"),
    "a contractor that has been enrolled": _("a contractor that has been enrolled"),
    "A–Z, 0–9 and -": _("A–Z, 0–9 and -"),
    "a site with an open task": _("a site with an open task"),
    "a file of the archive": _("a file of the archive"),
    "a row that names it": _("a row that names it"),
    "a number of sheet 记录": _("a number of sheet 记录"),
    "this sheet": _("this sheet"),
    "the photo is cut off": _("the whole photo: this one is cut off"),
    "not a JPEG, PNG or WebP photo": _("a JPEG, PNG or WebP photo"),
    "the same photo is named twice": _("each photo once"),
    "text without control signs": _("text without control signs"),
    "text of the right form": _("text of the right form"),
    "an ISO time with its zone": _("an ISO time with its zone"),
}
PATTERNS: tuple[tuple[re.Pattern[str], Any], ...] = (
    (re.compile(r"at most (?P<it>\d+) characters"), _("at most %(it)s characters")),
    (re.compile(r"text up to (?P<it>\d+) characters"), _("at most %(it)s characters")),
    (re.compile(r"(?P<it>.+), as before"), _("%(it)s, as before")),
    (re.compile(r"at least (?P<it>\d+)"), _("at least %(it)s")),
    (
        re.compile(r"a whole number from (?P<least>-?\d+) to (?P<most>-?\d+)"),
        _("a whole number from %(least)s to %(most)s"),
    ),
)


def in_words(row: Mapping[str, str]) -> dict[str, str]:
    """Return a fault's row with what was wanted in the language of the request."""
    return {**row, "wanted": said(row["wanted"])} if "wanted" in row else dict(row)


def said(wanted: str) -> str:
    """Return what was wanted in the language of the request."""
    if wanted in SENTENCES:
        return str(SENTENCES[wanted])
    for pattern, text in PATTERNS:
        if match := pattern.fullmatch(wanted):
            return str(text) % match.groupdict()
    return wanted
