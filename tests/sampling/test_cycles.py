"""A cycle that saves is found wherever it is, and none is made up."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from sampling.cycles import negative_cycle

NODES = [("", name) for name in "abcd"]
ARCS = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.integers(-5, 9)),
    max_size=10,
)


def least_cycle(costs):
    """The cheapest simple cycle, by trying all of them; None if there is none."""
    found = [cost for (tail, head), cost in costs.items() if tail == head]
    for size in range(2, len(NODES) + 1):
        for path in permutations(NODES, size):
            steps = list(zip(path, path[1:] + path[:1], strict=True))
            if all(step in costs for step in steps):
                found.append(sum(costs[step] for step in steps))
    return min(found, default=None)


@given(ARCS)
def test_a_cycle_that_saves_is_found_if_there_is_one(listed):
    arcs = [(*ends, (place, 0)) for place, ends in enumerate(listed)]
    costs = {}
    for tail, head, cost in listed:
        costs[(tail, head)] = min(cost, costs.get((tail, head), cost))
    steps = negative_cycle(arcs)
    least = least_cycle(costs)
    assert bool(steps) == (least is not None and least < 0)
    if steps:
        used = [arcs[place] for place, _ in steps]
        assert sum(cost for _, _, cost, _ in used) < 0
        backward = [*used[1:], used[0]]
        assert all(after[1] == one[0] for one, after in zip(used, backward, strict=True))
