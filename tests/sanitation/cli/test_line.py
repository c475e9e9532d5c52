"""The whole office line typed at a terminal, from the register to the final release.

What needs eyes (field visits, blind reviews, rulings) goes through the services.
"""

import hashlib
import random
from datetime import timedelta

import pytest

from sanitation.appeals.rules import Ground, Outcome
from sanitation.appeals.values import FileAppeal
from sanitation.catalog.loader import load_calendar
from sanitation.demo import past, surveys
from sanitation.demo.cast import gather
from sanitation.demo.fieldwork import Crew
from sanitation.demo.past import Line
from sanitation.demo.register import register_csv
from sanitation.demo.scenes import Album
from sanitation.demo.truth import truth_of
from tests.line import BEGIN, FIRST_DAY, PER_STREET, QUARTER, SEED, TEAMS, WINDOW, quiet
from tests.sanitation.cli.desk import Desk
from tests.world import small_world

DICE = "01234567890123456789"
BEACON = "ab" * 32
OFFICE2 = ("--as", "office2")


def staffed(services):
    cast = gather(services, str(QUARTER), TEAMS, SEED)
    truth = truth_of(services.city, SEED)
    return Line(services, services.clock, cast, truth, quiet())


def register(desk, line):
    data = register_csv(line.services.city, SEED, line.cast.firms)
    sheet = desk.file("register.csv", data)
    checked = desk.run("sites", "import", sheet, "--reason", "spring", "--dry-run")
    assert "would be added" in checked
    assert desk.read("sites", "list") == []
    assert "were added" in desk.run("sites", "import", sheet, "--reason", "spring")


def trusted(line):
    """Three trustees hand in shares nobody else sees."""
    for number, person in enumerate(line.cast.trustees):
        share = hashlib.sha256(f"share {number}".encode()).hexdigest()
        line.services.ceremony.hand_in(person, str(QUARTER), share)


def draw(desk, line):
    line.at(FIRST_DAY - timedelta(days=9), 10)
    assert "LACKING" in desk.run("draws", "preview", QUARTER, "--teams", TEAMS)
    desk.run("frames", "freeze", QUARTER, "--per-street", PER_STREET)
    line.at(FIRST_DAY - timedelta(days=7), 10)
    plan = ("draws", "commit", QUARTER, "--teams", TEAMS, "--rehearsal")
    plan += ("--first-day", FIRST_DAY, "--last-day", last_day(line))
    assert "[too-few-shares]" in desk.run(*plan, code=1)
    trusted(line)
    assert len(desk.read("draws", "shares", QUARTER)) == len(line.cast.trustees)
    assert "LACKING" not in desk.run("draws", "preview", QUARTER, "--teams", TEAMS)
    desk.run(*plan)
    ref = desk.read("draws", "list")[0]["ref"]
    line.at(FIRST_DAY - timedelta(days=5), 10)
    assert "a second person" in desk.run("draws", "dice", ref, DICE)
    assert "[dice-same-person]" in desk.run("draws", "dice", ref, DICE, code=1)
    assert "are equal" in desk.run("draws", "dice", ref, DICE, *OFFICE2)
    desk.run("draws", "beacon", ref, "--randomness", BEACON)
    return ref


def last_day(line):
    return load_calendar(line.services.city.calendar).working_day_after(FIRST_DAY, WINDOW)


def opened(desk, line, ref):
    assert "[not-open-yet]" in desk.run("draws", "open", ref, code=1)
    line.at(last_day(line) + timedelta(days=2), 10)
    desk.run("draws", "open", ref)


def judged(line):
    services = line.services
    for reviewer in line.cast.reviewers:
        handle = services.reviews.queue(reviewer).next_handle
        while handle is not None:
            marks = line.truth.judgements(services.reviews.record(reviewer, handle).claimed)
            handle = services.reviews.seal(reviewer, handle, marks).next_handle
    past.adjudicate(line)


def published(desk, stage):
    assert "second person" in desk.run("releases", "propose", QUARTER, stage)
    ref = desk.read("releases", "list")[0]["ref"]
    refused = desk.run("releases", "sign", ref, code=1)
    assert "[sign-off-same-person]" in refused
    assert f"is {stage}" in desk.run("releases", "sign", ref, *OFFICE2)


def appealed(desk, line):
    services, district = line.services, line.cast.actors["district"]
    row = next(one for one in services.appeals.findings(district, str(QUARTER)).rows)
    command = FileAppeal(row.submission, row.item, Ground.FACT, "cleared")
    services.appeals.file(district, command)
    ref = desk.read("appeals", "list", QUARTER)[0]["ref"]
    desk.run("appeals", "draw-panel", ref)
    seats = [(p, s) for p in line.cast.panellists for s in services.appeals.seats(p)]
    for person, seat in seats:
        services.appeals.judge_blind(person, seat.handle, 0)
    person, seat = seats[0]
    services.appeals.rule(person, seat.handle, Outcome.UPHELD, 0, "both saw none")
    return ref


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    with small_world(start=BEGIN) as services:
        desk = Desk(services, tmp_path_factory.mktemp("desk"))
        line = staffed(services)
        register(desk, line)
        ref = draw(desk, line)
        crew = Crew(services, line.clock, line.truth, Album(random.Random(SEED)))
        past.visit(line, crew, ref, FIRST_DAY, 2 * WINDOW)
        opened(desk, line, ref)
        desk.run("reviews", "assign", QUARTER)
        assert "[records-not-settled]" in desk.run("scores", "run", QUARTER, code=1)
        judged(line)
        answers = desk.file("survey.csv", surveys.responses(line))
        desk.run("surveys", "import", QUARTER, answers)
        desk.run("scores", "run", QUARTER)
        published(desk, "provisional")
        appeal = appealed(desk, line)
        services.clock.advance(timedelta(days=20))  # the time for appeals runs out
        published(desk, "final")
        yield desk, ref, appeal


def test_the_quarter_is_finished_and_every_street_ranked(finished):
    desk, _, _ = finished
    assert "the quarter is finished" in desk.run("quarters", "show", QUARTER)
    table = desk.read("releases", "ranking", QUARTER)["areas"]
    assert len(table) == len(desk.services.city.streets)
    assert [row["index"]["rank"] for row in table] == list(range(1, len(table) + 1))


def test_the_published_draw_replays_from_its_file_alone(finished):
    desk, ref, _ = finished
    packed = desk.folder / "draw.zip"
    desk.run("draws", "bundle", ref, packed)
    assert "the draw replays" in desk.run("draws", "verify", packed)


def test_a_number_is_explained_down_to_an_indicator_of_a_record(finished):
    desk, _, _ = finished
    street = desk.services.city.streets[0]
    told = desk.run("scores", "explain", QUARTER, "street", street.name_zh)
    lines = told.splitlines()
    assert lines[0].startswith(f"{street.code} index: ")
    assert any(line.startswith("        ") and " lost: −" in line for line in lines)
    part = desk.read("scores", "explain", QUARTER, "street", street.code)
    assert {one["measure"] for one in part["children"]} == {"site_index", "satisfaction"}


def test_an_appeal_shows_its_ruling_and_cannot_get_a_second_panel(finished):
    desk, _, ref = finished
    found = desk.read("appeals", "show", ref)
    assert (found["row"]["outcome"], found["stands"]) == ("upheld", 0)
    assert "[wrong-state]" in desk.run("appeals", "draw-panel", ref, code=1)


def test_the_ranking_is_written_as_a_file_with_one_line_a_street(finished):
    desk, _, _ = finished
    out = desk.folder / "ranking.csv"
    desk.run("releases", "export", QUARTER, out)
    assert len(out.read_text("utf-8-sig").splitlines()) == 1 + len(
        desk.services.city.streets
    )


def test_every_list_prints_the_same_rows_for_people_and_for_scripts(finished):
    desk, ref, _ = finished
    for words in (
        ("sites", "list"),
        ("assessors", "list", "--quarter", QUARTER),
        ("frames", "list"),
        ("draws", "list"),
        ("draws", "tasks", ref),
        ("fieldwork", "list", QUARTER),
        ("surveys", "list"),
        ("scores", "list"),
        ("releases", "list"),
        ("appeals", "list", QUARTER),
        ("accounts", "list"),
        ("organisations", "list"),
        ("ledger", "entries", "--limit", 5),
    ):
        rows = desk.read(*words)
        printed = desk.run(*words)
        assert rows, words
        first = rows[0]
        name = next(key for key in ("handle", "site_id", "seq", "ref") if key in first)
        assert str(first[name]) in printed, words


def test_one_thing_of_each_list_can_be_shown(finished):
    desk, ref, _ = finished
    for noun, key in (("frames", "ref"), ("scores", "ref"), ("releases", "ref")):
        row = desk.read(noun, "list")[0]
        assert row[key] in desk.run(noun, "show", row[key])
    site = desk.read("sites", "list")[0]["site_id"]
    assert "history" in desk.run("sites", "show", site)
    record = desk.read("fieldwork", "list", QUARTER)[0]
    assert record["site_id"] in desk.run("fieldwork", "show", record["ref"])
    assert "opened" in desk.run("draws", "show", ref)
    assert "ticket" in desk.run("draws", "why", ref, record["site_id"])
    frame = desk.read("frames", "list")[0]["ref"]
    assert site in desk.run("frames", "prove", frame, site)
