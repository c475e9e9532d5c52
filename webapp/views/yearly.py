"""The annual index: a year's quarters averaged and ranked once."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp import parsing, plots
from webapp.access import public, services

bp = Blueprint("yearly", __name__, url_prefix="/results/year")

LEVELS = {"streets": "street", "districts": "district"}


@bp.get("/")
@public
def page() -> ResponseReturnValue:
    """Rank a year, the latest by default; with too few quarters nobody has a place."""
    kind = request.args.get("by", "streets")
    kind = kind if kind in LEVELS else "streets"
    known = services().results.years()
    year = known[0] if known else 0
    if request.args.get("year"):
        year = parsing.integer(request.args, "year", least=1000, most=9999)
    found = services().results.year(year, LEVELS[kind])
    return render_template(
        "results/year.html",
        found=found,
        kind=kind,
        year=year,
        years=known,
        spark=plots.spark,
        chart_data=plots.year(found) if found else None,
    )
