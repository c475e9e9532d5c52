"""How likely a site, and a pair of sites, was to be drawn: exact fractions.

Source: protocol sanrandom-draw/1, section 14. An unbiased estimate of a variance needs
the joint probability of each pair, which two per cell gives exactly and above zero.
"""

from fractions import Fraction

from sampling.types import Drawn, SamplingError


def inclusion(one: Drawn) -> Fraction:
    """Return pi of a site: take / M of its cell, or the target of a draw by size."""
    return Fraction(one.take, one.m)


def joint(one: Drawn, other: Drawn) -> Fraction:
    """Return pi_ij of two sites of one draw by tickets.

    In a cell take (take - 1) / (M (M - 1)); across cells the product, because cells are
    drawn apart. SamplingError for a draw by size, whose pairs have no such form.
    """
    if one.site_id == other.site_id:
        return inclusion(one)
    if one.cell != other.cell:
        return inclusion(one) * inclusion(other)
    if (one.take, one.m) != (other.take, other.m):
        raise SamplingError("drawn by size: no exact joint probability", where=one.cell)
    return Fraction(one.take * (one.take - 1), one.m * (one.m - 1))
