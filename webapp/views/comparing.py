"""Two quarters side by side: what changed by more than chance, and what moved inside an area."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from sanitation.catalog.quarter import Quarter
from sanitation.publication.comparing import Comparison, Moved
from webapp import plots
from webapp.access import find_actor, public, services
from webapp.shell import quarters_released

bp = Blueprint("comparing", __name__, url_prefix="/results/compare")

LEVELS = {"streets": "street", "districts": "district"}


@bp.get("/")
@public
def page() -> ResponseReturnValue:
    """Compare two quarters, chosen in the address; by default the last with the one before."""
    kind = request.args.get("by", "streets")
    kind = kind if kind in LEVELS else "streets"
    released = quarters_released()
    later = _asked("later", released[0] if released else None)
    earlier = _asked("earlier", _before(later, released))
    code = _place(kind)
    found = None
    if earlier and later and earlier != later:
        found = services().results.compare(
            find_actor(), str(earlier), str(later), LEVELS[kind], code
        )
    return render_template(
        "results/compare.html",
        found=found,
        shown=_chosen(found) if found else (),
        kind=kind,
        code=code,
        released=released,
        earlier=earlier,
        later=later,
        district=request.args.get("district", ""),
        sure=request.args.get("sure") == "1",
        city=services().city,
        chart_data=plots.changes(_chosen(found)) if found else None,
        venues=plots.venue_changes(services().city, found.venues) if found else None,
        spark=plots.spark,
        few=plots.few,
        trend=services().results.trend(find_actor(), LEVELS[kind]),
    )


def _place(kind: str) -> str:
    """Return the place to look inside; none where it is one of the other level."""
    code, city = request.args.get("code", ""), services().city
    streets = {street.code for street in city.streets}
    others = streets if kind == "districts" else {one.code for one in city.districts}
    return "" if code in others else code


def _asked(field: str, otherwise: Quarter | None) -> Quarter | None:
    value = request.args.get(field, "")
    return Quarter.parse(value) if value else otherwise


def _before(later: Quarter | None, released: tuple[Quarter, ...]) -> Quarter | None:
    """Return the last released quarter before this one."""
    return next((one for one in released if later and one < later), None)


def _chosen(found: Comparison) -> tuple[Moved, ...]:
    """Return the areas asked for: of a district, and only what is more than chance."""
    district = request.args.get("district", "")
    rows = [one for one in found.moved if not district or one.area.district == district]
    if request.args.get("sure") == "1":
        rows = [one for one in rows if one.difference and one.difference.sure]
    return tuple(rows)
