"""What the office chooses is what the plan says and what is drawn; what cannot be is named."""

import json

import pytest

from sampling.allocation import Measure
from sampling.canonical import parse_plan
from sampling.types import Outcome
from sampling.verify import verify
from sanitation.draws import bundle, queries
from sanitation.errors import Code
from sanitation.frames.choices import Asked
from tests.factories import ceremony, quarter
from tests.factories.quarter import QUARTER
from tests.world import refuses, small_world, stored, undone

FIRST, FOURTH = "990101001", "990101004"
EACH = 40


@pytest.fixture(scope="module")
def house():
    with small_world() as services:
        made = quarter.house(services)
        quarter.lay(services, made.office, quarter.register(services, EACH))
        yield made


@pytest.fixture(autouse=True)
def clean(house):
    with undone(house.services):
        yield


def frozen(house, label=QUARTER, **asked):
    ref = house.services.frames.freeze(house.office, label, Asked(**asked))
    return house.services.frames.page(house.office, ref)


def committed(house, **changes):
    return house.services.draws.commit(
        house.office, quarter.plan(house.services, **changes)
    )


def drawn(house):
    """Commit and draw what was frozen last; return the files of the bundle."""
    ref = committed(house)
    house.services.draws.draw(house.office, ref, quarter.SEED)
    with stored(house.services) as session:
        found = queries.draw_by_ref(session, ref)
        now = house.services.clock.now()
        return bundle.files(session, house.services.blobs, found, now)


def sizes(page):
    return {one.street: one.planned for one in page.sizes.streets}


def test_a_street_may_have_a_number_of_its_own(house):
    assert sizes(frozen(house, per_street=8, streets={FOURTH: 4})) == {FIRST: 8, FOURTH: 4}


def test_the_plan_says_what_was_chosen_and_the_bundle_replays(house):
    frozen(
        house, per_street=8, minimum=4, max_share=4, measure=Measure.EQUAL, rehearsal=True
    )
    files = drawn(house)
    facts = parse_plan(files["plan.json"]).facts
    assert (facts["minimum"], facts["max_share"]) == (4, "1/4")
    assert facts["allocation"]["choices"]["measure"] == "equal"
    assert facts["cooloff"] == {"quarters": 3, "since": QUARTER, "dropped": []}
    assert verify(files).outcome is Outcome.REPLAYS, verify(files).first_failure


def test_a_venue_type_gets_its_least_from_streets_of_fixed_numbers(house):
    plain = frozen(house, per_street=10, max_share=2)
    asked = frozen(house, per_street=10, max_share=2, venue_least={"V04": 14})
    assert sizes(plain)[FIRST] == sizes(asked)[FIRST] == 10
    with stored(house.services) as session:
        frame = queries.frame_by_ref(session, asked.frame.ref)
    policy = house.services.blobs.get(frame.policy_sha256)
    takes = parse_takes(policy)
    assert sum(take for cell, take in takes.items() if "-V04-" in cell) >= 14


def parse_takes(policy):
    return json.loads(policy)["take_per_cell"]


@pytest.mark.parametrize(
    ("asked", "street", "venue", "short"),
    [
        ({"per_street": 64, "exact": True}, FIRST, "V01", 56),
        ({"venue_least": {"V04": 90}}, "", "V04", 82),
        ({"per_street": 2}, FIRST, "V01", 2),
        ({"total": 6}, "", "", 2),
        ({"total": 16, "street_least": {FOURTH: 40}}, FOURTH, "", 32),
    ],
)
def test_what_cannot_be_met_names_street_venue_type_and_how_many_are_missing(
    house, asked, street, venue, short
):
    with refuses(house.services, Code.PLAN_IMPOSSIBLE) as refused:
        frozen(house, **asked)
    facts = refused.value.facts
    assert (facts["street"], facts["venue"], facts["short"]) == (street, venue, short)
    assert refused.value.rows[0]["wanted"] == f"{short} more sites"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"minimum": 3}, "minimum"),
        ({"cool_off": 4}, "cool_off"),
        ({"total": 40, "per_street": 10}, "total"),
        ({"street_least": {FIRST: 4}}, "street_least"),
        ({"streets": {"440399": 4}}, "streets"),
        ({"venue_least": {"V99": 4}}, "venue_least"),
        ({"by_size": (f"{FIRST}-V04",)}, "by_size"),
        ({"simple": (f"{FIRST}-V02",)}, "by_size"),
        ({"simple": (f"{FIRST}-V01",), "by_size": (f"{FIRST}-V01",)}, "simple"),
    ],
)
def test_a_choice_that_no_plan_can_have_names_its_field(house, asked, field):
    with refuses(house.services, Code.INVALID_INPUT) as refused:
        frozen(house, **asked)
    assert {row["column"] for row in refused.value.rows} == {field}


def test_a_stratum_drawn_at_random_is_one_cell_and_replays(house):
    frozen(house, per_street=16, simple=(f"{FIRST}-V01",), max_share=4)
    files = drawn(house)
    takes = parse_plan(files["plan.json"]).take_per_cell
    (take,) = [take for cell, take in takes.items() if cell.startswith(f"{FIRST}-V01")]
    assert take > 3  # in cells it would be pairs
    assert verify(files).outcome is Outcome.REPLAYS, verify(files).first_failure


def test_a_stratum_drawn_by_size_is_for_a_rehearsal_and_is_never_scored(house):
    frozen(house, per_street=16, by_size=(f"{FIRST}-V01",), max_share=4)
    files = drawn(house)
    plan = parse_plan(files["plan.json"])
    assert plan.facts["pps"] == {"strata": [f"{FIRST}-V01"], "order": "pareto"}
    assert f"{FIRST}-V01" in plan.facts["cooloff"]["dropped"]
    assert verify(files).outcome is Outcome.REPLAYS, verify(files).first_failure
    with refuses(house.services, Code.WRONG_STATE) as refused:
        house.services.scores.run(house.office, QUARTER)
    assert "by size" in refused.value.facts["state"]


def test_no_live_plan_takes_strata_by_size_or_a_rehearsals_frame(house):
    made = ceremony.handed_in(house)
    for asked in ({"by_size": (f"{FIRST}-V01",), "max_share": 4, "per_street": 16},
                  {"rehearsal": True}):  # fmt: skip
        frozen(house, **asked)
        with refuses(house.services, Code.FRAME_UNFIT):
            committed(house, sealed=True, rehearsal=False, beacon_round=ceremony.FAR)
    assert made.shares


def test_a_frame_from_before_another_draw_is_refused(house):
    later = "2026Q4"
    frozen(house, rehearsal=True)
    frozen(house, later, rehearsal=True)
    drawn(house)
    with refuses(house.services, Code.FRAME_UNFIT):
        committed(house, quarter=later)
    assert frozen(house, later, rehearsal=True).sizes.resting == 16


def test_other_sizes_within_the_year_cut_the_cells_anew_and_the_same_keep_them(house):
    frozen(house, rehearsal=True)
    drawn(house)
    assert frozen(house, "2026Q4", rehearsal=True).sizes.since == QUARTER
    for other in ({"per_street": 12}, {"recut": True}, {"cool_off": 2}):
        page = frozen(house, "2026Q4", rehearsal=True, **other)
        assert (page.sizes.since, page.sizes.resting) == ("2026Q4", 0)


def test_a_rehearsal_lets_nobody_rest_in_a_quarter_that_counts(house):
    frozen(house, rehearsal=True)
    drawn(house)
    assert frozen(house, "2026Q4").sizes.resting == 0


def test_a_plan_after_a_cancelled_one_names_it(house):
    frozen(house)
    first = committed(house)
    house.services.draws.cancel(house.office, first, "a wrong day")
    second = committed(house, teams=1)
    pages = [house.services.draws.public_page(one).draw for one in (first, second)]
    facts = parse_plan(pages[1].plan.encode()).facts
    assert facts["replaces_plan_sha256"] == pages[0].plan_sha256


def test_neyman_says_in_the_plan_how_much_sites_were_taken_to_differ(house):
    frozen(house, measure=Measure.NEYMAN, rehearsal=True)
    allocation = parse_plan(drawn(house)["plan.json"]).facts["allocation"]
    prior = 1000 * house.services.city.default_int("sample.prior_spread")
    assert allocation["spreads"]["V01"] == prior  # no past quarter: the city's prior
