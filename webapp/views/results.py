"""A quarter's results in full: chosen, ordered, exported as shown; and its special indices."""

import json

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sanitation.errors import Code, Problem
from sanitation.exchange.writing import write_csv
from sanitation.publication.filtering import Line, Order, Show, Wanted
from sanitation.publication.results import ResultTable
from sanitation.publication.sheets import workbook
from sanitation.publication.values import Figure
from webapp import parsing, plots
from webapp.access import find_actor, public, services
from webapp.shell import local, quarter_asked

bp = Blueprint("results", __name__, url_prefix="/results")

LEVELS = {"streets": "street", "districts": "district"}
KINDS = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/")
@public
def table() -> ResponseReturnValue:
    """Show the figures of a quarter that are asked for."""
    found, city = _table(), services().city
    if found is None:
        return unpublished()
    rows = [line.area for line in found.lines]
    return render_template(
        "results/table.html",
        found=found,
        wanted=found.wanted,
        kind=_kind(),
        city=city,
        shows=list(Show),
        orders=list(Order),
        here=_address(found.wanted),
        chart_data=plots.tiers(plots.intervals(found.ranking, rows), rows),
        panels=plots.lost_by_venue(city, found.lines),
    )


@bp.get("/export.<any(csv, json, xlsx):ending>")
@public
def export(ending: str) -> Response:
    """Send exactly the lines the page shows with the same address."""
    found = _table()
    if found is None:
        raise Problem(Code.NOT_FOUND)
    response = Response(_file(found, ending), mimetype=KINDS[ending])
    name = f"results-{found.ranking.release.quarter}-{_kind()}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/special")
@public
def special() -> ResponseReturnValue:
    """Show the indices of part of the sites: urban villages, toilets by industry."""
    label = _quarter()
    found = services().results.subsets(find_actor(), label) if label else None
    if found is None:
        return unpublished()
    release, subsets = found
    return render_template("results/special.html", release=release, subsets=subsets)


def unpublished() -> str:
    """Say that the quarter asked for is not published, and which one is."""
    asked = quarter_asked() if request.args.get("quarter") else None
    last = services().publication.latest_final()
    return render_template("public/empty.html", asked=asked, last=last)


def _quarter() -> str | None:
    if request.args.get("quarter"):
        return str(quarter_asked())
    return services().publication.latest_final()


def _kind() -> str:
    kind = request.args.get("by", "streets")
    return kind if kind in LEVELS else "streets"


def _table() -> ResultTable | None:
    wanted, label = _wanted(), _quarter()
    return services().results.table(find_actor(), label, wanted) if label else None


def _wanted() -> Wanted:
    """Read the choice from the address; a place or a word nobody knows is refused."""
    asked, city = request.args, services().city
    level = LEVELS[_kind()]
    district = asked.get("district", "") if level == "street" else ""
    return Wanted(
        level=level,
        district=city.district(district).code if district else "",
        venue=_one("venue", [one.id for one in city.venue_types]),
        grade=_one("grade", [one.label for one in city.grades]),
        sub=_one("sub", [one.code for one in city.sub_indices]),
        show=parsing.choice(asked, "show", Show) if asked.get("show") else Show.ALL,
        order=parsing.choice(asked, "order", Order) if asked.get("order") else Order.RANK,
        upward=asked.get("upward") == "1",
    )


def _one(field: str, known: list[str]) -> str:
    """Return a choice among what the city has; empty for every one."""
    value = request.args.get(field, "")
    if value and value not in known:
        raise parsing.refuse(field, value, "one of " + ", ".join(known))
    return value


def _address(wanted: Wanted) -> dict[str, str]:
    """Return the choice as arguments of an address, so that an export shows the same."""
    asked = {
        "by": _kind(),
        "quarter": request.args.get("quarter", ""),
        "district": wanted.district,
        "venue": wanted.venue,
        "grade": wanted.grade,
        "sub": wanted.sub,
        "show": wanted.show.value if wanted.show is not Show.ALL else "",
        "order": wanted.order.value if wanted.order is not Order.RANK else "",
        "upward": "1" if wanted.upward else "",
    }
    return {key: value for key, value in asked.items() if value}


def _file(found: ResultTable, ending: str) -> bytes:
    if ending == "xlsx":
        return workbook(found, services().city, _words(), lambda one: local(one, "name"))
    subs = [sub.code for sub in services().city.sub_indices]
    header = (*HEADER, *(f"sub_index.{sub}" for sub in subs), *ASKED)
    rows = [_line(line, subs) for line in found.lines]
    if ending == "csv":
        return write_csv(header, rows)
    release = found.ranking.release
    body = {
        "release": release.ref,
        "quarter": release.quarter,
        "state": release.state.value,
        "rubric": release.rubric_sha256,
        "result": release.result_sha256,
        "filter": _address(found.wanted),
        "areas": [dict(zip(header, row, strict=True)) for row in rows],
    }
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


HEADER = (
    *("rank", "code", "name", "district", "index", "low", "high", "grade", "site_index"),
    *("satisfaction", "rank_low", "rank_high", "tier", "n", "coverage_pct", "change"),
    *("progress", "flag", "reason", "exact"),
)
ASKED = ("asked", "asked_low", "asked_high", "asked_n", "asked_reason")


def _line(line: Line, subs: list[str]) -> tuple[object, ...]:
    area, one = line.area, line.area.index
    return (
        *(one.rank, area.code, local(area, "name"), area.district, one.shown),
        *(_round(one.low), _round(one.high), area.grade, area.site_index.shown),
        *(area.satisfaction.shown, one.rank_low, one.rank_high, one.tier, one.n),
        *(_round(one.coverage_pct), _round(area.change), area.progress.shown),
        *(one.flag, one.empty_because, one.exact),
        *(area.subs[sub].shown for sub in subs),
        *_asked(line.asked),
    )


def _asked(one: Figure | None) -> tuple[object, ...]:
    if one is None:
        return (None,) * len(ASKED)
    return one.shown, _round(one.low), _round(one.high), one.n, one.empty_because


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _words() -> dict[str, str]:
    """Return the headings of the book in the page's language."""
    return _facts() | {
        "results": _("Results"),
        "rank": _("Rank"),
        "code": _("Code"),
        "place": _("Place"),
        "district": _("District"),
        "weight": _("Weight"),
        "site_index": _("Site index"),
        "satisfaction": _("Satisfaction"),
        "index": _("Index, computed here"),
        "printed": _("Rounded"),
        "published": _("As published"),
        "difference": _("Difference"),
        "grade": _("Grade"),
        "low": _("Interval from"),
        "high": _("Interval to"),
        "n": _("Sites"),
        "rank_low": _("Rank from"),
        "rank_high": _("Rank to"),
        "tier": _("Tier"),
        "coverage": _("Coverage in percent"),
        "change": _("Change"),
        "progress": _("Progress in percent"),
        "flag": _("Flag"),
        "reason": _("Empty because"),
    }


def _facts() -> dict[str, str]:
    """Return what the book says about itself."""
    return {
        "about": _("About this file"),
        "quarter": _("Quarter"),
        "release": _("Release"),
        "final": _("Final"),
        "provisional": _("Provisional"),
        "rubric": _("Rubric"),
        "inputs": _("Inputs"),
        "result": _("Result"),
        "lines": _("Lines here, and without a filter"),
        "filter": _("Filter"),
        "product_default": _("Product default, not a rule of the city"),
        "how": _("How it computes"),
        "how_text": _(
            "Site index: mean of the venue types with a score, weighed by the second row. "
            "Index: site index and satisfaction, weighed by the second row. Rounded once, "
            "half away from zero. Change a score or a weight, and the book follows."
        ),
    }
