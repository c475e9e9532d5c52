"""Finds a cycle of negative cost, exactly: the proof that a flow can still be improved.

Source: Bellman and Ford. A flow without such a cycle in its residual graph is cheapest.
"""

from collections.abc import Sequence
from typing import TypeAlias

Node: TypeAlias = tuple[str, str]
Step: TypeAlias = tuple[int | None, int]  # what using the arc means to the caller
Arcs: TypeAlias = list[tuple[Node, Node, int, Step]]


def negative_cycle(arcs: Arcs) -> list[Step]:
    """Return the steps of one cycle with a negative sum of costs, or nothing.

    arcs: (from, to, cost in whole numbers, step). All nodes start at zero, so that a
    cycle anywhere in the graph is found.
    """
    nodes = {node for tail, head, _, _ in arcs for node in (tail, head)}
    least = dict.fromkeys(nodes, 0)
    came: dict[Node, int] = {}
    last: Node | None = None
    for _ in range(len(nodes) + 1):
        last = None
        for place, (tail, head, cost, _) in enumerate(arcs):
            if least[tail] + cost < least[head]:
                least[head] = least[tail] + cost
                came[head] = place
                last = head
        if last is None:
            return []
    return _steps(last, arcs, came, len(nodes)) if last is not None else []


def _steps(
    node: Node,
    arcs: Sequence[tuple[Node, Node, int, Step]],
    came: dict[Node, int],
    count: int,
) -> list[Step]:
    for _ in range(count):  # far enough back to stand on the cycle itself
        node = arcs[came[node]][0]
    steps: list[Step] = []
    here = node
    while not steps or here != node:
        tail, _, _, step = arcs[came[here]]
        steps.append(step)
        here = tail
    return steps
