"""Units part streets into short walks, waves part the quarter into days; both before dice."""

from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import canonical, cells, split, waves
from sampling.types import FrameRow
from sanitation.draws import planning, wave_plan
from sanitation.draws.wave_plan import Window
from sanitation.errors import Code, Problem
from tests.sampling import examples

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = date(2026, 7, 13)


def window(days, wave_days=1):
    return Window([FIRST + timedelta(n) for n in range(days)], wave_days, ZONE)


@st.composite
def streets(draw):
    """A few streets with sites of two venue types here and there; takes of the cells."""
    place = st.integers(-2_000, 2_000)
    rows, wanted = [], {}
    for street in range(draw(st.integers(1, 3))):
        for venue in ("V01", "V04"):
            count = draw(st.integers(2, 24))
            rows += [
                FrameRow(f"S{street}-{venue}-{n:03d}", f"S{street}", venue, "", 1,
                         draw(place), draw(place))
                for n in range(count)
            ]  # fmt: skip
            wanted[f"S{street}", venue] = draw(st.integers(2, max(2, count // 2)))
    placed = cells.assign_cells(rows, wanted)
    return placed, split.take_per_cell(placed, wanted)


def plan_for(placed, takes):
    number = planning.round_after(1_783_000_000)  # days before the first morning
    assign = {"lambda_m": 500, "load_min": 0, "load_max": 3}
    return examples.plan_for(
        placed, takes, quarter="2026Q3", drand_round=number, assign=assign
    )


@given(streets(), st.integers(2, 12))
def test_every_cell_is_in_one_unit_of_its_street_and_no_unit_is_too_long(given, size):
    placed, takes = given
    units = wave_plan.units_of(placed, takes, size)
    street_of = {row.cell: row.street for row in placed}
    assert Counter(cell for part in units.values() for cell in part) == Counter(
        takes.keys()
    )
    for unit, part in units.items():
        assert {street_of[cell] for cell in part} == {unit.rpartition("-U")[0]}
        assert len(part) == 1 or sum(takes[cell] for cell in part) <= size


@given(streets(), st.integers(1, 30), st.integers(1, 7))
def test_a_plan_in_waves_passes_the_protocols_own_check(given, days, wave_days):
    placed, takes = given
    count = -(-days // wave_days)
    if count > len(wave_plan.units_of(placed, takes, 4)):
        return
    made = wave_plan.with_waves(plan_for(placed, takes), placed, 4, window(days, wave_days))
    parsed = canonical.parse_plan(canonical.plan_bytes(made))
    waves.check_waves(placed, parsed)
    sizes = [one["units"] for one in made["waves"]]
    assert len(sizes) == count
    assert max(sizes) - min(sizes) <= 1
    assert made["assign"] == {"lambda_m": 500, "load_min": 0, "load_max": 0}


def test_units_are_neighbours_whatever_their_venue_type():
    rows = [
        FrameRow(
            f"S1-{venue}-{n}", "S1", venue, f"S1-{venue}-C{n // 2 + 1:02d}", 1, 1000 * n, 0
        )
        for venue in ("V01", "V04")
        for n in range(4)
    ]
    takes = dict.fromkeys(sorted({row.cell for row in rows}), 2)
    units = wave_plan.units_of(rows, takes, 4)
    assert units == {
        "S1-U01": ["S1-V01-C01", "S1-V04-C01"],
        "S1-U02": ["S1-V01-C02", "S1-V04-C02"],
    }


def test_a_waves_round_is_the_first_one_due_at_six_in_the_city():
    number = wave_plan.morning_round(FIRST, ZONE)
    six = 1_783_893_600  # 2026-07-13 06:00 in Shanghai
    assert six <= planning.round_due(number) < six + planning.CHAIN_STEP


@pytest.mark.parametrize(
    ("days", "number", "field"),
    [(100, 1, "wave_days"), (20, 1, "wave_days"), (2, 40_000_000, "first_day")],
)
def test_more_waves_than_units_or_a_first_wave_too_early_is_refused(days, number, field):
    rows = [row for street in ("S1", "S2") for row in examples.grid(12, street)]
    wanted = {(street, "V01"): 4 for street in ("S1", "S2")}
    placed = cells.assign_cells(rows, wanted)
    plan = plan_for(placed, split.take_per_cell(placed, wanted)) | {"drand_round": number}
    with pytest.raises(Problem) as refused:
        wave_plan.with_waves(plan, placed, 2, window(days))
    assert (refused.value.code, refused.value.facts["field"]) == (Code.INVALID_INPUT, field)
