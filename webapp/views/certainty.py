"""How far a ranking can be trusted: two places compared, moved weights, smoothed values."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from sanitation.publication.certainty import Certainty
from webapp import plots
from webapp.access import find_actor, public, services
from webapp.shell import quarter_asked

bp = Blueprint("certainty", __name__, url_prefix="/results/certainty")

LEVELS = {"streets": "street", "districts": "district"}


@bp.get("/")
@public
def page() -> ResponseReturnValue:
    """Say how sure the ranks of a quarter are, and how likely one place is above another."""
    kind = request.args.get("by", "streets")
    kind = kind if kind in LEVELS else "streets"
    last = services().publication.latest_final()
    asked = str(quarter_asked()) if request.args.get("quarter") else last
    found = None
    if asked:
        found = services().results.certainty(find_actor(), asked, LEVELS[kind])
    if found is None:
        named = quarter_asked() if request.args.get("quarter") else None
        return render_template("public/empty.html", asked=named, last=last)
    one, other = _pair(found)
    return render_template(
        "results/certainty.html",
        found=found,
        kind=kind,
        one=one,
        other=other,
        chance=found.standings.chance(one, other) if one and other else None,
        names={row.area.code: row.area for row in found.rows},
        chart_data=plots.moved_ranks(found),
    )


def _pair(found: Certainty) -> tuple[str, str]:
    """Return the two places asked for; the first two where one is not of this level."""
    codes = [row.area.code for row in found.rows]
    if not found.standings.above or len(codes) < len(("one", "other")):
        return "", ""
    one, other = request.args.get("one", ""), request.args.get("other", "")
    one = one if one in codes else codes[0]
    other = other if other in codes else next(code for code in codes if code != one)
    return one, other
