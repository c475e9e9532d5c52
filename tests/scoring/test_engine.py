"""Laws of the engine on random rubrics and quarters, and its slow twin."""

import copy

from hypothesis import given
from hypothesis import strategies as st

from scoring import engine, rubric
from scoring.columns import REASONS
from scoring.vocabulary import quarter
from tests.scoring import reference
from tests.scoring.strategies import quarters, records, toml

PERIOD = quarter("2024Q1")


def run(drawn, **options):
    return engine.run(rubric.parse(toml(drawn[0], **options)), records(*drawn), PERIOD)


def table(result):
    """Every value and reason of a result, by level, area and column."""
    return {
        (level, area, name): (column.values[row], REASONS[column.reasons[row]])
        for (level, name), column in result.work.columns.items()
        for row, area in enumerate(result.areas(level).names)
    }


@given(quarters())
def test_the_engine_and_the_slow_scorer_give_identical_fractions(drawn):
    got = table(run(drawn))
    wanted = reference.score(*drawn)

    assert {key: got[key] for key in wanted} == wanted


@given(quarters())
def test_ranks_are_those_of_the_slow_scorer(drawn):
    result = run(drawn)
    values = {
        a: v
        for (lv, a, n), (v, _) in reference.score(*drawn).items()
        if lv == "street" and n == "street_score" and v is not None
    }
    complete = {
        a: v
        for a, v in values.items()
        if "incomplete" not in result.figure("street", a, "street_score").flags
    }

    got = {a: f.rank for a, f in result.figures("street", "street_score").items() if f.rank}

    assert got == reference.ranks(complete)


@given(quarters(), st.randoms(use_true_random=False))
def test_the_order_of_rows_items_and_cells_moves_nothing(drawn, dice):
    plan, sites = copy.deepcopy(drawn)
    dice.shuffle(sites)
    shuffled = engine.run(rubric.parse(toml(plan)), records(plan, sites), PERIOD)
    straight = run(drawn)

    assert table(shuffled) == table(straight)
    for name in straight.columns("street"):
        assert shuffled.figures("street", name) == straight.figures("street", name)


@given(quarters(), st.integers(0, 10**6))
def test_what_was_not_seen_cannot_leak_into_a_score(drawn, noise):
    plan, sites = copy.deepcopy(drawn)
    for site in sites:
        for name, (state, findings) in site["answers"].items():
            if state != "rated" or site["state"] in ("closed", "missing"):
                site["answers"][name] = (state, findings + noise)

    assert table(
        engine.run(rubric.parse(toml(plan)), records(plan, sites), PERIOD)
    ) == table(run(drawn))


@given(quarters(), st.integers(2, 50))
def test_only_the_ratios_of_weights_matter(drawn, factor):
    assert table(run(drawn, factor=factor)) == table(run(drawn))


@given(quarters())
def test_a_mean_lies_between_its_worst_and_its_best_part(drawn):
    result = run(drawn)

    for level in ("venue", "street"):
        for name in result.columns(level):
            if name == "rank":
                continue
            for area in result.areas(level).names:
                value = result.figure(level, area, name).value
                parts = [part.value for part in result.explain(level, area, name)]
                if value is not None:
                    assert min(parts) <= value <= max(parts)


@given(quarters())
def test_lost_marks_of_a_street_add_up_to_what_its_index_lacks(drawn):
    result = run(drawn)
    locked = any(site["state"] == "locked" for site in drawn[1])

    for area, figure in result.figures("street", "street_score").items():
        lost = [
            result.figure("street", area, f"street_lost.{g}").value
            for g in drawn[0]["groups"]
        ]
        if figure.value is not None and not locked:
            assert sum(lost) == 100 - figure.value


@given(quarters())
def test_the_parts_of_a_number_recompute_it(drawn):
    result = run(drawn)

    for level in ("venue", "street"):
        for name in (f"{level}_score", *(f"{level}_sub.{g}" for g in drawn[0]["groups"])):
            for area, figure in result.figures(level, name).items():
                parts = result.explain(level, area, name)
                if figure.value is not None:
                    total = sum(part.weight for part in parts)
                    assert sum(p.weight * p.value for p in parts) / total == figure.value
