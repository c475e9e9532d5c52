"""The sums of one step at every site: where the exact line begins."""

from dataclasses import dataclass

from scoring.columns import Codes8
from scoring.vocabulary import Ints


@dataclass(frozen=True, slots=True)
class Sums:
    """Per site: top = sum of w v, bottom = sum of w f, both times unit; why it is empty."""

    top: Ints
    bottom: Ints
    unit: int
    reasons: Codes8
    bounded: bool  # no item can lose or earn more than its full marks
