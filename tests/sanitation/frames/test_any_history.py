"""Whatever becomes of a register over the quarters, frame and sizes hold before the verifier."""

from dataclasses import replace

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sampling import canonical, facts
from sampling.split import stratum_id_of_cell
from sampling.types import FrameRow, Outcome
from sampling.verify import verify
from sanitation.catalog.quarter import Quarter
from sanitation.frames import changes, rules
from sanitation.frames.choices import Asked, CityValues, chosen
from sanitation.frames.rules import Before
from tests.sampling import examples

FIRST = Quarter.parse("2026Q1")
STREETS, VENUES = ("S01", "S02"), ("V01", "V02")
CITY = CityValues(per_street=16, minimum=2, max_share=8, cool_off=3)
WEIGHTS = {"V01": 3, "V02": 1}
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # to shrink a city takes too long


def site(number, street, venue, place):
    x, y = place
    return FrameRow(f"P{number:05d}", street, venue, "", 1 + number % 5, x, y)


@st.composite
def histories(draw):
    """Registers of five quarters: sites are born, close, open again and move."""
    numbers = iter(range(10_000))
    places = st.tuples(st.integers(-400, 400), st.integers(-400, 400))
    active, closed, history = {}, {}, []
    for quarter in range(5):
        for street in STREETS:
            for venue in VENUES:
                low, high = (2, 60) if quarter == 0 else (0, 14)
                for place in draw(st.lists(places, min_size=low, max_size=high)):
                    row = site(next(numbers), street, venue, place)
                    active[row.site_id] = row
        if quarter:
            back = (
                draw(st.sets(st.sampled_from(sorted(closed)), max_size=3)) if closed else ()
            )
            active |= {one: closed.pop(one) for one in sorted(back)}
            going = draw(st.sets(st.sampled_from(sorted(active)), max_size=8))
            going -= {"P00000"}  # a stratum that was named for a design keeps a site
            closed |= {one: active.pop(one) for one in sorted(going)}
            moving = draw(st.sampled_from(sorted(active)))
            active[moving] = replace(active[moving], x=active[moving].x + 1)
        history.append((dict(active), dict(closed)))
    return history


def plan_of(quarter, sized, previous):
    """A plan with what the frame fixes, as the office commits it."""
    rule = sized.rule
    cooloff = {
        "quarters": rule.quarters,
        "since": rule.since,
        "dropped": sorted(rule.dropped),
    }
    return examples.plan_for(
        sized.rows,
        sized.take_per_cell,
        quarter=quarter,
        minimum=sized.allocation["choices"]["minimum"],
        cooloff=cooloff if rule.quarters else {},
        simple_random={"strata": sized.allocation["choices"]["simple"]},
        previous_plan_sha256=examples.sha256(previous) if previous else "",
    )


def quarter_of(label, register, choices, past):
    """Freeze and draw one quarter on top of the files of the one before."""
    active, closed = register
    old = canonical.parse_frame(past["frame.csv"]) if past else ()
    before, drawn, then = None, frozenset(), ""
    if past:
        plan = canonical.parse_plan(past["plan.json"])
        then, taken = plan.quarter, {}
        for cell, take in plan.take_per_cell.items():
            name = stratum_id_of_cell(cell)
            taken[name] = taken.get(name, 0) + take
        before = Before(taken, facts.cooloff(plan), past["allocation"])
        lines = past["sample.csv"].decode().splitlines()[1:]
        drawn = frozenset(line.split(",")[0] for line in lines)
    gone = {name: replace(row, reason="closed") for name, row in closed.items()}
    rows = changes.carried(active.values(), old, gone, label, drawn, then)
    sized = rules.freeze(rows, label, choices, WEIGHTS, {}, before)
    plan = plan_of(label, sized, past["plan.json"] if past else b"")
    files = examples.bundle_for(sized.rows, plan)
    files["frame_diff.csv"] = changes.difference(old, sized.rows)
    if past:
        for name in ("frame.csv", "plan.json", "sample.csv"):
            files[f"previous_{name}"] = past[name]
    return files, sized


@settings(max_examples=40, deadline=None, phases=PHASES)
@given(
    histories(),
    st.integers(0, 3),
    st.sampled_from([2, 4]),
    st.sampled_from([(), ("S01-V01",)]),
)
def test_every_quarter_of_any_history_replays(history, cool_off, minimum, simple):
    asked = Asked(cool_off=cool_off, minimum=minimum, simple=simple)
    choices = chosen(asked, CITY, STREETS, VENUES)
    past = {}
    for number, register in enumerate(history):
        label = str(FIRST.shifted(number))
        files, sized = quarter_of(label, register, choices, past)
        verdict = verify(files)
        assert verdict.outcome is Outcome.REPLAYS, verdict.first_failure
        asked_rules = {check.rule for check in verdict.checks}
        assert {"takes", "cells", "cooloff", "sample"} <= asked_rules
        assert ({"difference", "before"} <= asked_rules) == (number > 0)
        past = files | {"allocation": sized.allocation}
