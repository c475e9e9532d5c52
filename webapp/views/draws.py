"""The office's draws: commit a plan, bring the seed, assign; every step once."""

from datetime import date
from enum import StrEnum

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sanitation.accounts.rules import Action
from sanitation.draws.planning import REASONS, round_after
from sanitation.draws.rules import TRUSTEES, TaskState
from sanitation.draws.service import PAGE
from sanitation.draws.values import CommitDraw, Seed, TaskFilter
from webapp import parsing
from webapp.access import current_actor, requires, services
from webapp.shell import quarter_asked

bp = Blueprint("draws", __name__, url_prefix="/office/draws")


class Mode(StrEnum):
    """What the form offers: a quarter that counts, or a rehearsal with or without shares."""

    SEALED = "sealed"
    REHEARSAL = "rehearsal"
    OPEN = "open"


WAVE_DAYS = 1  # product default: nobody knows more than a day ahead
AHEAD = 72 * 3600  # seconds between a plan and the beacon round it names


@bp.get("/")
@requires(Action.VIEW_QUARTER)
def listing() -> ResponseReturnValue:
    """List every draw, cancelled ones too."""
    return render_template(
        "draws/listing.html", draws=services().draws.listing(current_actor())
    )


@bp.get("/new")
@requires(Action.RUN_QUARTER)
def planning() -> ResponseReturnValue:
    """Show the plan's form: defaults, the shares that are in, the precision to expect."""
    actor, quarter = current_actor(), quarter_asked()
    now = int(services().clock.now().timestamp())
    frames = services().frames.listing(actor)
    frozen = quarter is not None and str(quarter) in {one.quarter for one in frames}
    return render_template(
        "draws/planning.html",
        quarter=quarter,
        rubric=services().city.rubric_id,
        round=round_after(now + AHEAD),
        frozen=frozen,
        shares=services().ceremony.waiting(actor, str(quarter)) if quarter else (),
        trustees=TRUSTEES,
        expected=services().precision.expected(actor, str(quarter)) if frozen else None,
    )


@bp.post("/new")
@requires(Action.RUN_QUARTER)
def commit() -> ResponseReturnValue:
    """Commit the plan."""
    form = request.form
    mode = parsing.choice(form, "mode", Mode)
    command = CommitDraw(
        quarter=parsing.text(form, "quarter", least=6, most=7),
        rubric_id=parsing.text(form, "rubric", least=1, most=60),
        teams=parsing.integer(form, "teams", least=1, most=500),
        first_day=_day(form.get("first_day", "")),
        last_day=_day(form.get("last_day", "")),
        beacon_round=parsing.integer(form, "round", least=1, most=10**12),
        package_size=parsing.integer(form, "package_size", least=2, most=40),
        sites_per_day=parsing.integer(form, "sites_per_day", least=1, most=40),
        sealed=mode is not Mode.OPEN,
        rehearsal=mode is not Mode.SEALED,
        wave_days=_wave_days(mode),
    )
    ref = services().draws.commit(current_actor(), command)
    flash(
        _("The plan is committed. Publish its digest before the dice are rolled."),
        "success",
    )
    return redirect(url_for("draws.page", ref=ref), 303)


@bp.get("/<ref>")
@requires(Action.VIEW_QUARTER)
def page(ref: str) -> ResponseReturnValue:
    """Show one draw, the next step of its ceremony, and its tasks page by page."""
    actor = current_actor()
    found = services().draws.page(actor, ref)
    wanted, number = _wanted(), parsing.page_number(request.args)
    tasks, total = services().draws.task_page(actor, ref, wanted, number)
    return render_template(
        "draws/page.html",
        page=found,
        tasks=tasks,
        total=total,
        number=number,
        pages=max(1, -(-total // PAGE)),
        wanted=wanted,
        streets=services().city.streets,
        reasons=REASONS,
        relays=services().waves.relays,
    )


@bp.post("/<ref>/draw")
@requires(Action.RUN_QUARTER)
def draw(ref: str) -> ResponseReturnValue:
    """Take dice and beacon, and draw."""
    seed = Seed(
        dice=request.form.get("dice", "").strip(),
        randomness=request.form.get("randomness", "").strip().lower(),
        signature=request.form.get("signature", "").strip().lower(),
    )
    services().draws.draw(current_actor(), ref, seed)
    flash(_("The sites are drawn. Now draw the people and assign the tasks."), "success")
    return redirect(url_for("draws.page", ref=ref), 303)


@bp.post("/<ref>/assign")
@requires(Action.RUN_QUARTER)
def assign(ref: str) -> ResponseReturnValue:
    """Draw the people, deal teams, assign and date the tasks."""
    services().draws.assign(current_actor(), ref)
    flash(_("Teams are drawn and tasks assigned."), "success")
    return redirect(url_for("draws.page", ref=ref), 303)


@bp.post("/<ref>/cancel")
@requires(Action.RUN_QUARTER)
def cancel(ref: str) -> ResponseReturnValue:
    """Cancel a draw, with its reason."""
    services().draws.cancel(current_actor(), ref, request.form.get("reason", ""))
    return redirect(url_for("draws.page", ref=ref), 303)


@bp.post("/tasks/<handle>/substitute")
@requires(Action.RUN_QUARTER, Action.DO_FIELDWORK)
def substitute(handle: str) -> ResponseReturnValue:
    """Hand a task to the next reserve of its cell."""
    services().draws.substitute(current_actor(), handle, request.form.get("reason", ""))
    flash(_("The next reserve stands in; it is logged with the reason."), "success")
    if request.form.get("from") == Action.RUN_QUARTER.value:
        return redirect(url_for("draws.listing"), 303)
    return redirect(url_for("home.home"), 303)


def _wave_days(mode: Mode) -> int:
    """Read how long a wave is; a quarter that counts has one a day unless told otherwise."""
    given = parsing.optional_integer(request.form, "wave_days", least=0, most=66)
    if given is None:
        return WAVE_DAYS if mode is Mode.SEALED else 0
    return given


def _wanted() -> TaskFilter:
    state = request.args.get("state", "")
    return TaskFilter(
        words=request.args.get("words", "").strip(),
        street=request.args.get("street", ""),
        state=state if state in set(TaskState) else "",
    )


def _day(value: str) -> date:
    return parsing.day({"day": value}, "day")
