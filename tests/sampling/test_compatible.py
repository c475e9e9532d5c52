"""Other schemes' users find their own results again."""

import json
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling.compatible import consistent, rfc3797, rivest2011
from sampling.types import SamplingError
from tests.reference import reference_file


def vectors(name):
    return json.loads(reference_file(f"sampling/{name}_vectors.json").read_text("utf-8"))


@pytest.mark.reference
@pytest.mark.parametrize("place", [0, 1])
def test_the_choices_of_rfc_3797_are_the_published_ones(place):
    case = vectors("rfc3797")["cases"][place]
    key = rfc3797.key_of(case["seeds"])
    assert key == case["key"]
    made = rfc3797.choose(key, len(case["names"]), len(case["results"]))
    for one, wanted in zip(made, case["results"], strict=True):
        assert one.digest == wanted["md5"].lower()
        assert (one.left, one.place) == (wanted["div"], wanted["selected"])


@pytest.mark.reference
def test_the_picks_of_rivest_2011_are_the_published_ones():
    found = vectors("rivest_sampler_2011")
    for case in found["with_replacement"]:
        data = case["data"]
        picked = rivest2011.with_replacement(data["seed"], data["total"], data["count"])
        assert list(picked) == case["expected"]
    case = found["without_replacement"]
    draws = case["draws"]
    every = rivest2011.with_replacement(case["seed"], case["b"], len(draws))
    assert list(every) == [draw["value"] for draw in draws]
    kept = [draw["value"] for draw in draws if not draw["rejected"]]
    new = rivest2011.without_replacement(case["seed"], case["b"], case["n"])
    assert list(new) == kept


@pytest.mark.reference
def test_the_tickets_of_the_consistent_sampler_are_the_published_ones():
    found = vectors("consistent_sampler")
    for case in found["fractions"]["first_fraction"]:
        ticket = consistent.first_ticket(case["id"], str(case["seed"]))
        assert ticket.fraction == case["value"]
    for case in found["cases"]:
        shown(case["ids"], str(case["seed"]), case["tickets"], 9)


@pytest.mark.reference
def test_the_snapshot_of_an_audit_tool_is_the_published_one():
    case = vectors("consistent_sampler")["arlo"]
    ids = [str((f"pct {batch}", n)) for batch in range(1, 5) for n in range(1, 26)]
    tickets = [[text, str(tuple(name)), nth] for text, name, nth in case["tickets"]]
    shown(ids, case["seed"], tickets, 18)


def shown(ids, seed, wanted, digits):
    made = islice(consistent.with_replacement(ids, seed), len(wanted))
    if all(nth == 1 for _, _, nth in wanted) and len(wanted) == len(ids):
        made = consistent.without_replacement(ids, seed)
    found = [[one.shown(digits), one.id, one.generation] for one in made]
    assert found == [list(one) for one in wanted]


@given(st.text(max_size=5), st.text(max_size=5))
def test_a_next_ticket_is_always_larger(name, seed):
    one = consistent.first_ticket(name, seed)
    for _ in range(5):
        other = consistent.next_ticket(one)
        assert "0." < one.fraction < other.fraction < "1"
        one = other


@given(st.text(max_size=5), st.integers(1, 30), st.data())
def test_n_then_m_more_is_n_plus_m(seed, total, data):
    wanted = data.draw(st.integers(0, total))
    whole = rivest2011.without_replacement(seed, total, total)
    assert rivest2011.without_replacement(seed, total, wanted) == whole[:wanted]
    assert sorted(whole) == list(range(1, total + 1))
    chosen = rfc3797.choose(seed, total, total)
    assert rfc3797.choose(seed, total, wanted) == chosen[:wanted]


def test_more_than_there_are_is_refused():
    with pytest.raises(SamplingError, match="0 to 3"):
        rfc3797.choose("1./", 3, 4)
    with pytest.raises(SamplingError, match="at most 3"):
        rivest2011.without_replacement("1", 3, 4)
    with pytest.raises(SamplingError, match="at least 1"):
        rivest2011.with_replacement("1", 0, 1)
