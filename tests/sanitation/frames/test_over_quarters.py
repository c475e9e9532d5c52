"""Six quarters with births and closures: every bundle replays, and who was drawn rests."""

import random
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from sampling.canonical import parse_frame, parse_plan
from sampling.cooloff import quarter_number
from sampling.split import stratum_id_of_cell
from sampling.types import Outcome
from sampling.verify import verify
from sanitation.accounts.rules import Role
from sanitation.catalog.quarter import Quarter
from sanitation.draws import bundle, queries
from sanitation.frames.choices import Asked
from tests.factories import accounts, quarter
from tests.world import small_world, stored

FIRST = Quarter.parse("2026Q3")
QUARTERS = 6
REST = 3
HEAD = "site_id,venue,street,name,lon,lat,contractor,toilet_class,kind,industry,status"


@dataclass
class Town:
    """A register that lives: sites are born and close every quarter."""

    services: object
    office: object
    dice: random.Random
    born: int = 0
    open: list[str] = field(default_factory=list)

    def bear(self, street, venue, count):
        lines, place = [HEAD], self.services.city.streets[street]
        for _ in range(count):
            self.born += 1
            site = f"{place.code}-{venue}-{self.born:05d}"
            lon = place.label_lon + self.dice.randrange(-90, 90) / 10_000
            lat = place.label_lat + self.dice.randrange(-90, 90) / 10_000
            lines.append(f"{site},{venue},{place.code},n,{lon:.4f},{lat:.4f},,,,,")
            self.open.append(site)
        quarter.lay(self.services, self.office, ("\n".join(lines) + "\n").encode())

    def close(self, count):
        for site in self.dice.sample(self.open, count):
            self.services.sites.close(self.office, site, 1, "demolished")
            self.open.remove(site)


def house(services):
    office = accounts.account(services, Role.OFFICE)
    town = Town(services, office, random.Random(7))
    for street, venue, count in (
        (0, "V01", 60),
        (0, "V02", 30),
        (3, "V01", 24),
        (3, "V02", 5),
    ):
        town.bear(street, venue, count)
    return town


def drawn_quarter(town, label):
    """Freeze, commit, draw, assign and substitute once; returns the draw's bundle."""
    services, office = town.services, town.office
    for _ in range(4):
        accounts.assessor(services, str(label))
    services.frames.freeze(office, str(label), Asked(rehearsal=True))
    first = label.first_day + timedelta(days=12)
    plan = quarter.plan(
        services,
        quarter=str(label),
        first_day=first,
        last_day=first + timedelta(days=20),
        beacon_round=30_100_000 + 3_000_000 * (label - FIRST),
    )
    ref = services.draws.commit(office, plan)
    services.draws.draw(office, ref, quarter.SEED)
    services.draws.assign(office, ref)
    with stored(services) as session:
        draw = queries.draw_by_ref(session, ref)
        largest = max(queries.tasks(session, draw.id), key=lambda t: t.drawn_site.size_m)
        handle = largest.handle
    services.draws.substitute(office, handle, "unsafe")
    with stored(services) as session:
        draw = queries.draw_by_ref(session, ref)
        sent = {task.site.site_id for task in queries.tasks(session, draw.id)}
        found = bundle.files(session, services.blobs, draw, services.clock.now())
    return found, sent


@pytest.fixture(scope="module")
def history():
    with small_world() as services:
        town, made = house(services), []
        for number in range(QUARTERS):
            label = FIRST.shifted(number)
            services.clock.move_to(services.clock.now() + timedelta(days=92 * bool(number)))
            if number:
                town.close(4)
                town.bear(0, "V01", 10)
                town.bear(3, "V01", 3)
            made.append((str(label), *drawn_quarter(town, label)))
        yield made


def test_every_quarters_bundle_replays_and_is_compared_with_the_one_before(history):
    for number, (_label, files, _sent) in enumerate(history):
        verdict = verify(files)
        assert verdict.outcome is Outcome.REPLAYS, verdict.first_failure
        asked = {check.rule for check in verdict.checks}
        assert {"cells", "cooloff", "takes"} <= asked
        assert ({"difference", "before"} <= asked) == (number > 0)


def test_nobody_is_visited_twice_in_the_window_but_where_the_plan_dropped_it(history):
    again = 0
    for now, (label, files, sent) in enumerate(history):
        plan = parse_plan(files["plan.json"])
        rule = plan.facts["cooloff"]
        cell_of = {row.site_id: row.cell for row in parse_frame(files["frame.csv"])}
        for earlier, _files, sent_then in history[:now]:
            if earlier < rule["since"]:
                continue
            assert quarter_number(label) - quarter_number(earlier) <= REST
            for site in sent & sent_then:
                again += 1
                assert stratum_id_of_cell(cell_of[site]) in rule["dropped"]
    assert again, "the small strata must show that they have no rest"


def test_cells_stand_for_a_year_and_are_then_cut_anew(history):
    since = [
        parse_plan(files["plan.json"]).facts["cooloff"]["since"] for _, files, _ in history
    ]
    assert since == ["2026Q3"] * 4 + ["2027Q3"] * 2


def test_sites_born_in_the_year_are_classes_of_their_own(history):
    cells = set(parse_plan(history[2][1]["plan.json"]).take_per_cell)
    assert {stratum_id_of_cell(cell) for cell in cells} >= {
        "990101001-V01", "990101001-V01-B2026Q4", "990101001-V01-B2027Q1",
    }  # fmt: skip
    later = set(parse_plan(history[4][1]["plan.json"]).take_per_cell)
    assert not any("-B" in cell for cell in later)


def test_whoever_closed_keeps_a_row_and_the_birth_never_changes(history):
    birth = {}
    for label, files, _sent in history:
        rows = parse_frame(files["frame.csv"])
        assert birth.keys() <= {row.site_id for row in rows}
        for row in rows:
            assert birth.setdefault(row.site_id, row.birth) == row.birth
            assert row.birth in ("", *[name for name, _, _ in history if name <= label])
        gone = [row for row in rows if row.reason == "closed"]
        assert len(gone) == 4 * [name for name, _, _ in history].index(label)


def test_a_site_that_stood_in_rests_as_well(history):
    label, files, sent = history[0]
    rows = {row.site_id: row for row in parse_frame(history[1][1]["frame.csv"])}
    stood_in = files["substitutions.csv"].decode().splitlines()[1].split(",")[2]
    assert stood_in in sent
    assert rows[stood_in].last_drawn == label
