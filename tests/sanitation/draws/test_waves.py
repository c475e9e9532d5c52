"""A quarter in waves: each is drawn on its day, in order, once, and nobody reads ahead."""

import io
import json
import zipfile
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from sampling import canonical, commitment, facts
from sampling.types import Assignment, Package
from sampling.verify import verify
from sanitation.accounts.rules import Due, Role
from sanitation.cli.ledger import ROWS
from sanitation.clock import SHANGHAI
from sanitation.draws import wave_drawing
from sanitation.draws.assigning import Assigned
from sanitation.draws.models import Draw, DrawnSite, DrawWave, Task
from sanitation.draws.rules import DrawState, Place, TaskState, WaveState
from sanitation.errors import Code, Problem
from sanitation.ledger.models import LedgerBody
from sanitation.scores import inputs
from sanitation.scores.models import ScoreRun
from tests.factories import accounts, ceremony, quarter, waves
from tests.factories.quarter import QUARTER
from tests.sampling import examples
from tests.sanitation.draws.test_sealed import refusal
from tests.world import small_world, stored


@pytest.fixture
def services():
    with small_world() as made:
        yield made


def plan_of(services, ref):
    with stored(services) as session:
        return canonical.parse_plan(
            session.scalar(select(Draw.plan).where(Draw.ref == ref))
        )


def rows(services, table):
    with stored(services) as session:
        return list(session.scalars(select(table).order_by(table.id)))


def unpacked(data: bytes) -> dict[str, bytes]:
    packed = zipfile.ZipFile(io.BytesIO(data))
    return {name: packed.read(name) for name in packed.namelist()}


@settings(max_examples=8)
@given(st.sampled_from([(3, 2), (4, 2), (5, 2), (5, 3), (10, 2), (5, 4), (10, 9)]))
def test_after_all_waves_every_cell_is_drawn_once_with_the_plans_probability(sizes):
    days, package = sizes  # of a wave, and sites of a package
    with small_world() as services:
        made = waves.dealt(services, wave_days=days, package_size=package)
        waves.bring(made, 99)
        plan = plan_of(services, made.ref)
        drawn = [one for one in rows(services, DrawnSite) if one.place is Place.DRAWN]
        assert Counter(one.cell for one in drawn) == plan.take_per_cell
        assert {(one.take, one.size_m) for one in drawn} == {(2, 6)}
        tasks = rows(services, Task)
        assert {one.drawn_site_id for one in tasks} == {one.id for one in drawn}
        assert len(tasks) == len(drawn)
        listed = waves.waves(made)
        assert sum(one.units for one in listed) == len(facts.units(plan))
        assert all(one.state is WaveState.DRAWN for one in listed)


def test_the_quarters_own_seed_draws_teams_and_no_site(services):
    made = waves.dealt(services)
    page = services.draws.page(made.house.office, made.ref)
    assert page.draw.state is DrawState.ASSIGNED
    assert (page.drawn, page.tasks, page.planned) == (0, {}, 8)
    assert len(services.draws.leaders(made.house.office, made.ref)) == 2
    assert rows(services, DrawnSite) == rows(services, Task) == []


def test_a_task_lies_in_the_days_of_its_wave_and_exists_only_once_it_is_drawn(services):
    made = waves.dealt(services)
    listed = waves.waves(made)
    ends = [*(one.day for one in listed[1:]), date(2026, 7, 25)]
    for number, (wave, end) in enumerate(zip(listed, ends, strict=True), start=1):
        before = {one.id for one in rows(services, Task)}
        waves.bring(made, number)
        fresh = [one for one in rows(services, Task) if one.id not in before]
        assert fresh
        assert all(wave.day <= one.day < end for one in fresh)


def test_nothing_anybody_can_read_tells_a_later_wave(services):
    made = waves.bring(waves.dealt(services), 2)
    services.clock.move_to(datetime(2026, 7, 20, 3, tzinfo=UTC))
    plan = plan_of(services, made.ref)
    with stored(services) as session:
        drawn = {one.cell for one in session.scalars(select(DrawnSite))}
        later = session.scalars(
            select(DrawWave).where(DrawWave.state == WaveState.WAITING)
        ).all()
        assert [one.seed_text for one in later] == ["", ""]
        assert {one.sample_sha256 for one in later} == {""}
    assert len(drawn) == len(plan.take_per_cell) - 2
    with stored(services) as session:
        bodies = repr(session.scalars(select(LedgerBody.body)).all())
    shown = bodies + repr(services.draws.public_page(made.ref))
    own = {one.seed_text for one in rows(services, DrawWave) if one.seed_text}
    secrets = {commitment.parse_seed(one.encode()).secret for one in own}
    assert len(secrets) == 1
    assert not any(one in shown for one in secrets | own)


def test_a_wave_is_not_drawn_before_its_morning(services):
    made = waves.dealt(services)
    first = waves.waves(made)[0]
    zone = ZoneInfo(services.city.timezone)
    assert first.due_at.astimezone(zone).replace(microsecond=0, second=0) == datetime(
        2026, 7, 13, 6, tzinfo=zone
    )
    services.clock.move_to(first.due_at - timedelta(seconds=1))
    office = made.house.office
    beacon = waves.made_up(first.label)
    assert (
        refusal(services.waves.draw_wave, office, made.ref, beacon) is Code.BEACON_NOT_DUE
    )
    assert refusal(services.waves.fetch, office, made.ref) is Code.BEACON_NOT_DUE
    assert rows(services, DrawnSite) == []
    services.clock.move_to(first.due_at)
    assert services.waves.draw_wave(office, made.ref, beacon).label == first.label


def test_waves_come_in_the_plans_order_each_once(services):
    made = waves.dealt(services)
    listed, office = waves.waves(made), made.house.office
    services.clock.move_to(listed[2].due_at)
    beacon = waves.made_up("x")
    for label in (listed[1].label, "2026Q3-W09"):
        assert refusal(services.waves.draw_wave, office, made.ref, beacon, label) is (
            Code.WRONG_STATE
        )
    drawn = [services.waves.draw_wave(office, made.ref, beacon).label for _ in range(3)]
    assert drawn == [one.label for one in listed[:3]]
    again = (office, made.ref, beacon, drawn[-1])
    assert refusal(services.waves.draw_wave, *again) is Code.WRONG_STATE
    waves.bring(made, 4)
    assert refusal(services.waves.draw_wave, office, made.ref, beacon) is Code.ALREADY_DONE


def test_a_wave_that_comes_late_is_worked_off_from_then_on(services):
    made = waves.dealt(services)
    late = datetime(2026, 7, 18, 9, tzinfo=SHANGHAI)  # a Saturday, after the first wave
    services.clock.move_to(late)
    office = made.house.office
    for _ in range(2):
        services.waves.draw_wave(office, made.ref, waves.made_up("x"))
    days = {one.day for one in rows(services, Task)}
    assert days == {date(2026, 7, 20)}


def test_no_wave_is_drawn_before_the_teams_are_dealt_or_after_the_opening(services):
    made = ceremony.drawn(services, wave_days=waves.DAYS, package_size=waves.SIZE)
    office, beacon = made.house.office, waves.made_up("x")
    assert refusal(services.waves.draw_wave, office, made.ref, beacon) is Code.WRONG_STATE
    services.draws.assign(office, made.ref)
    services.clock.move_to(services.draws.public_page(made.ref).draw.opens_at)
    services.ceremony.open(made.trustees[0], made.ref)
    assert refusal(services.waves.draw_wave, office, made.ref, beacon) is Code.WRONG_STATE


@pytest.mark.parametrize(
    ("edit", "code"),
    [({"rehearsal": 0}, Code.BEACON_INVALID), ({"package_size": 9}, Code.PLAN_CHANGED)],
)
def test_no_wave_is_drawn_unsigned_or_from_an_edited_plan(services, edit, code):
    made = waves.dealt(services)
    with services.sessions.begin() as session:
        plan = json.loads(session.scalar(select(Draw.plan))) | edit
        session.execute(update(Draw).values(plan=canonical.plan_bytes(plan)))
    services.clock.move_to(waves.waves(made)[0].due_at)
    got = refusal(services.waves.draw_wave, made.house.office, made.ref, waves.made_up("x"))
    assert (got, rows(services, DrawnSite)) == (code, [])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"wave_days": 1}, "wave_days"),  # ten waves, four parts of streets
        ({"wave_days": 67}, "wave_days"),
        ({"beacon_round": 30_600_000}, "first_day"),  # due after the first morning
    ],
)
def test_waves_that_cannot_be_are_refused_before_the_plan_is_committed(
    services, changes, field
):
    house = quarter.house(services)
    services.frames.freeze(house.office, QUARTER)
    given = {"wave_days": waves.DAYS, "package_size": waves.SIZE, **changes}
    with pytest.raises(Problem) as refused:
        services.draws.commit(house.office, quarter.plan(services, **given))
    assert (refused.value.code, refused.value.facts["field"]) == (Code.INVALID_INPUT, field)
    assert rows(services, Draw) == rows(services, DrawWave) == []


def test_each_wave_has_one_entry_and_the_rows_agree_with_it(services):
    made = waves.bring(waves.dealt(services), 2)
    kinds = Counter(one.kind for one in services.ledger.latest())
    assert kinds["WaveDrawn"] == 2
    assert services.ledger.fsck(ROWS).ok
    with services.sessions.begin() as session:
        session.execute(update(DrawWave).values(sample_sha256="0" * 64))
    found = services.ledger.fsck(ROWS)
    refs = {one.ref for one in rows(services, DrawWave) if one.seed_text}
    assert len(refs) == 2
    assert all(one in repr(found.findings) for one in refs)
    assert made.ref not in repr(found.findings)


def test_an_opened_quarter_in_waves_replays_with_every_rule_asked(services):
    made = waves.opened(services)
    services.clock.advance(timedelta(days=10))
    files = unpacked(services.draws.bundle(made.ref))
    verdict = verify(files)
    assert verdict.ok, verdict.first_failure
    asked = {check.rule for check in verdict.checks}
    assert asked >= {
        "waves",
        "seed",
        "beacons",
        "logged",
        "assignments",
        "opened",
        "secret",
    }
    assert [files[f"seed-{one.label}.txt"].count(b"\n") for one in waves.waves(made)] == [
        5
    ] * 4


def test_why_tells_which_wave_drew_a_site(services):
    made = waves.opened(services)
    site = services.draws.public_page(made.ref).sample[0]
    found = services.draws.why(made.ref, site.site_id)
    assert found.ticket == site.ticket
    assert found.wave in {one.label for one in waves.waves(made)}


def test_a_reserve_of_the_same_cell_stands_in(services):
    made = waves.bring(waves.dealt(services), 1)
    task = services.draws.tasks(made.house.office, made.ref)[0]
    services.draws.substitute(made.house.office, task.handle, "unsafe")
    with stored(services) as session:
        found = session.scalars(select(Task)).all()
        cells = {one.drawn_site.cell for one in found}
    assert Counter(one.state for one in found) == {
        TaskState.OPEN: 2,
        TaskState.SUBSTITUTED: 1,
    }
    assert len(cells) == 1
    waves.bring(made, 9)
    services.clock.move_to(services.draws.public_page(made.ref).draw.opens_at)
    services.ceremony.open(made.trustees[0], made.ref)
    assert verify(unpacked(services.draws.bundle(made.ref))).ok


def test_what_is_left_of_a_quarter_can_be_cancelled_and_the_next_plan_names_it(services):
    made = waves.bring(waves.dealt(services), 2)
    office = made.house.office
    waiting = services.draws.tasks(office, made.ref)[0].handle
    services.draws.cancel(office, made.ref, "the beacon is silent")
    assert refusal(services.draws.substitute, office, waiting, "unsafe") is Code.WRONG_STATE
    assert all(not services.fieldwork.today(one) for one in made.house.assessors)
    services.ceremony.open(office, made.ref)
    files = unpacked(services.draws.bundle(made.ref))
    verdict = verify(files)
    assert verdict.ok, verdict.first_failure
    assert any("2026Q3-W03, 2026Q3-W04: no seed" in one for one in verdict.not_checked)
    drawn = {one.site_id for one in services.draws.public_page(made.ref).sample}
    answers = [
        services.draws.why(made.ref, line.split(",")[0])
        for line in files["frame.csv"].decode().splitlines()[1:]
    ]
    assert {one.site_id for one in answers if one.not_drawn}.isdisjoint(drawn)
    assert sum(one.not_drawn for one in answers) == 12
    again = ceremony.handed_in(made.house)
    plan = ceremony.plan(services, first_day=date(2026, 8, 3), last_day=date(2026, 8, 7),
                         beacon_round=30_700_000)  # fmt: skip
    ref = services.draws.commit(office, plan)
    assert plan_of(services, ref).facts["previous_plan_sha256"] == (
        services.draws.public_page(made.ref).draw.plan_sha256
    )
    assert again.trustees


def test_a_quarter_whose_last_wave_is_drawn_cannot_be_cancelled(services):
    made = waves.bring(waves.dealt(services), 9)
    given = made.house.office, made.ref, "I do not like it"
    assert refusal(services.draws.cancel, *given) is Code.WRONG_STATE


def test_the_office_is_told_that_a_wave_waits_and_nobody_else_may_draw_it(services):
    made = waves.dealt(services)
    office, first = made.house.office, waves.waves(made)[0]
    assert services.waves.due(office) == ()
    services.clock.move_to(first.due_at)
    assert services.waves.due(office) == (Due("waves_to_draw", 1, first.due_at),)
    auditor = accounts.account(services, Role.AUDITOR)
    assert services.waves.due(auditor) == ()
    given = auditor, made.ref, waves.made_up("x")
    assert refusal(services.waves.draw_wave, *given) is Code.FORBIDDEN
    assert services.waves.listing(auditor, made.ref)[0].due


def test_a_rehearsal_without_trustees_is_open_only_once_every_wave_is_done(services):
    house = quarter.committed(quarter.house(services), wave_days=5, package_size=2)
    services.draws.draw(house.office, house.draw, quarter.SEED)
    services.draws.assign(house.office, house.draw)
    made = ceremony.Sealed(house, (), ())
    assert refusal(services.draws.bundle, house.draw) is Code.NOT_FOUND
    for number, last in ((1, date(2026, 7, 17)), (2, date(2026, 7, 24))):
        assert not services.draws.public_page(house.draw).opened
        waves.bring(made, number)
        house.at(last)
        for person, task in quarter.tasks(house):
            quarter.submit(house, person, task.handle)
    assert services.draws.public_page(house.draw).opened
    verdict = verify(unpacked(services.draws.bundle(house.draw)))
    assert verdict.ok, verdict.first_failure


def test_a_site_of_a_wave_that_was_not_drawn_counts_as_planned_and_not_seen(services):
    house = quarter.committed(quarter.house(services), wave_days=5, package_size=2)
    services.draws.draw(house.office, house.draw, quarter.SEED)
    services.draws.assign(house.office, house.draw)
    waves.bring(ceremony.Sealed(house, (), ()), 1)
    house.at(date(2026, 7, 17))  # its last day
    for person, task in quarter.tasks(house):
        quarter.submit(house, person, task.handle)
    services.reviews.assign(house.office, QUARTER)
    for reviewer in house.reviewers:
        while (handle := services.reviews.queue(reviewer).next_handle) is not None:
            quarter.seal(house, reviewer, handle)
    services.scores.run(house.office, QUARTER)
    with services.sessions.read() as session:
        run = session.scalars(select(ScoreRun)).one()
        scored = inputs.read(services.blobs.get(run.inputs_sha256)).rows
    plan = plan_of(services, house.draw)
    assert Counter(one.cell for one in scored) == plan.take_per_cell
    assert Counter(one.visited for one in scored) == {True: 4, False: 4}
    assert {one.size for one in scored} == {6}


def test_over_the_waves_the_teams_share_the_work(services):
    made = waves.bring(waves.dealt(services), 9)
    loads = Counter(one.team_id for one in rows(services, Task))
    assert set(loads.values()) == {4}  # four packages of two sites, two teams
    assert made.ref


def test_a_weeks_visits_are_spread_over_its_days(services):
    made = waves.dealt(services, wave_days=10, package_size=2)
    waves.bring(made, 1)
    days = sorted(Counter(one.day for one in rows(services, Task)))
    # ten days, four units in the order of their tickets: one every two and a half days
    assert days == [
        date(2026, 7, 13),
        date(2026, 7, 15),
        date(2026, 7, 20),
        date(2026, 7, 22),
    ]


def test_a_team_with_its_fill_of_a_day_goes_on_the_next():
    order = [f"U{n}" for n in range(6)]
    bound = tuple(Package(f"{unit}-P01", unit, "S", (), 4, 0, 0) for unit in order)
    crew = Assignment(dict.fromkeys((one.id for one in bound), "T01"), 6, 0, None)
    plan = canonical.parse_plan(canonical.plan_bytes(examples.simple(sites_per_day=8)[1]))
    monday, tuesday = date(2026, 7, 13), date(2026, 7, 14)
    found = wave_drawing.dates(plan, (monday, tuesday), order, Assigned((), bound, crew))
    assert Counter(found.values()) == {monday: 2, tuesday: 4}  # what is too much ends last
    assert found["U2-P01"] == tuesday


def test_a_team_whose_units_all_come_last_goes_on_a_day_before():
    order = ["U0", "U1", "U2", "U3"]
    bound = tuple(Package(f"{unit}-P01", unit, "S", (), 8, 0, 0) for unit in order)
    team = {"U0-P01": "T02", "U1-P01": "T02", "U2-P01": "T01", "U3-P01": "T01"}
    data = canonical.plan_bytes(examples.simple(sites_per_day=8)[1])
    days = (date(2026, 7, 13), date(2026, 7, 14))
    made = Assigned((), bound, Assignment(team, 2, 0, None))
    found = wave_drawing.dates(canonical.parse_plan(data), days, order, made)
    assert sorted((team[name], day) for name, day in found.items()) == [
        ("T01", days[0]), ("T01", days[1]), ("T02", days[0]), ("T02", days[1]),
    ]  # fmt: skip
