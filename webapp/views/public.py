"""What everybody may read: ranking, street and district pages, draws, method, problems."""

import json

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sanitation.catalog.quarter import Quarter
from sanitation.catalog.rubrics import rubric_files
from sanitation.errors import Code, Problem
from sanitation.exchange.writing import write_csv
from sanitation.publication.highlights import highlights
from sanitation.publication.values import AreaRow, Ranking
from webapp import plots
from webapp.access import find_actor, public, services
from webapp.assets import MANIFEST, built_files
from webapp.bench import photo_response
from webapp.problems import MEANINGS, words
from webapp.shell import local, quarter_asked, quarters_known

bp = Blueprint("public", __name__)

# Records shown of a venue type: a street's all, of a district the lowest few, so that the
# page stays light. The rest are counted on the page.
MOST_RECORDS = {"street": 40, "district": 8, "industry": 40, "city": 4}
LEVELS = {"streets": "street", "districts": "district"}
EXPLAINED = LEVELS | {"cities": "city", "industries": "industry"}


@bp.get("/")
@public
def ranking() -> ResponseReturnValue:
    """Show the current ranking of streets, or of districts."""
    level = _level()
    table = _table(level)
    if table is None:
        return _unpublished()
    wanted = request.args.get("district", "")
    rows = [row for row in table.areas if not wanted or row.district == wanted]
    city = services().city
    subs = [sub.code for sub in city.sub_indices]
    return render_template(
        "public/ranking.html",
        table=table,
        rows=rows,
        level=level,
        districts=city.ranked_districts,
        district=wanted,
        subs=city.sub_indices,
        grades=city.grades,
        picks=highlights(rows, [grade.label for grade in city.grades], subs),
        running=_running(table.release.quarter),
        chart_data=plots.intervals(table, rows),
        map=plots.street_map(city, table, rows) if level == "street" else None,
    )


@bp.get("/ranking.<ending>")
@public
def export(ending: str) -> Response:
    """Send the ranking as CSV or JSON."""
    table = _table(_level())
    if table is None or ending not in {"csv", "json"}:
        raise Problem(Code.NOT_FOUND)
    header = ("rank", "code", "name", "index", "low", "high", "grade", "site_index",
              "satisfaction", "rank_low", "rank_high", "tier", "n", "reason")  # fmt: skip
    rows = [_line(row) for row in table.areas]
    if ending == "csv":
        data, kind = write_csv(header, rows), "text/csv"
    else:
        records = [dict(zip(header, row, strict=True)) for row in rows]
        body = {
            "release": table.release.ref,
            "quarter": table.release.quarter,
            "areas": records,
        }
        data, kind = (
            json.dumps(body, ensure_ascii=False, indent=1).encode(),
            "application/json",
        )
    response = Response(data, mimetype=kind)
    name = f"ranking-{table.release.quarter}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/<any(streets, districts):kind>/<code>")
@public
def area(kind: str, code: str) -> ResponseReturnValue:
    """Show one street or district: where it stands, and where marks were lost."""
    level, city = LEVELS[kind], services().city
    label = _quarter()
    page = services().publication.area(find_actor(), label, level, code) if label else None
    if page is None:
        return _unpublished()
    lines = plots.venue_lines(page)
    locked = _("found locked during opening hours")
    return render_template(
        "public/area.html",
        page=page,
        level=level,
        kind=kind,
        code=code,
        subs=city.sub_indices,
        history=plots.history(page),
        lines=lines,
        venues=plots.venues(city, lines),
        least=plots.LEAST_SITES,
        lost=plots.lost(city, page.lost, locked),
        diagnosis=services().publication.diagnosis(page, level),
        locked=locked,
    )


@bp.get("/<any(streets, districts, cities, industries):kind>/<code>/why")
@public
def why(kind: str, code: str) -> ResponseReturnValue:
    """Take one number apart, of a street, a district, the city or an industry's toilets."""
    level = EXPLAINED[kind]
    table = _table(level if kind in LEVELS else "street")
    if table is None:
        raise Problem(Code.NOT_FOUND)
    measure = request.args.get("measure", "index")
    part = services().scores.explain(
        table.release.run,
        level,
        code,
        measure,
        reader=find_actor(),
        most=MOST_RECORDS[level],
    )
    return render_template(
        "public/why.html",
        part=part,
        place=_place(kind, code),
        table=table,
        kind=kind,
        code=code,
        measure=measure,
        venues={one.id: local(one, "name") for one in services().city.venue_types},
    )


@bp.get("/photos/<ref>.jpg")
@public
def photo(ref: str) -> Response:
    """Send a released finding's photo as a stripped copy."""
    return photo_response(
        lambda most: services().publication.photo(find_actor(), ref, most)
    )


@bp.get("/draws")
@public
def draws() -> ResponseReturnValue:
    """List every draw with its commitment."""
    return render_template("public/draws.html", draws=services().draws.public_listing())


@bp.get("/draws/<ref>")
@public
def draw(ref: str) -> ResponseReturnValue:
    """Explain one draw; once opened, tell why a site was drawn."""
    site_id = request.args.get("site", "").strip().upper()
    page = services().draws.public_page(ref)
    found = services().draws.why(ref, site_id) if site_id and page.opened else None
    return render_template(
        "public/draw.html",
        page=page,
        site_id=site_id,
        why=found,
        ceremony=services().ceremony.public_page(ref),
    )


@bp.get("/draws/<ref>/bundle.zip")
@public
def bundle(ref: str) -> ResponseReturnValue:
    """Send the files anybody can replay the draw from."""
    response = Response(services().draws.bundle(ref), mimetype="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="draw.zip"'
    response.add_etag()  # who has these bytes already is not sent them again
    return response.make_conditional(request)


@bp.get("/method")
@public
def method() -> ResponseReturnValue:
    """Tell how the index is made, and which values are product defaults."""
    city = services().city
    defaults = sorted(city.defaults.values(), key=lambda row: row.key)
    counted = services().publication.checklists()
    own = {file.id for file in rubric_files(city) if file.own}
    return render_template(
        "public/method.html",
        city=city,
        defaults=defaults,
        counted=counted,
        own_rubric=city.rubric_id in own,
    )


@bp.get("/problems")
@public
def problems() -> ResponseReturnValue:
    """List every problem a person may meet, and what to do."""
    rows = [
        (code.value, meaning.status, str(meaning.title), words(meaning.remedy, {}))
        for code, meaning in MEANINGS.items()
    ]
    return render_template("public/problems.html", rows=rows)


@bp.get("/favicon.ico")
@public
def icon() -> Response:
    """Answer the address browsers ask without being told of any."""
    mark = MANIFEST.parent / built_files(MANIFEST)["mark.svg"]
    response = Response(mark.read_bytes(), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _level() -> str:
    return LEVELS.get(request.args.get("by", "streets"), "street")


def _quarter() -> str | None:
    """Return the quarter in the address, else the last one with a final release."""
    if request.args.get("quarter"):
        return str(quarter_asked())
    return services().publication.latest_final()


def _table(level: str) -> Ranking | None:
    label = _quarter()
    if label is None:
        return None
    return services().publication.ranking(find_actor(), label, level)


def _unpublished() -> str:
    """Say that the quarter asked for is not published, and which one is."""
    asked = quarter_asked() if request.args.get("quarter") else None
    last = services().publication.latest_final()
    return render_template("public/empty.html", asked=asked, last=last)


def _place(kind: str, code: str) -> str:
    """Return the name of a place or an industry that a figure is of."""
    city = services().city
    if kind == "streets":
        return local(city.street(code), "name")
    if kind == "districts":
        return local(city.district(code), "name")
    if kind == "cities":
        return local(city, "name")
    found = next((one for one in city.industries if one.code == code), None)
    return local(found, "name") if found else code


def _running(shown: str) -> Quarter | None:
    """Return the quarter under way, where it is later than the one shown."""
    known = quarters_known()
    return known[0] if known and str(known[0]) > shown else None


def _line(row: AreaRow) -> tuple[object, ...]:
    one = row.index
    return (one.rank, row.code, local(row, "name"), one.shown, _round(one.low), _round(one.high),
            row.grade, row.site_index.shown, row.satisfaction.shown, one.rank_low, one.rank_high,
            one.tier, one.n, one.empty_because)  # fmt: skip


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
