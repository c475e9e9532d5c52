"""What everybody may read: ranking, street and district pages, draws, method, problems."""

import json
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sanitation.draws.planning import round_due
from sanitation.errors import Code, Problem
from sanitation.exchange.writing import write_csv
from sanitation.publication.values import AreaRow, Figure, Ranking
from webapp.access import find_actor, public, services
from webapp.bench import photo_response
from webapp.problems import MEANINGS, words
from webapp.shell import local, quarter_asked

bp = Blueprint("public", __name__)

LEVELS = {"streets": "street", "districts": "district"}
E7 = 10_000_000


@bp.get("/")
@public
def ranking() -> ResponseReturnValue:
    """Show the current ranking of streets, or of districts."""
    level = LEVELS.get(request.args.get("by", "streets"), "street")
    table = _table(level)
    if table is None:
        return render_template("public/empty.html")
    wanted = request.args.get("district", "")
    rows = [row for row in table.areas if not wanted or row.district == wanted]
    return render_template(
        "public/ranking.html",
        table=table,
        rows=rows,
        level=level,
        districts=services().city.ranked_districts,
        district=wanted,
        subs=services().city.sub_indices,
        chart_data=_intervals(table, rows),
        map=_map(table, rows) if level == "street" else None,
    )


@bp.get("/ranking.<ending>")
@public
def export(ending: str) -> Response:
    """Send the ranking as CSV or JSON."""
    level = LEVELS.get(request.args.get("by", "streets"), "street")
    table = _table(level)
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
    quarter = quarter_asked()
    level = LEVELS[kind]
    latest = services().publication.latest_final()
    label = str(quarter) if request.args.get("quarter") or latest is None else latest
    page = services().publication.area(find_actor(), label, level, code)
    if page is None:
        return render_template("public/empty.html")
    return render_template(
        "public/area.html",
        page=page,
        level=level,
        kind=kind,
        code=code,
        subs=services().city.sub_indices,
        history={"series": [_history(page.history)], "digits": 2},
        venues=_venues(page.venues),
        lost=_lost(page.lost),
    )


@bp.get("/<any(streets, districts):kind>/<code>/why")
@public
def why(kind: str, code: str) -> ResponseReturnValue:
    """Take one number apart."""
    level = LEVELS[kind]
    table = _table(level)
    if table is None:
        raise Problem(Code.NOT_FOUND)
    measure = request.args.get("measure", "index")
    part = services().scores.explain(table.release.run, level, code, measure)
    return render_template(
        "public/why.html", part=part, table=table, kind=kind, code=code, measure=measure
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
        due=round_due(page.draw.beacon_round),
    )


@bp.get("/draws/<ref>/bundle.zip")
@public
def bundle(ref: str) -> Response:
    """Send the files anybody can replay the draw from."""
    response = Response(services().draws.bundle(ref), mimetype="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="draw.zip"'
    return response


@bp.get("/method")
@public
def method() -> ResponseReturnValue:
    """Tell how the index is made, and which values are product defaults."""
    city = services().city
    defaults = sorted(city.defaults.values(), key=lambda row: row.key)
    return render_template("public/method.html", city=city, defaults=defaults)


@bp.get("/problems")
@public
def problems() -> ResponseReturnValue:
    """List every problem a person may meet, and what to do."""
    rows = [
        (code.value, meaning.status, str(meaning.title), words(meaning.remedy, {}))
        for code, meaning in MEANINGS.items()
    ]
    return render_template("public/problems.html", rows=rows)


def _table(level: str) -> Ranking | None:
    asked = request.args.get("quarter", "")
    label = str(quarter_asked()) if asked else services().publication.latest_final()
    if label is None:
        return None
    return services().publication.ranking(find_actor(), label, level)


def _line(row: AreaRow) -> tuple[object, ...]:
    one = row.index
    return (one.rank, row.code, local(row, "name"), one.shown, _round(one.low), _round(one.high),
            row.grade, row.site_index.shown, row.satisfaction.shown, one.rank_low, one.rank_high,
            one.tier, one.n, one.empty_because)  # fmt: skip


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _intervals(table: Ranking, rows: list[AreaRow]) -> dict[str, Any]:
    kind = "streets" if table.level == "street" else "districts"
    return {
        "rows": [
            {
                "label": local(row, "name"),
                "value": row.index.number,
                "lo": row.index.low,
                "hi": row.index.high,
                "grade": row.grade,
                "url": url_for("public.area", kind=kind, code=row.code),
            }
            for row in rows
            if row.index.number is not None
        ],
        "reference": _reference(table.city),
        "digits": 2,
    }


def _map(table: Ranking, rows: list[AreaRow]) -> dict[str, Any]:
    city = services().city
    points = []
    for row in rows:
        street = city.street(row.code)
        points.append(
            {
                "lat": street.label_lat,
                "lon": street.label_lon,
                "label": local(row, "name"),
                "value": row.index.number,
                "text": f"{row.index.shown or ''} {row.grade}",
                "url": url_for("public.area", kind="streets", code=row.code),
                "radius_m": 900,
            }
        )
    found = {"points": points, "digits": 2, "step": 1}
    reference = _reference(table.city)
    return found | ({"reference": reference} if reference else {})


def _reference(city: AreaRow | None) -> dict[str, Any] | None:
    if city is None or city.index.number is None:
        return None
    return {"value": city.index.number, "label": local(city, "name")}


def _history(history: tuple[tuple[Any, Figure], ...]) -> dict[str, Any]:
    return {
        "label": "",
        "points": [
            {
                "quarter": release.quarter,
                "value": one.number,
                "lo": one.low,
                "hi": one.high,
            }
            for release, one in history
        ],
    }


def _venues(venues: tuple[tuple[str, Figure, Figure], ...]) -> dict[str, Any]:
    city = services().city
    rows = [
        {"label": local(city.venue(venue), "name"), "value": here.number}
        for venue, here, _whole in venues
        if here.number is not None
    ]
    return {"rows": rows, "digits": 1, "max": 100}


def _lost(lost: tuple[Any, ...]) -> dict[str, Any]:
    rows = [
        {"label": f"{one.item} {local(one, 'name')}", "value": round(one.lost, 2)}
        for one in lost[:12]
    ]
    return {"rows": rows, "digits": 2}
