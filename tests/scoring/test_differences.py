"""A difference asked freely is the change a rubric would have published, to the last bit."""

import pytest

from scoring.differences import common_sites, differences
from scoring.vocabulary import ScoringError
from tests.scoring.test_changes import both

BEFORE = [("a", "s", 20, 50), ("b", "s", 20, 70), ("c", "t", 10, 60), ("d", "t", 10, 64)]
AFTER = [("a", "s", 20, 55), ("e", "s", 20, 61), ("f", "t", 10, 63), ("d", "t", 10, 70)]


@pytest.mark.parametrize(
    ("published", "how"), [("difference", "difference"), ("progress", "percent")]
)
def test_it_has_the_value_and_the_interval_of_the_rubrics_own_change(published, how):
    first, second = both(BEFORE, AFTER)
    asked = differences(second, first.past(), "area", "mean", how)["all"]
    told = second.figure("area", "all", published)

    facts = ("value", "se", "low", "high", "n")
    assert [getattr(asked, one) for one in facts] == [getattr(told, one) for one in facts]


def test_it_leaves_the_result_as_it_was():
    first, second = both(BEFORE, AFTER)
    before = second.columns("area")
    differences(second, first.past(), "area", "mean")

    assert second.columns("area") == before


def test_two_methods_give_no_difference():
    first, second = both(BEFORE, AFTER, method="another")

    assert differences(second, first.past(), "area", "mean")["all"].value is None


def test_the_sites_of_both_periods_are_counted_and_an_unknown_column_is_refused():
    first, second = both(BEFORE, AFTER)

    assert common_sites(second, first.past()) == 2
    with pytest.raises(ScoringError, match="no column 'height'"):
        differences(second, first.past(), "area", "height")
