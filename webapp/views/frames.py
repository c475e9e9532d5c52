"""Frozen frames: freeze, list, show, one row's proof; the public challenge of a frame."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sampling.allocation import Measure
from sampling.pps import Order
from sanitation.accounts.rules import Action
from sanitation.errors import Code, Problem
from sanitation.frames import typed
from sanitation.frames.choices import MOST, Asked
from sanitation.frames.view import PAGE
from webapp import parsing
from webapp.access import current_actor, public, requires, services

bp = Blueprint("frames", __name__, url_prefix="/frames")
FILES = ("frame.csv", "frame_diff.csv")


@bp.get("/")
@requires(Action.VIEW_QUARTER)
def listing() -> ResponseReturnValue:
    """List every frame."""
    accounts, city = services().accounts, services().city
    keys = ("per_street", "per_stratum", "max_share", "cool_off", "challenge")
    return render_template(
        "frames/listing.html",
        frames=services().frames.listing(current_actor()),
        quarters=accounts.quarters_near(),
        own={key: city.default(f"sample.{key}") for key in keys},
        venues=city.venue_types,
        measures=list(Measure),
        orders=list(Order),
    )


@bp.post("/freeze")
@requires(Action.RUN_QUARTER)
def freeze() -> ResponseReturnValue:
    """Freeze the register for a quarter, with the sizes chosen."""
    quarter = parsing.text(request.form, "quarter", least=6, most=7)
    ref = services().frames.freeze(current_actor(), quarter, _asked())
    flash(_("The frame is frozen. Publish its digest and the list of changes."), "success")
    return redirect(url_for("frames.page", ref=ref), 303)


def _asked() -> Asked:
    """Read what the form left to the city and what it chose; an empty field is the city's."""
    form, city = request.form, services().city
    whole = {
        name: parsing.optional_integer(form, name, least=least, most=most)
        for name, least, most in (
            ("per_street", 2, 10_000),
            ("total", 2, MOST),
            ("minimum", 2, 1000),
            ("max_share", 1, 1000),
            ("cool_off", 0, 3),
        )
    }
    lines = {
        name: form.get(name, "").splitlines()
        for name in ("streets", "street_least", "street_most", "simple", "by_size")
    }
    return Asked(
        **whole,
        measure=Measure(form["measure"]) if _one_of("measure", Measure) else Measure.WEIGHT,
        order=Order(form["order"]) if _one_of("order", Order) else Order.PARETO,
        streets=typed.street_numbers(city, "streets", lines["streets"]),
        street_least=typed.street_numbers(city, "street_least", lines["street_least"]),
        street_most=typed.street_numbers(city, "street_most", lines["street_most"]),
        venue_least=_venues("least"),
        venue_most=_venues("most"),
        simple=typed.strata(city, "simple", lines["simple"]),
        by_size=typed.strata(city, "by_size", lines["by_size"]),
        exact="exact" in form,
        recut="recut" in form,
        rehearsal="rehearsal" in form,
    )


def _one_of(field: str, kind: type[Measure | Order]) -> bool:
    """Tell whether a choice was made; INVALID_INPUT for one that is none."""
    return bool(request.form.get(field)) and bool(parsing.choice(request.form, field, kind))


def _venues(end: str) -> dict[str, int]:
    found = {}
    for venue in services().city.venue_types:
        field = f"{end}_{venue.id}"
        number = parsing.optional_integer(request.form, field, least=1, most=MOST)
        if number is not None:
            found[venue.id] = number
    return found


@bp.get("/<ref>")
@requires(Action.VIEW_QUARTER)
def page(ref: str) -> ResponseReturnValue:
    """Show one frame; with ?site= also the proof of one row."""
    actor, number = current_actor(), parsing.page_number(request.args)
    site_id = request.args.get("site", "").strip()
    proof = services().frames.proof(actor, ref, site_id) if site_id else None
    page = services().frames.page(actor, ref, number)
    return render_template(
        "frames/page.html",
        page=page,
        district=request.args.get("district", ""),
        city=services().city,
        number=number,
        pages=max(1, -(-page.change_total // PAGE)),
        proof=proof,
        site_id=site_id,
        venues=services().city.venue_types,
    )


@bp.get("/<ref>/frame.csv")
@requires(Action.VIEW_QUARTER)
def file(ref: str) -> Response:
    """Send frame.csv."""
    return _sent("frame.csv", services().frames.file(current_actor(), ref))


@bp.post("/<ref>/challenge")
@requires(Action.RUN_QUARTER)
def challenge(ref: str) -> ResponseReturnValue:
    """Write down an objection that came in."""
    raised_by = parsing.text(request.form, "raised_by", least=1, most=120)
    text = parsing.text(request.form, "text", least=1)
    site = parsing.text(request.form, "site", most=54)
    services().challenges.record(current_actor(), ref, raised_by, text, site)
    flash(_("The objection is recorded; everybody can read it."), "success")
    return redirect(url_for("frames.page", ref=ref), 303)


@bp.post("/objections/<objection>/answer")
@requires(Action.RUN_QUARTER)
def answer(objection: str) -> ResponseReturnValue:
    """Answer an objection in public."""
    text = parsing.text(request.form, "answer", least=1)
    ref = services().challenges.answer(current_actor(), objection, text)
    flash(_("The answer is public."), "success")
    return redirect(url_for("frames.page", ref=ref), 303)


@bp.get("/public/")
@public
def open_listing() -> ResponseReturnValue:
    """List every frame for everybody."""
    return render_template(
        "frames/open_listing.html", frames=services().challenges.listing()
    )


@bp.get("/public/<ref>")
@public
def open_page(ref: str) -> ResponseReturnValue:
    """Show a frame to everybody: digest, changes, objections; with ?site= one row's proof."""
    number = parsing.page_number(request.args)
    site_id = request.args.get("site", "").strip()
    page = services().challenges.page(ref, number)
    return render_template(
        "frames/open_page.html",
        page=page,
        number=number,
        pages=max(1, -(-page.change_total // PAGE)),
        proof=services().challenges.proof(ref, site_id) if site_id else None,
        site_id=site_id,
    )


@bp.get("/public/<ref>/<name>")
@public
def open_file(ref: str, name: str) -> Response:
    """Send frame.csv or frame_diff.csv to anybody."""
    if name not in FILES:
        raise Problem(Code.NOT_FOUND)
    return _sent(name, services().challenges.files(ref)[name])


def _sent(name: str, data: bytes) -> Response:
    response = Response(data, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
