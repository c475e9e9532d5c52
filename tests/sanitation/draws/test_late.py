"""A beacon round that does not come: a public notice first, and only then the next one."""

from datetime import timedelta

import pytest

from sampling import commitment
from sampling.verify import verify
from sanitation.draws.beacon import Beacon
from sanitation.draws.late import FALLBACK_HOURS
from sanitation.errors import Code
from tests.factories import ceremony
from tests.factories.ceremony import MADE_UP
from tests.sanitation.draws.test_beacon import DUE, answer, live, relay
from tests.sanitation.draws.test_sealed import refusal, unpacked
from tests.world import everything, refuses, small_world

ASKED = "asked two relays"


@pytest.fixture
def made():
    """Give a draw whose dice are in, at a place without a network."""
    with small_world() as services:
        found = ceremony.rolled(services)
        object.__setattr__(services.ceremony, "relays", ())
        yield found


def report(made, statement=ASKED):
    return made.services.ceremony.report_late(made.house.office, made.ref, statement)


def a_day_late(made):
    made.services.clock.move_to(made.due + timedelta(hours=24))


def test_nobody_gives_up_a_round_before_it_is_a_day_late(made):
    made.services.clock.move_to(made.due + timedelta(hours=24, seconds=-1))
    with refuses(made.services, Code.BEACON_NOT_LATE):
        report(made)


def test_a_notice_says_where_the_round_was_looked_for(made):
    a_day_late(made)
    with refuses(made.services, Code.INVALID_INPUT):
        report(made, "  ")


def test_a_round_that_a_relay_has_is_not_given_up():
    with live() as house, relay(answer()) as (address, _):
        services = house.services
        object.__setattr__(services.ceremony, "relays", (address,))
        services.clock.move_to(DUE + timedelta(hours=24))
        before = everything(services)
        late = (services.ceremony.report_late, house.office, house.draw, ASKED)
        assert refusal(*late) is Code.BEACON_KNOWN
        assert everything(services) == before


def test_after_a_notice_the_next_round_counts_and_the_bundle_proves_it(made):
    first = made.due
    a_day_late(made)
    following = report(made)
    assert made.due - first == timedelta(hours=FALLBACK_HOURS[0])
    page = made.services.ceremony.public_page(made.ref)
    assert [one.statement for one in page.late] == [ASKED]
    made.services.clock.move_to(made.due + timedelta(minutes=1))
    made.services.ceremony.draw(made.house.office, made.ref, MADE_UP)
    made.services.draws.assign(made.house.office, made.ref)
    made.services.clock.move_to(made.services.draws.public_page(made.ref).draw.opens_at)
    made.services.ceremony.open(made.trustees[0], made.ref)
    files = unpacked(made.services.draws.bundle(made.ref))
    assert commitment.parse_seed(files["seed.txt"]).round == following
    assert verify(files).ok, verify(files).first_failure
    without = {name: data for name, data in files.items() if name != "notice.json"}
    assert verify(without).first_failure is not None
    moved = files["notice.json"].replace(b'"late_round": 3', b'"late_round": 4')
    assert moved != files["notice.json"]
    assert verify(files | {"notice.json": moved}).first_failure is not None


def test_once_the_plans_rounds_are_used_up_it_takes_a_new_plan(made):
    for _ in FALLBACK_HOURS:
        a_day_late(made)
        report(made)
    a_day_late(made)
    with refuses(made.services, Code.PLAN_IMPOSSIBLE):
        report(made)


def test_a_notice_needs_the_dice_first():
    with small_world() as services:
        found = ceremony.committed(services)
        object.__setattr__(services.ceremony, "relays", ())
        a_day_late(found)
        with refuses(services, Code.WRONG_STATE):
            report(found)


def test_a_draw_made_in_time_is_never_late(made):
    made.services.clock.move_to(made.due + timedelta(minutes=1))
    made.services.ceremony.draw(made.house.office, made.ref, Beacon("ab" * 32, ""))
    a_day_late(made)
    with refuses(made.services, Code.WRONG_STATE):
        report(made)
