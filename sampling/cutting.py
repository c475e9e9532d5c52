"""Cuts millions of sites into cells in compiled code, with the answer of `split`.

Source: protocol sanrandom-draw/1, sections 3 and 12. Sites stay in the order of their
ids, so that value and place make one number without ties; the number at each cut is
selected, and nothing is sorted.
"""

import numpy as np
from numpy.typing import NDArray

from sampling.lanes import compile_

Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]


@compile_
def by_stratum(strata: Numbers, starts: Ints) -> Ints:
    """Return the sites stratum by stratum, in their order (sites,).

    starts (strata + 1,): where each stratum begins, the end at last.
    """
    order = np.empty(len(strata), dtype=np.int64)
    free = starts.copy()
    for site in range(len(strata)):
        order[free[strata[site]]] = site
        free[strata[site]] += 1
    return order


@compile_
def _selected(keys: Ints, count: int) -> int:
    """Return the number that has `count` smaller ones; keys are moved about (Hoare)."""
    low, high = 0, len(keys) - 1
    while low < high:
        a, b, c = keys[low], keys[(low + high) // 2], keys[high]
        pivot = max(min(a, b), min(max(a, b), c))
        i, j = low, high
        while i <= j:
            while keys[i] < pivot:
                i += 1
            while keys[j] > pivot:
                j -= 1
            if i <= j:
                keys[i], keys[j] = keys[j], keys[i]
                i, j = i + 1, j - 1
        if count <= j:
            high = j
        elif count >= i:
            low = i
        else:
            break
    return int(keys[count])


@compile_
def _divide(x: Ints, y: Ints, site: Ints, count: int) -> None:
    """Move the `count` lowest along the longer side to the front; order is kept."""
    size = len(x)
    axis = y if y.max() - y.min() > x.max() - x.min() else x
    low, bits = axis.min(), 0
    while size >> bits:
        bits += 1
    keys = np.empty(size, dtype=np.int64)
    for place in range(size):
        keys[place] = ((axis[place] - low) << bits) | place
    limit = _selected(keys.copy(), count)
    front, back = 0, 0
    rest = np.empty((3, size - count), dtype=np.int64)
    for place in range(size):
        if keys[place] < limit:
            x[front], y[front], site[front] = x[place], y[place], site[place]
            front += 1
        else:
            rest[0, back], rest[1, back], rest[2, back] = x[place], y[place], site[place]
            back += 1
    x[count:], y[count:], site[count:] = rest[0], rest[1], rest[2]


@compile_
def _cut(x: Ints, y: Ints, site: Ints, leaves: int, found: Numbers) -> None:
    """Write the number of each site's leaf; x, y and site are of one stratum."""
    waiting = np.empty((64, 3), dtype=np.int64)  # start, end, leaves: depth first
    waiting[0] = 0, len(x), leaves
    depth, number = 1, 0
    while depth:
        depth -= 1
        start, end, share = waiting[depth]
        if share == 1:
            number += 1
            found[site[start:end]] = number
            continue
        first = share // 2
        count = ((end - start) * first + share // 2) // share
        if count < end - start:
            _divide(x[start:end], y[start:end], site[start:end], count)
        waiting[depth] = start + count, end, share - first
        waiting[depth + 1] = start, start + count, first
        depth += 2


@compile_
def cut_all(points: Ints, order: Ints, starts: Ints, leaves: Ints, found: Numbers) -> None:
    """Write the number of each site's cell in its stratum, counted from 1 (sites,).

    order, starts: as of `by_stratum`. leaves (strata,). The range of the coordinates
    times the sites of a stratum must stay below 2^62.
    """
    for stratum in range(len(leaves)):
        site = order[starts[stratum] : starts[stratum + 1]].copy()
        if len(site):
            _cut(points[site, 0], points[site, 1], site, leaves[stratum], found)
