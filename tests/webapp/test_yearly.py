"""The annual index: a plain mean, ranked unrounded, with as much certainty as its quarters."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from sanitation.publication.values import NOTHING
from sanitation.publication.yearly import standard_error
from tests.line import QUARTER, finished_quarter
from tests.webapp.test_comparing import release_earlier_quarter
from tests.webapp.test_public import rows_of, words
from tests.webapp.world import application, browser


@pytest.fixture(scope="module")
def house():
    """Give a year of three quarters, the middle one printed."""
    with finished_quarter() as finished:
        services = finished.line.services
        release_earlier_quarter(services)
        yield services, browser(application(services))


def quarters(*errors):
    return [replace(NOTHING, standard_error=error) for error in errors]


def test_independent_quarters_add_their_variances_and_shared_sites_their_errors():
    apart = standard_error(quarters(3.0, 4.0), shared=False)
    together = standard_error(quarters(3.0, 4.0), shared=True)

    assert apart == pytest.approx(2.5)
    assert together == pytest.approx(3.5)


def test_a_quarter_without_an_error_leaves_the_year_without_one():
    assert standard_error(quarters(3.0, None), shared=False) is None
    assert standard_error([], shared=False) is None


def test_three_quarters_make_a_year_ranked_by_the_unrounded_mean(house):
    services, client = house
    found = services.results.year(QUARTER.year, "street")

    assert len(found.releases) == found.least == 3
    for row in found.rows:
        values = [Fraction(one.exact) for one in row.figures]
        assert row.mean == sum(values) / 3
        assert row.rank == 1 + sum(other.mean > row.mean for other in found.rows)
    page = client.get("/results/year/").text
    assert len(rows_of(page, "year-table")) == len(services.city.streets)
    assert "taken over from a printed table, and nobody knows how sure" in words(page)
    assert "Product default" in words(page)


def test_a_year_of_too_few_quarters_places_nobody(house):
    services, client = house
    assert services.results.year(QUARTER.year - 1, "street") is None
    page = client.get(f"/results/year/?year={QUARTER.year - 1}").text
    assert "No quarter of this year is final" in page
    assert client.get("/results/year/?year=soon").status_code == 422


def test_how_sure_the_ranks_are_is_told_for_two_places(house):
    services, client = house
    found = services.results.certainty(None, str(QUARTER), "street")
    one, other = (row.area for row in found.rows[:2])
    asked = {"one": one.code, "other": other.code}
    page = client.get("/results/certainty/", query_string=asked).text
    back = {"one": other.code, "other": one.code}
    turned = client.get("/results/certainty/", query_string=back).text

    chances = [
        float(re.search(r"probability of ([0-9.]+) %", words(text))[1])
        for text in (page, turned)
    ]
    assert sum(chances) == pytest.approx(100, abs=0.11)
    assert chances[0] >= 50
    assert len(rows_of(page, "trust")) == len(found.rows)


def test_moved_weights_start_from_the_published_ranks_and_replay(house):
    services, _ = house
    found = services.results.certainty(None, str(QUARTER), "street")
    again = services.results.certainty(None, str(QUARTER), "street")

    assert [row.spread.nominal for row in found.rows] == [
        row.area.index.rank for row in found.rows
    ]
    assert [row.spread for row in found.rows] == [row.spread for row in again.rows]


def test_a_smoothed_value_lies_between_its_own_and_the_models(house):
    services, client = house
    found = services.results.certainty(None, str(QUARTER), "street")
    if not found.slopes:
        pytest.skip("fewer streets than the model needs")
    for row in found.rows:
        if row.smoothed:
            assert 0 <= row.smoothed.own <= 1
            assert row.smoothed.error > 0
    page = words(client.get("/results/certainty/").text)
    assert "never ranked, never graded, and never shown alone" in page


def test_a_printed_table_tells_nothing_of_chance(house):
    page = house[1].get(f"/results/certainty/?quarter={QUARTER.previous}").text

    assert "Nothing is known of chance here" in page
