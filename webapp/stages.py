"""The stages of a quarter as pages show them: how far, when planned, what blocks, what next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from sanitation.accounts.rules import Actor
from sanitation.bootstrap import Services
from sanitation.catalog.loader import load_calendar
from sanitation.catalog.quarter import Quarter, QuarterDates
from sanitation.draws.rules import DrawState
from sanitation.publication.rules import ReleaseState, Stage


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the quarter."""

    name: str
    url: str
    done: int
    total: int
    begins: date | None  # as planned
    ends: date | None
    ready: bool  # nothing before it is missing
    blocks: str  # what is still missing, in words; empty where nothing is
    action: str  # what the office does next here

    @property
    def finished(self) -> bool:
        """Tell whether nothing of this stage is left."""
        return self.total > 0 and self.done >= self.total

    def late(self, today: date) -> bool:
        """Tell whether the planned day has passed and work is left."""
        return not self.finished and self.ends is not None and self.ends < today


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a quarter exists, read once."""

    frames: int
    draw: DrawState | None
    tasks: int  # of waves to come too: planned is planned
    to_come: int  # sites of waves not drawn yet
    wave_due: bool  # a wave's beacon is out and the wave waits
    received: int
    incomplete: int
    review: Any  # reviews.agreement.Agreement
    surveys: int
    runs: int
    states: frozenset[tuple[Stage, ReleaseState]]
    open_appeals: int
    appeals_close_at: datetime | None

    def released(self, stage: Stage) -> bool:
        """Tell whether a release of this stage was published, superseded or not."""
        return any(
            one is stage and state is not ReleaseState.DRAFT for one, state in self.states
        )

    def proposed(self, stage: Stage) -> bool:
        """Tell whether a release of this stage waits for its second signature."""
        return (stage, ReleaseState.DRAFT) in self.states


def steps(inside: Services, actor: Actor, quarter: Quarter) -> list[Step]:
    """List the stages of a quarter in the order of the work."""
    dates = quarter.dates(load_calendar(inside.city.calendar), inside.city)
    facts = _facts(inside, actor, str(quarter))
    now = inside.clock.now()
    return [*_before(facts, dates), *_field(facts, dates, quarter),
            *_scored(facts, dates, quarter), *_after(facts, dates, quarter, now)]  # fmt: skip


def current(found: list[Step]) -> Step | None:
    """Return the first stage that can go on now."""
    return next((one for one in found if one.ready and not one.finished), None)


def _facts(inside: Services, actor: Actor, label: str) -> Facts:
    draws = [
        one.state
        for one in inside.draws.listing(actor)
        if one.quarter == label and one.state is not DrawState.CANCELLED
    ]
    releases = [r for r in inside.publication.releases(actor) if r.quarter == label]
    counts = inside.fieldwork.counts(actor, label)
    closes = [one.appeals_close_at for one in releases if one.appeals_close_at]
    to_come = inside.waves.to_come(actor, label)
    return Facts(
        frames=sum(one.quarter == label for one in inside.frames.listing(actor)),
        draw=draws[0] if draws else None,
        tasks=counts.get("tasks", 0) + to_come,
        to_come=to_come,
        wave_due=to_come > 0 and bool(inside.waves.due(actor)),
        received=counts.get("received", 0),
        incomplete=counts.get("incomplete", 0),
        review=inside.reviews.progress(actor, label),
        surveys=sum(one.quarter == label for one in inside.surveys.listing(actor)),
        runs=sum(one.quarter == label for one in inside.scores.listing(actor)),
        states=frozenset((one.stage, one.state) for one in releases),
        open_appeals=inside.appeals.open_count(label),
        appeals_close_at=max(closes, default=None),
    )


def _before(facts: Facts, dates: QuarterDates) -> Iterator[Step]:
    yield Step(
        _("Frame frozen"), url_for("frames.listing"), min(1, facts.frames), 1,
        None, dates.frame_frozen, ready=True,
        blocks="" if facts.frames else _("The register is not frozen yet."),
        action=_("Freeze the register"),
    )  # fmt: skip
    blocks = {
        None: _("No plan is committed yet."),
        DrawState.COMMITTED: _("The plan waits for dice and beacon."),
        DrawState.DRAWN: _("The people are not drawn yet."),
    }
    yield Step(
        _("Sites drawn and assigned"), url_for("draws.listing"),
        int(facts.draw is DrawState.ASSIGNED), 1,
        dates.plan_committed, dates.seed_fixed, ready=bool(facts.frames),
        blocks=blocks.get(facts.draw, ""), action=_("Go to the draw"),
    )  # fmt: skip


def _field(facts: Facts, dates: QuarterDates, quarter: Quarter) -> Iterator[Step]:
    left, assigned = facts.tasks - facts.received, facts.draw is DrawState.ASSIGNED
    words = []
    if assigned and left:
        words.append(
            ngettext("%(num)s site is still to visit.", "%(num)s sites are still to visit.", left)
        )  # fmt: skip
    if assigned and facts.to_come:
        words.append(
            ngettext("%(num)s of them comes with a later wave.",
                     "%(num)s of them come with later waves.", facts.to_come)
        )  # fmt: skip
    if facts.wave_due:
        words.append(_("A wave waits to be drawn."))
    if facts.incomplete:
        words.append(
            ngettext("%(num)s record lacks photos.", "%(num)s records lack photos.",
                     facts.incomplete)
        )  # fmt: skip
    yield Step(
        _("Sites visited"), url_for("fieldwork.records", quarter=quarter),
        facts.received, facts.tasks, dates.field_opens, dates.field_closes,
        ready=assigned, blocks=" ".join(words), action=_("See the records"),
    )  # fmt: skip
    yield Step(
        _("Records settled"), url_for("reviews.progress", quarter=quarter),
        facts.review.settled, facts.tasks, dates.field_opens, dates.reviews_settled,
        ready=facts.received > 0, blocks=_review_blocks(facts), action=_("See the reviews"),
    )  # fmt: skip


def _review_blocks(facts: Facts) -> str:
    review, words = facts.review, []
    if unassigned := facts.received - review.records:
        words.append(
            ngettext("%(num)s record has no reviewers.", "%(num)s records have no reviewers.",
                     unassigned)
        )  # fmt: skip
    if review.in_review:
        words.append(
            ngettext("%(num)s record is under review.", "%(num)s records are under review.",
                     review.in_review)
        )  # fmt: skip
    if review.disputes_open:
        words.append(
            ngettext("%(num)s dispute is open.", "%(num)s disputes are open.",
                     review.disputes_open)
        )  # fmt: skip
    return " ".join(words)


def _scored(facts: Facts, dates: QuarterDates, quarter: Quarter) -> Iterator[Step]:
    settled = 0 < facts.tasks <= facts.review.settled
    yield Step(
        _("Survey imported"), url_for("surveys.listing"), min(1, facts.surveys), 1,
        None, dates.reviews_settled, ready=facts.draw is DrawState.ASSIGNED,
        blocks="" if facts.surveys else _("No responses are imported yet."),
        action=_("Import the survey"),
    )  # fmt: skip
    blocks = "" if settled else _("Every record has to be settled first.")
    yield Step(
        _("Scored"), url_for("scores.listing", quarter=quarter), min(1, facts.runs), 1,
        dates.reviews_settled, dates.provisional_release,
        ready=settled and facts.surveys > 0, blocks="" if facts.runs else blocks,
        action=_("Score the quarter"),
    )  # fmt: skip


def _after(
    facts: Facts, dates: QuarterDates, quarter: Quarter, now: datetime
) -> Iterator[Step]:
    first, last = facts.released(Stage.PROVISIONAL), facts.released(Stage.FINAL)
    signing = _("A second person has to sign.")
    yield Step(
        _("Provisional release"), url_for("publication.listing"), int(first or last), 1,
        None, dates.provisional_release, ready=facts.runs > 0,
        blocks=signing if facts.proposed(Stage.PROVISIONAL) else "",
        action=_("Propose the release"),
    )  # fmt: skip
    window = facts.appeals_close_at is not None and now <= facts.appeals_close_at
    ruled = last or (first and not window and not facts.open_appeals)
    words = [_("The window is open.")] if window else []
    if facts.open_appeals:
        words.append(
            ngettext("%(num)s appeal waits for its ruling.",
                     "%(num)s appeals wait for their ruling.", facts.open_appeals)
        )  # fmt: skip
    yield Step(
        _("Appeals ruled"), url_for("appeals.listing", quarter=quarter), int(ruled), 1,
        dates.provisional_release, dates.rulings_by, ready=first,
        blocks=" ".join(words), action=_("See the appeals"),
    )  # fmt: skip
    yield Step(
        _("Final release"), url_for("publication.listing"), int(last), 1,
        None, dates.final_release, ready=bool(ruled),
        blocks=signing if facts.proposed(Stage.FINAL) else "",
        action=_("Propose the release"),
    )  # fmt: skip
