"""A frame that counts waits for whoever objects; nothing of a sealed draw shows in it."""

from datetime import timedelta

import pytest

from sanitation.accounts.rules import Role
from sanitation.draws.planning import round_after
from sanitation.errors import Code
from sanitation.frames.choices import Asked
from tests.factories import accounts, ceremony, quarter
from tests.factories.quarter import QUARTER
from tests.world import refuses, small_world

SITE = "990101001-V01-00001"


def live(services, house):
    """Commit a plan that counts, with a round as far ahead as it must be."""
    ahead = int((services.clock.now() + timedelta(hours=80)).timestamp())
    plan = ceremony.plan(services, rehearsal=False, beacon_round=round_after(ahead))
    return services.draws.commit(house.office, plan)


def test_a_live_plan_waits_until_the_time_is_over_and_every_objection_has_its_answer():
    with small_world() as services:
        house = ceremony.handed_in(quarter.house(services)).house
        challenges = services.challenges
        ref = services.frames.freeze(house.office, QUARTER)
        closes = challenges.page(ref).frame.challenge_closes_at
        assert closes - services.clock.now() > timedelta(days=3)
        with refuses(services, Code.FRAME_OPEN):
            live(services, house)
        made = challenges.record(house.office, ref, "a street office", "It is gone.", SITE)
        services.clock.move_to(closes + timedelta(seconds=1))
        with refuses(services, Code.FRAME_OPEN) as refused:
            live(services, house)
        assert refused.value.facts["waiting"] == 1
        challenges.answer(house.office, made, "It stands; see the photo of May.")
        assert live(services, house)
        (shown,) = challenges.page(ref).objections
        assert (shown.site_id, shown.raised_by) == (SITE, "a street office")
        assert shown.answer.startswith("It stands")
        kinds = [entry.kind for entry in services.ledger.entries_of(made)]
        assert kinds == ["FrameChallenged", "ChallengeAnswered"]


def test_a_rehearsal_is_not_held_up():
    with small_world() as services:
        house = quarter.house(services)
        services.frames.freeze(house.office, QUARTER)
        assert services.draws.commit(house.office, quarter.plan(services))


def test_an_objection_comes_in_time_is_about_a_site_of_the_frame_and_is_answered_once():
    with small_world() as services:
        house = quarter.house(services)
        ref = services.frames.freeze(house.office, QUARTER)
        record, answer = services.challenges.record, services.challenges.answer
        with refuses(services, Code.NOT_FOUND):
            record(house.office, ref, "a street office", "wrong", "990101001-V01-99999")
        with refuses(services, Code.INVALID_INPUT):
            record(house.office, ref, " ", "wrong")
        made = record(house.office, ref, "a street office", "wrong")
        answer(house.office, made, "right")
        with refuses(services, Code.ALREADY_DONE):
            answer(house.office, made, "wrong after all")
        services.clock.advance(timedelta(days=9))
        with refuses(services, Code.WRONG_STATE):
            record(house.office, ref, "a street office", "too late")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.DISTRICT_VIEWER])
def test_only_the_office_records_and_answers(role):
    with small_world() as services:
        house = quarter.house(services)
        ref = services.frames.freeze(house.office, QUARTER)
        made = services.challenges.record(house.office, ref, "a street office", "wrong")
        other = accounts.account(services, role)
        with refuses(services, Code.FORBIDDEN):
            services.challenges.record(other, ref, "me", "wrong")
        with refuses(services, Code.FORBIDDEN):
            services.challenges.answer(other, made, "no")


def test_no_frame_is_frozen_while_the_draw_before_is_sealed():
    with small_world() as services:
        made = ceremony.drawn(services)
        office, opens = (
            made.house.office,
            services.draws.public_page(made.ref).draw.opens_at,
        )
        with refuses(services, Code.NOT_OPEN_YET):
            services.frames.freeze(office, "2026Q4", Asked(rehearsal=True))
        services.clock.move_to(opens + timedelta(seconds=1))
        assert services.frames.freeze(office, "2026Q4", Asked(rehearsal=True))
