"""The finished quarter: from the frozen frame to the final release, step by step."""

import hashlib
import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sanitation.accounts.rules import Actor
from sanitation.appeals.rules import Ground, Outcome
from sanitation.appeals.values import FileAppeal
from sanitation.bootstrap import Services
from sanitation.catalog.loader import load_calendar
from sanitation.catalog.quarter import Quarter
from sanitation.clock import SHANGHAI, SteppingClock
from sanitation.demo.cast import Cast
from sanitation.demo.fieldwork import Crew
from sanitation.demo.steps import Step, Steps
from sanitation.demo.truth import Truth
from sanitation.draws.beacon import Beacon
from sanitation.draws.planning import round_after
from sanitation.draws.rules import TaskState
from sanitation.draws.values import CommitDraw
from sanitation.frames.choices import Asked
from sanitation.publication.rules import Stage
from sanitation.reviews.rules import Judgement

AHEAD_S = 73 * 3600  # the beacon round lies at least 72 hours after the plan


@dataclass(frozen=True, slots=True)
class Line:
    """Everything the demo's line is driven with."""

    services: Services
    clock: SteppingClock
    cast: Cast
    truth: Truth
    steps: Steps

    @property
    def office(self) -> Actor:
        """Return who runs the quarter."""
        return self.cast.actors["office"]

    def at(self, day: date, hour: int) -> None:
        """Move the clock to an hour of a day in the city's time, never backwards."""
        wanted = datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)
        if wanted > self.clock.now():
            self.clock.move_to(wanted)


def draw(
    line: Line, quarter: Quarter, first_day: date, teams: int, days: int, per_street: int,
    wave_days: int = 0,
) -> str:  # fmt: skip
    """Freeze, seal, commit, roll, draw and assign; returns the draw's ref.

    wave_days: working days a wave; then the sites follow by `draw_waves`.
    """
    services, office = line.services, line.office
    calendar = load_calendar(services.city.calendar)
    line.at(first_day - timedelta(days=9), 10)
    with line.steps.step(f"{quarter} frame"):
        asked = Asked(per_street=per_street, rehearsal=True)
        services.frames.freeze(office, str(quarter), asked)
    line.at(first_day - timedelta(days=7), 10)
    with line.steps.step(f"{quarter} draw"):
        command = CommitDraw(
            quarter=str(quarter),
            rubric_id=services.city.rubric_id,
            teams=teams,
            first_day=first_day,
            last_day=calendar.working_day_after(first_day, days),
            beacon_round=round_after(int(line.clock.now().timestamp()) + AHEAD_S),
            rehearsal=True,  # made-up dice and beacon: the plan itself says so
            wave_days=wave_days,
        )
        _hand_in(line, quarter)
        ref = services.draws.commit(office, command)
        line.at(first_day - timedelta(days=4), 9)
        for person in ("office", "office2"):
            services.ceremony.enter_dice(line.cast.actors[person], ref, _dice(quarter))
        line.at(first_day - timedelta(days=3), 15)
        services.ceremony.draw(office, ref, _beacon(quarter))
        services.draws.assign(office, ref)
    return ref


def draw_waves(line: Line, ref: str) -> None:
    """Draw every wave whose round is due by the clock, each with a made-up beacon."""
    waves = line.services.waves
    due = [one for one in waves.listing(line.office, ref) if one.due]
    with line.steps.step("waves", len(due)) as step:
        for one in due:
            waves.draw_wave(line.office, ref, _beacon(one.label), one.label)
            step(1)


def visit(line: Line, crew: Crew, ref: str, first_day: date, days: int) -> None:
    """Let every team work until no task is open."""
    page = line.services.draws.page(line.office, ref)
    total = sum(page.tasks.values())
    leaders = line.services.draws.leaders(line.office, ref)
    with line.steps.step("visits", total) as step:
        day = first_day
        for _ in range(days):
            crew.work(
                leaders, datetime(day.year, day.month, day.day, tzinfo=SHANGHAI), step
            )
            if not line.services.draws.page(line.office, ref).tasks.get(TaskState.OPEN, 0):
                return
            day += timedelta(days=1)


def review(line: Line, quarter: Quarter, leave: Actor | None = None) -> None:
    """Assign every record to two strangers and let all but one of them judge."""
    services = line.services
    batch = services.reviews.assign(line.office, str(quarter))
    with line.steps.step(f"{quarter} reviews", batch.records * 2) as step:
        for reviewer in line.cast.reviewers:
            if leave is None or reviewer.ref != leave.ref:
                _seal_all(line, reviewer, step)


def adjudicate(line: Line) -> None:
    """Let the adjudicators decide everything in dispute."""
    services = line.services
    waiting = {one.ref: services.reviews.disputes(one) for one in line.cast.adjudicators}
    with line.steps.step("disputes", sum(map(len, waiting.values()))) as step:
        for person in line.cast.adjudicators:
            for one in waiting[person.ref]:
                seen = services.reviews.dispute(person, one.handle)
                marks = {item: seen.record.claimed[item] for item in seen.items}
                services.reviews.judge_blind(person, one.handle, marks)
                services.reviews.adjudicate(person, one.handle, marks, "照片清楚(示例)")
                step(1)


def publish(line: Line, quarter: Quarter, stage: Stage) -> str:
    """Score, propose and sign; returns the release's ref."""
    services = line.services
    with line.steps.step(f"{quarter} scores, {stage.value} release"):
        run = (
            services.scores.run(line.office, str(quarter))
            if stage is Stage.PROVISIONAL
            else services.scores.latest(line.office, str(quarter)).ref
        )
        ref = services.publication.propose(line.office, str(quarter), stage, run)
        _wait_for_appeals(line, quarter)
        services.publication.sign(line.cast.actors["office2"], ref)
    return ref


def _wait_for_appeals(line: Line, quarter: Quarter) -> None:
    """Let the time for appeals run out, once a provisional release has started it."""
    for one in line.services.publication.releases(line.office):
        closes = one.appeals_close_at
        if one.quarter == str(quarter) and closes and closes > line.clock.now():
            line.clock.move_to(closes)


def appeal(line: Line, quarter: Quarter) -> None:
    """Let the district appeal three findings: one upheld, one partly, one dismissed."""
    services, district = line.services, line.cast.actors["district"]
    page = services.appeals.findings(district, str(quarter))
    chosen = [row for row in page.rows if row.findings > 1][:3]
    with line.steps.step("appeals", len(chosen)) as step:
        for row, outcome in zip(chosen, Outcome, strict=False):
            command = FileAppeal(
                row.submission, row.item, Ground.FACT, "照片所示已清理(示例)"
            )
            ref = services.appeals.file(district, command)
            line.clock.advance(timedelta(hours=3))
            services.appeals.draw_panel(line.office, ref)
            _rule(line, row.findings, outcome)
            step(1)


def _rule(line: Line, stood: int, outcome: Outcome) -> None:
    services = line.services
    stands = {Outcome.UPHELD: 0, Outcome.PARTLY: stood - 1}.get(outcome, stood)
    seats = [(p, s) for p in line.cast.panellists for s in services.appeals.seats(p)]
    for person, seat in seats:
        services.appeals.judge_blind(person, seat.handle, stands)
        line.clock.advance(timedelta(hours=2))
    person, seat = seats[0]
    services.appeals.rule(
        person, seat.handle, outcome, stands, "两名评审独立判读一致(示例)"
    )


def _seal_all(line: Line, reviewer: Actor, step: Step) -> None:
    services = line.services
    handle = services.reviews.queue(reviewer).next_handle
    while handle is not None:
        record = services.reviews.record(reviewer, handle)
        marks: dict[str, Judgement] = line.truth.judgements(record.claimed)
        handle = services.reviews.seal(reviewer, handle, marks).next_handle
        line.clock.advance(timedelta(seconds=11))
        step(1)


def open_draw(line: Line, ref: str) -> None:
    """Open the shares of a draw as one of its trustees, once the plan allows it."""
    opens_at = line.services.draws.page(line.office, ref).draw.opens_at
    if opens_at is not None and opens_at > line.clock.now():
        line.clock.move_to(opens_at)
    line.services.ceremony.open(line.cast.trustees[0], ref)


def _hand_in(line: Line, quarter: Quarter) -> None:
    """Let three trustees hand in shares; a demo of the same seed has the same draw."""
    for person in line.cast.trustees:
        handle = line.services.accounts.account(None, person.ref).handle
        share = hashlib.sha256(f"sample share {handle} {quarter}".encode()).hexdigest()
        line.services.ceremony.hand_in(person, str(quarter), share)


def _dice(quarter: Quarter) -> str:
    """Make a rehearsal's dice: nobody rolled any for made-up data."""
    dice = random.Random(f"dice {quarter}")  # noqa: S311  sample data
    return "".join(str(dice.randrange(10)) for _ in range(20))


def _beacon(label: Quarter | str) -> Beacon:
    """Make a rehearsal's beacon: it has no signature, so nobody can take it for a real one."""
    return Beacon(hashlib.sha256(f"sample beacon {label}".encode()).hexdigest(), "")
