"""From plan to tasks in an open rehearsal: what is refused, who may enter, who stands in."""

import io
import json
import zipfile
from dataclasses import replace
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import canonical
from sampling.verify import verify
from sanitation.accounts.models import AssessorFile
from sanitation.accounts.pledges import PLEDGES, Pledge
from sanitation.accounts.rules import Role, Tie
from sanitation.accounts.values import FileEdit
from sanitation.draws import people
from sanitation.draws.models import DrawnSite, Task, Team
from sanitation.draws.planning import REASONS
from sanitation.draws.rules import DrawState, Place
from sanitation.errors import Code
from tests.factories import accounts, quarter
from tests.world import refuses, small_world, stored, undone

Q3 = quarter.QUARTER


@pytest.fixture(scope="module")
def house():
    with small_world() as services:
        yield quarter.house(services)


@pytest.fixture(autouse=True)
def clean(house):
    with undone(house.services):
        yield


def commit(house, **changes):
    return house.services.draws.commit(
        house.office, quarter.plan(house.services, **changes)
    )


# -- the plan


def test_a_plan_needs_a_frozen_frame(house):
    with refuses(house.services, Code.FRAME_NOT_FROZEN):
        commit(house)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"teams": 3}, Code.TOO_FEW_ASSESSORS),
        ({"teams": 0}, Code.INVALID_INPUT),
        ({"teams": -1}, Code.INVALID_INPUT),
        ({"package_size": 0}, Code.INVALID_INPUT),
        ({"sites_per_day": 0}, Code.INVALID_INPUT),
        ({"reserves": -1}, Code.INVALID_INPUT),
        ({"lambda_m": -1}, Code.INVALID_INPUT),
        ({"dice_digits": 19}, Code.INVALID_INPUT),
        ({"last_day": quarter.FIRST_DAY.replace(day=12)}, Code.INVALID_INPUT),
        ({"rubric_id": "nobody-wrote-it"}, Code.RUBRIC_UNKNOWN),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(house, changes, code):
    house.services.frames.freeze(house.office, Q3)
    with refuses(house.services, code):
        commit(house, **changes)


def test_a_quarter_has_one_plan_at_a_time_and_a_new_one_names_the_old(house):
    first = quarter.committed(house).draw
    with refuses(house.services, Code.WRONG_STATE):
        commit(house)
    with refuses(house.services, Code.INVALID_INPUT):
        house.services.draws.cancel(house.office, first, "  ")
    house.services.draws.cancel(house.office, first, "a witness fell ill")
    with refuses(house.services, Code.WRONG_STATE):
        house.services.draws.draw(house.office, first, quarter.SEED)
    second = commit(house)
    old, new = (house.services.draws.page(house.office, r).draw for r in (first, second))
    assert old.state is DrawState.CANCELLED
    assert old.plan_sha256 in new.plan


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ASSESSOR, Role.INSPECTOR])
def test_only_the_office_draws(house, role):
    made, other = quarter.committed(house), accounts.account(house.services, role)
    draws = house.services.draws
    with refuses(house.services, Code.FORBIDDEN):
        draws.commit(other, quarter.plan(house.services))
    with refuses(house.services, Code.FORBIDDEN):
        draws.draw(other, made.draw, quarter.SEED)
    with refuses(house.services, Code.FORBIDDEN):
        draws.cancel(other, made.draw, "because")


# -- the seed


@pytest.mark.parametrize("dice", ["", "0" * 19, "0" * 21, "0" * 19 + "x", "٠" * 20])
def test_dice_of_another_length_or_kind_are_refused(house, dice):
    made = quarter.committed(house)
    with refuses(house.services, Code.DICE_INVALID):
        house.services.draws.draw(house.office, made.draw, replace(quarter.SEED, dice=dice))


@pytest.mark.parametrize(
    "changes",
    [
        {"randomness": ""},
        {"randomness": "AB" * 32},
        {"randomness": "ab" * 31},
        {"signature": "no hex"},
        {"signature": "ab" * 48},
    ],
)
def test_a_beacon_value_of_another_form_or_signature_is_refused(house, changes):
    made = quarter.committed(house)
    seed = replace(quarter.SEED, **changes)
    with refuses(house.services, Code.BEACON_INVALID):
        house.services.draws.draw(house.office, made.draw, seed)


def test_one_plan_is_drawn_once_and_steps_come_in_their_order(house):
    made, draws = quarter.committed(house), house.services.draws
    with refuses(house.services, Code.WRONG_STATE):
        draws.assign(house.office, made.draw)
    draws.draw(house.office, made.draw, quarter.SEED)
    with refuses(house.services, Code.PLAN_ALREADY_DRAWN):
        draws.draw(house.office, made.draw, replace(quarter.SEED, dice="9" * 20))
    draws.assign(house.office, made.draw)
    with refuses(house.services, Code.WRONG_STATE):
        draws.assign(house.office, made.draw)
    with refuses(house.services, Code.WRONG_STATE):
        draws.cancel(house.office, made.draw, "too late")


def test_what_is_no_draw_is_not_found(house):
    for ask in (house.services.draws.assign, house.services.draws.page):
        with refuses(house.services, Code.NOT_FOUND):
            ask(house.office, "0" * 32)


# -- who enters


def withdraw(services, person, lack):
    """Take one step of the file away again."""
    with services.sessions.begin() as session:
        file = session.query(AssessorFile).filter_by(account_id=person.id).one()
        changes = {
            "training": {"training_hours": 15},
            "mock test": {"mock_agreement_pct": 79},
            "no mock test": {"mock_agreement_pct": None},
            "exam": {"exam_score": 79},
            "no exam": {"exam_score": None},
            "confidentiality": {"confidentiality_signed_at": None},
            "integrity": {"integrity_signed_at": None},
            "another quarter": {"quarter": "2026Q2"},
        }[lack]
        for name, value in changes.items():
            setattr(file, name, value)


@pytest.mark.parametrize(
    "lack",
    ["training", "mock test", "no mock test", "exam", "no exam", "confidentiality",
     "integrity", "another quarter"],
)  # fmt: skip
def test_who_lacks_one_step_cannot_enter(house, lack):
    house.services.frames.freeze(house.office, Q3)
    withdraw(house.services, house.assessors[0], lack)
    with refuses(house.services, Code.TOO_FEW_ASSESSORS) as refused:
        commit(house)
    assert refused.value.facts == {"wanted": 4, "found": 3}


def test_an_account_that_was_closed_cannot_enter(house):
    house.services.frames.freeze(house.office, Q3)
    house.services.accounts.set_active(None, house.assessors[0].ref, active=False)
    with refuses(house.services, Code.TOO_FEW_ASSESSORS):
        commit(house)


def test_nobody_is_sent_where_they_have_a_tie(house):
    tied, street = house.assessors[0], house.services.city.streets[0].code
    house.services.accounts.declare_conflict(house.office, tied.ref, Tie.KIN, street=street)
    made = quarter.assigned(house)
    with stored(made.services) as session:
        for task in session.query(Task):
            members = {member.account_id for member in task.team.members}
            assert tied.id not in members or task.site.street != street


def test_where_everybody_has_a_tie_nothing_is_assigned(house):
    street = house.services.city.streets[0].code
    for person in house.assessors:
        house.services.accounts.declare_conflict(
            house.office, person.ref, Tie.KIN, street=street
        )
    made = quarter.committed(house)
    house.services.draws.draw(house.office, made.draw, quarter.SEED)
    with refuses(house.services, Code.ASSIGNMENT_IMPOSSIBLE):
        house.services.draws.assign(house.office, made.draw)


@pytest.mark.parametrize(
    ("rest", "later", "barred"),
    [(1, "2026Q4", True), (1, "2027Q1", False), (0, "2026Q4", False)],
)
def test_rotation_bars_whoever_was_in_a_district_from_it(house, rest, later, barred):
    made = quarter.assigned(house)
    city = _resting(house.services.city, rest)
    for person in house.assessors:
        house.services.accounts.edit_file(None, person.ref, later, FileEdit(16, 90, 85))
        for pledge in Pledge:
            house.services.accounts.sign_pledge(
                person, later, pledge, PLEDGES[pledge].sha256
            )
    with stored(made.services) as session:
        roster = {row.ref: row.barred for row in people.roster(session, city, later)}
    for person in house.assessors:
        bars = {city.district_of(code) for code in roster[person.ref]}
        been = _districts(made).get(person.id, set())  # a team may be sent nowhere
        assert bars == (been if barred else set())


def _resting(city, quarters):
    """Return the city with another rule of rotation: this one's own is not to rest."""
    rows = [
        replace(row, value=quarters) if row.key == "assessor.district_rest" else row
        for row in city.history
    ]
    return replace(city, history=tuple(rows))


def _districts(made):
    found = {}
    with stored(made.services) as session:
        for task in session.query(Task):
            for member in session.get(Team, task.team_id).members:
                district = made.services.city.district_of(task.site.street)
                found.setdefault(member.account_id, set()).add(district)
    return found


# -- substitution


def test_only_the_next_reserve_in_ticket_order_stands_in(house):
    made = quarter.assigned(house)
    person, task = quarter.tasks(made)[0]
    with stored(made.services) as session:
        cell = session.query(Task).filter_by(handle=task.handle).one().drawn_site.cell
        waiting = [
            one.site.site_id
            for one in session.query(DrawnSite)
            .filter_by(cell=cell, place=Place.RESERVE)
            .order_by(DrawnSite.ticket)
        ]
    handle, taken = task.handle, []
    for _ in waiting:
        handle = made.services.draws.substitute(person, handle, "unsafe")
        taken.append(made.services.fieldwork.task(person, handle).task.site_id)
    assert taken == waiting
    with refuses(made.services, Code.NO_RESERVE_LEFT):
        made.services.draws.substitute(person, handle, "unsafe")


@pytest.mark.parametrize(
    "reason", ["", "dirty", "inconvenient", "locked", "the street asked"]
)
def test_a_reason_that_is_not_on_the_list_is_none(house, reason):
    made = quarter.assigned(house)
    person, task = quarter.tasks(made)[0]
    with refuses(made.services, Code.INVALID_INPUT):
        made.services.draws.substitute(person, task.handle, reason)
    assert reason not in REASONS


def test_a_task_that_is_done_or_replaced_is_not_replaced_again(house):
    made = quarter.assigned(house)
    (person, done), (other, gone), *_rest = quarter.tasks(made)
    quarter.submit(made, person, done.handle)
    with refuses(made.services, Code.WRONG_STATE):
        made.services.draws.substitute(person, done.handle, "unsafe")
    made.services.draws.substitute(other, gone.handle, "unsafe")
    with refuses(made.services, Code.WRONG_STATE):
        made.services.draws.substitute(other, gone.handle, "unsafe")


def test_another_teams_task_is_not_theirs_to_replace(house):
    made = quarter.assigned(house)
    _person, task = quarter.tasks(made)[0]
    for other in made.assessors:
        if task.handle not in {row.handle for row in made.services.fieldwork.today(other)}:
            with refuses(made.services, Code.NOT_FOUND):
                made.services.draws.substitute(other, task.handle, "unsafe")
    with refuses(made.services, Code.NOT_FOUND):
        made.services.draws.substitute(made.office, "0" * 32, "unsafe")


# -- the bundle


@pytest.fixture(scope="module")
def files(house):
    with undone(house.services):
        made = quarter.assigned(house)
        person, task = quarter.tasks(made)[0]
        made.services.draws.substitute(person, task.handle, "unsafe")
        for person, task in quarter.tasks(made):
            quarter.submit(made, person, task.handle)
        packed = zipfile.ZipFile(io.BytesIO(made.services.draws.bundle(made.draw)))
        return {name: packed.read(name) for name in packed.namelist()}


def test_the_bundle_of_an_honest_draw_verifies(files):
    verdict = verify(files)
    assert verdict.ok, verdict.first_failure


@given(data=st.data())
def test_a_bundle_with_one_changed_byte_is_refused(files, data):
    name = data.draw(st.sampled_from(sorted(files)))
    place = data.draw(st.integers(0, len(files[name]) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda one: one != files[name][place]))
    changed = files[name][:place] + bytes([byte]) + files[name][place + 1 :]
    assert not verify(files | {name: changed}).ok


def test_before_every_task_is_done_there_is_no_bundle(house):
    made = quarter.assigned(house)
    with refuses(made.services, Code.NOT_FOUND):
        made.services.draws.bundle(made.draw)
    with refuses(made.services, Code.NOT_FOUND):
        made.services.draws.why(made.draw, quarter.tasks(made)[0][1].site_id)


@pytest.mark.parametrize(("given", "wanted"), [(None, None), (0, 0), (700, 700)])
def test_the_noise_is_as_wide_as_the_area_unless_the_office_says_otherwise(
    house, given, wanted
):
    house.services.frames.freeze(house.office, Q3)
    plan = quarter.plan(house.services, lambda_m=given)
    ref = house.services.draws.commit(house.office, plan)
    page = house.services.draws.page(house.office, ref).draw
    frame = canonical.parse_frame(house.services.frames.file(house.office, page.frame_ref))
    xs, ys = [row.x for row in frame], [row.y for row in frame]
    side = isqrt((max(xs) - min(xs)) * (max(ys) - min(ys)))
    assert json.loads(page.plan)["assign"]["lambda_m"] == (
        side if wanted is None else wanted
    )
