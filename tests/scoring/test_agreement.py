"""How often two judges coincide: against the definition, the textbook and laws."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import agreement

pairs = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40)


@given(pairs)
def test_alpha_is_one_less_observed_over_expected_disagreement(drawn):
    labels = Counter(label for pair in drawn for label in pair)
    total = labels.total()
    expected = total**2 - sum(number**2 for number in labels.values())
    differ = sum(a != b for a, b in drawn)

    got = agreement.alpha(drawn)

    if expected == 0:
        assert got is None
    else:
        assert got == pytest.approx(1 - (total - 1) * 2 * differ / expected)


@given(pairs)
def test_agreement_does_not_depend_on_who_judged_first_or_on_the_names(drawn):
    turned = [(b, a) for a, b in drawn]
    renamed = [(f"x{a}", f"x{b}") for a, b in drawn]

    for measure in (agreement.raw, agreement.kappa, agreement.alpha):
        assert measure(turned) == pytest.approx(measure(drawn))
        assert measure(renamed) == pytest.approx(measure(drawn))


@given(pairs)
def test_perfect_agreement_is_one_and_nothing_is_more(drawn):
    same = [(a, a) for a, _ in drawn]

    assert agreement.raw(same) == 1
    for measure in (agreement.kappa, agreement.alpha):
        assert measure(same) in (pytest.approx(1), None)
        assert (measure(drawn) or 0) <= 1 + 1e-12


def test_kappa_of_the_textbooks_fifty_grants():
    grants = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10
    grants += [("no", "no")] * 15

    assert agreement.raw(grants) == 0.7
    assert agreement.kappa(grants) == pytest.approx(0.4)


def test_agreement_on_a_rare_label_is_told_apart():
    judged = [("ok", "ok")] * 96 + [
        ("bad", "bad"),
        ("bad", "ok"),
        ("ok", "bad"),
        ("ok", "bad"),
    ]

    assert agreement.raw(judged) == 0.97
    assert agreement.on_label(judged, "bad") == pytest.approx(2 / 5)
    assert agreement.on_label(judged, "ok") > 0.98
    assert agreement.on_label(judged, "other") is None


def test_without_pairs_nothing_is_claimed():
    assert agreement.raw([]) is agreement.kappa([]) is agreement.alpha([]) is None
