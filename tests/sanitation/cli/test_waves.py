"""A quarter in waves, typed: commit, list, draw the next, draw what is due."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import ceremony, quarter, waves
from tests.factories.ceremony import QUARTER
from tests.sanitation.cli.desk import Desk
from tests.world import small_world


@pytest.fixture
def desk(tmp_path):
    with small_world() as services:
        yield Desk(services, tmp_path)


def commit(desk, *words, number=ceremony.FAR, code=0):
    given = ("--teams", "2", "--first-day", "2026-07-13", "--last-day", "2026-07-24")
    more = ("--round", number, "--package-size", "2")
    return desk.run("draws", "commit", QUARTER, *given, *more, *words, code=code)


def test_a_quarter_that_counts_runs_in_waves_of_a_day_unless_told_otherwise(desk):
    made = ceremony.handed_in(quarter.house(desk.services))
    desk.services.frames.freeze(made.house.office, QUARTER)
    commit(desk, "--rehearsal", "--wave-days", "5")
    (draw,) = desk.read("draws", "list")
    plan = json.loads(desk.read("draws", "show", draw["ref"])["draw"]["plan"])
    assert [one["label"] for one in plan["waves"]] == ["2026Q3-W01", "2026Q3-W02"]
    desk.run("draws", "cancel", draw["ref"], "--reason", "only days do")
    ceremony.handed_in(made.house)
    desk.services.clock.move_to(
        datetime(2026, 7, 7, 3, tzinfo=UTC)
    )  # nobody may object now
    refused = commit(desk, number=ceremony.FAR + 110_000, code=1)  # ten days, four units
    assert "wave_days" in refused
    assert "4 waves or fewer" in refused


def test_the_next_wave_is_drawn_from_a_relays_answer_on_its_day_only(desk):
    made = waves.dealt(desk.services)
    listed = desk.read("draws", "waves", made.ref)
    assert [one["state"] for one in listed] == ["waiting"] * 4
    beacon = waves.made_up(listed[0]["label"])
    file = desk.file("round.json", json.dumps(
        {"round": 1, "randomness": beacon.randomness, "signature": ""}).encode())  # fmt: skip
    words = ("draws", "wave", made.ref, "--beacon-file", file)
    assert "[beacon-not-due]" in desk.run(*words, code=1)
    desk.services.clock.move_to(waves.waves(made)[0].due_at)
    said = desk.run(*words, "--label", listed[0]["label"])
    row = desk.read("draws", "waves", made.ref)[0]
    assert row["state"] == "drawn"
    assert row["sample_sha256"] in said
    assert "[wrong-state]" in desk.run(*words, "--label", listed[0]["label"], code=1)
    junk = desk.file("junk.json", b"[1]")
    refused = desk.run("draws", "wave", made.ref, "--beacon-file", junk, code=1)
    assert "[file-unreadable]" in refused


def test_the_quarters_own_beacon_says_when_the_first_wave_is_due(desk):
    made = ceremony.rolled(desk.services, wave_days=5, package_size=2)
    desk.services.clock.move_to(made.due + timedelta(minutes=1))
    said = desk.run("draws", "beacon", made.ref, "--randomness", "ab" * 32)
    assert "2 waves to come" in said
    assert "wave 2026Q3-W01 is due 2026-07-12T22:00:00" in said


def test_a_timer_draws_nothing_before_a_round_is_due_and_says_which_relay_is_silent(desk):
    silent = replace(desk.services.waves, relays=("http://127.0.0.1:9",))
    desk = replace(desk, services=replace(desk.services, waves=silent))
    made = waves.dealt(desk.services)
    assert "0 waves drawn" in desk.run("draws", "waves-due")
    desk.services.clock.move_to(waves.waves(made)[0].due_at)
    assert "[beacon-unreachable]" in desk.run("draws", "waves-due", code=1)
    assert waves.waves(made)[0].drawn_at is None
