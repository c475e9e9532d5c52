"""How often independent judgements coincide.

    raw(pairs), kappa(pairs), alpha(pairs), on_label(pairs, label) -> float | None

pairs: two labels each, of the same thing by two judges. None: undefined (no pairs, or the
judges used a single label, so that agreement by chance is certain).
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import chain

import krippendorff
import numpy as np

Pairs = Sequence[tuple[Hashable, Hashable]]


def raw(pairs: Pairs) -> float | None:
    """Return the share of pairs that agree."""
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else None


def kappa(pairs: Pairs) -> float | None:
    """Return Cohen's kappa: agreement beyond what independent judges reach by chance."""
    if not pairs:
        return None
    count = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    same = sum(a == b for a, b in pairs)
    chance = sum(number * second[label] for label, number in first.items())
    if chance == count**2:
        return None
    return (same * count - chance) / (count**2 - chance)


def alpha(pairs: Pairs) -> float | None:
    """Return Krippendorff's alpha for nominal labels and two judges without gaps."""
    place = {label: n for n, label in enumerate(dict.fromkeys(chain.from_iterable(pairs)))}
    if len(place) < 2:
        return None
    judged = np.array([[place[a], place[b]] for a, b in pairs]).T
    return float(krippendorff.alpha(judged, level_of_measurement="nominal"))


def on_label(pairs: Pairs, label: Hashable) -> float | None:
    """Return the agreement on one label: 2 both / (first + second); None if unused.

    With two labels these are the positive and the negative agreement.
    """
    used = sum((a == label) + (b == label) for a, b in pairs)
    both = sum(a == label and b == label for a, b in pairs)
    return 2 * both / used if used else None
