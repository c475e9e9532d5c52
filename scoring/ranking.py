"""Ranks, bands and the one place that rounds.

Everything here compares and rounds exact fractions: no float decides a grade or a rank.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from operator import eq, ge, gt, le, lt

from scoring.tables import Band
from scoring.vocabulary import ScoringError

COMPARE: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": ge,
    ">": gt,
    "<=": le,
    "<": lt,
    "==": eq,
}


def rounded(value: Fraction, places: int = 0, mode: str = "half_up") -> Fraction:
    """Round to p places in integers; half_up sends ties away from zero."""
    scale = 10**places
    top, bottom = value.numerator * scale, value.denominator
    if mode == "floor":
        whole = top // bottom
    elif mode == "ceil":
        whole = -(-top // bottom)
    elif mode == "half_up":
        whole = (2 * abs(top) + bottom) // (2 * bottom)
        whole = -whole if top < 0 else whole
    else:
        raise ScoringError(f"got mode {mode!r}, wanted half_up, ceil or floor")
    return Fraction(whole, scale)


def shown(value: Fraction, places: int) -> str:
    """Print a value with p places, half away from zero; never "-0"."""
    scaled = rounded(value, places) * 10**places
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    sign = "-" if scaled < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def band(value: Fraction, bands: Sequence[Band], op: str = ">=") -> str:
    """Return the first label whose least value is reached; ScoringError if none is."""
    for one in bands:
        if one.least is None or COMPARE[op](value, one.least):
            return one.label
    raise ScoringError(f"no band takes {value}; let the last one take the rest")


def ranks(
    values: Sequence[tuple[Fraction, ...] | None], order: str = "desc", ties: str = "min"
) -> list[int | None]:
    """Return the rank of each row; None stays None. values: the column, then tie-breakers.

    ties min: 1 + rows strictly better (1, 2, 2, 4); max: rows at least as good; dense:
    1 + different values that are better.
    """
    present = sorted((v for v in values if v is not None), reverse=order == "desc")
    found: dict[tuple[Fraction, ...], int] = {}
    for place, value in enumerate(present, 1):
        if ties == "max":
            found[value] = place
        elif value not in found:
            found[value] = place if ties == "min" else len(found) + 1
    return [None if value is None else found[value] for value in values]
