"""Assessors' files: kept by the index office, pledges signed by the assessor."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sanitation.accounts.pledges import PLEDGES, Pledge
from sanitation.accounts.rules import Action, Tie
from sanitation.accounts.values import FileEdit
from sanitation.catalog.quarter import Quarter
from webapp import parsing
from webapp.access import current_actor, requires, services
from webapp.shell import local

bp = Blueprint("assessors", __name__)


@bp.get("/assessors")
@requires(Action.MANAGE_ASSESSORS)
def listing() -> ResponseReturnValue:
    """List the quarter's assessors with what each still lacks."""
    accounts = services().accounts
    quarter = _quarter()
    files = accounts.files(current_actor(), quarter)
    return render_template(
        "assessors/listing.html",
        files=files,
        quarter=quarter,
        label=_label(quarter),
        quarters=[Quarter.parse(one) for one in accounts.quarters_near()],
        rule=accounts.qualification_rule(),
    )


@bp.get("/assessors/<ref>")
@requires(Action.MANAGE_ASSESSORS)
def page(ref: str) -> ResponseReturnValue:
    """Show one assessor's file of the quarter."""
    accounts = services().accounts
    quarter = _quarter()
    return render_template(
        "assessors/page.html",
        file=accounts.file(current_actor(), ref, quarter),
        quarter=quarter,
        label=_label(quarter),
        rule=accounts.qualification_rule(),
        ties=tuple(Tie),
        city=services().city,
    )


@bp.post("/assessors/<ref>")
@requires(Action.MANAGE_ASSESSORS)
def edit(ref: str) -> ResponseReturnValue:
    """Record training, mock test and exam."""
    form, quarter = request.form, _quarter()
    change = FileEdit(
        training_hours=parsing.integer(form, "training_hours", least=0, most=1000),
        mock_agreement_pct=parsing.optional_integer(
            form, "mock_agreement_pct", least=0, most=100
        ),
        exam_score=parsing.optional_integer(form, "exam_score", least=0, most=100),
        home_x=parsing.optional_integer(form, "home_x", least=-(10**7), most=10**7) or 0,
        home_y=parsing.optional_integer(form, "home_y", least=-(10**7), most=10**7) or 0,
        version=parsing.optional_integer(form, "version", least=0, most=2**31) or 0,
    )
    services().accounts.edit_file(current_actor(), ref, quarter, change)
    return redirect(url_for("assessors.page", ref=ref, quarter=quarter), code=303)


@bp.post("/assessors/<ref>/conflicts")
@requires(Action.MANAGE_ASSESSORS)
def declare(ref: str) -> ResponseReturnValue:
    """Record a tie that bars the assessor from a place."""
    _declare(ref)
    return redirect(url_for("assessors.page", ref=ref, quarter=_quarter()), code=303)


@bp.post("/assessors/<ref>/conflicts/<conflict>/withdraw")
@requires(Action.MANAGE_ASSESSORS)
def withdraw(ref: str, conflict: str) -> ResponseReturnValue:
    """End a declared tie, with a reason."""
    reason = parsing.text(request.form, "reason", least=2, most=300)
    services().accounts.withdraw_conflict(current_actor(), conflict, reason)
    return redirect(url_for("assessors.page", ref=ref, quarter=_quarter()), code=303)


@bp.get("/my-file")
@requires(Action.VIEW_OWN_FILE)
def own() -> ResponseReturnValue:
    """Show my own file, with the pledges to sign."""
    accounts = services().accounts
    quarter = _quarter()
    return render_template(
        "assessors/own.html",
        file=accounts.own_file(current_actor(), quarter),
        quarter=quarter,
        label=_label(quarter),
        rule=accounts.qualification_rule(),
        pledges=PLEDGES,
        ties=tuple(Tie),
        city=services().city,
    )


@bp.post("/my-file/pledges/<pledge>")
@requires(Action.VIEW_OWN_FILE)
def sign(pledge: str) -> ResponseReturnValue:
    """Sign one pledge as it was worded on the page."""
    which = parsing.choice({"pledge": pledge}, "pledge", Pledge)
    shown = parsing.text(request.form, "sha256", least=64, most=64)
    quarter = _quarter()
    services().accounts.sign_pledge(current_actor(), quarter, which, shown)
    return redirect(url_for("assessors.own", quarter=quarter), code=303)


@bp.post("/my-file/conflicts")
@requires(Action.VIEW_OWN_FILE)
def declare_own() -> ResponseReturnValue:
    """Declare a tie of my own; only the office can end it."""
    _declare(current_actor().ref)
    return redirect(url_for("assessors.own", quarter=_quarter()), code=303)


def _quarter() -> str:
    """Return the quarter in the address, else the city's present one."""
    asked = request.args.get("quarter", "")
    return str(Quarter.parse(asked)) if asked else services().accounts.quarter_now()


def _label(quarter: str) -> str:
    """Name a quarter in the page's language."""
    return local(Quarter.parse(quarter), "label")


def _declare(ref: str) -> None:
    services().accounts.declare_conflict(
        current_actor(),
        ref,
        parsing.choice(request.form, "tie", Tie),
        district=parsing.text(request.form, "district", most=20),
        street=parsing.text(request.form, "street", most=20),
    )
