"""The control room: where the quarter stands, what blocks it, what comes next."""

from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sanitation.accounts.rules import Action, Actor
from sanitation.catalog.loader import load_calendar
from sanitation.catalog.quarter import Quarter
from sanitation.draws.rules import DrawState
from sanitation.publication.rules import ReleaseState
from webapp.access import current_actor, requires, services
from webapp.shell import quarter_asked

bp = Blueprint("quarters", __name__, url_prefix="/quarter")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the quarter."""

    name: str
    done: int
    total: int
    url: str

    @property
    def finished(self) -> bool:
        """Tell whether nothing of this stage is left."""
        return self.total > 0 and self.done >= self.total


@bp.get("/")
@requires(Action.VIEW_QUARTER)
def control() -> ResponseReturnValue:
    """Show every stage of the quarter with how far it is."""
    actor, quarter = current_actor(), quarter_asked()
    stages = _stages(actor, quarter) if quarter else []
    waiting = next((stage for stage in stages if not stage.finished), None)
    city = services().city
    dates = quarter.dates(load_calendar(city.calendar), city) if quarter else None
    return render_template(
        "quarters/control.html", quarter=quarter, stages=stages, next=waiting, dates=dates
    )


def _stages(actor: Actor, quarter: Quarter) -> list[Stage]:
    label = str(quarter)
    inside = services()
    frames = [one for one in inside.frames.listing(actor) if one.quarter == label]
    draws = [
        one
        for one in inside.draws.listing(actor)
        if one.quarter == label and one.state is not DrawState.CANCELLED
    ]
    counts = inside.fieldwork.counts(actor, label)
    review = inside.reviews.progress(actor, label)
    surveys = [one for one in inside.surveys.listing(actor) if one.quarter == label]
    runs = [one for one in inside.scores.listing(actor) if one.quarter == label]
    states = {
        one.state for one in inside.publication.releases(actor) if one.quarter == label
    }
    published = states & {ReleaseState.PROVISIONAL, ReleaseState.FINAL}
    open_appeals = inside.appeals.open_count(label)
    assigned = sum(draw.state is DrawState.ASSIGNED for draw in draws)
    return [
        Stage(_("Frame frozen"), min(1, len(frames)), 1, url_for("frames.listing")),
        Stage(_("Sites drawn and assigned"), min(1, assigned), 1, url_for("draws.listing")),
        Stage(_("Sites visited"), counts.get("received", 0), counts.get("tasks", 0),
              url_for("fieldwork.records", quarter=label)),
        Stage(_("Records settled"), review.settled, counts.get("tasks", 0),
              url_for("reviews.progress", quarter=label)),
        Stage(_("Survey imported"), min(1, len(surveys)), 1, url_for("surveys.listing")),
        Stage(_("Scored"), min(1, len(runs)), 1, url_for("scores.listing", quarter=label)),
        Stage(_("Provisional release"), min(1, len(published)), 1,
              url_for("publication.listing")),
        Stage(_("Appeals ruled"), 0 if open_appeals or not published else 1, 1,
              url_for("appeals.listing", quarter=label)),
        Stage(_("Final release"), int(ReleaseState.FINAL in states), 1,
              url_for("publication.listing")),
    ]  # fmt: skip
