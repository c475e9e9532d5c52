"""What the made-up city really looks like, and what assessors and reviewers then see.

Every street has a hidden quality, every venue type its own dirt; findings follow from
both by chance, so the quarter has a ranking to find and enough noise to make it hard.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from sanitation.catalog.city import City
from sanitation.fieldwork.checklist import Checklist
from sanitation.fieldwork.rules import AnswerState, SiteFound
from sanitation.reviews.rules import SITE_ITEM, Judgement, MarkState

BASE_LOSS = 0.083  # share of an indicator's marks that an average street loses
VENUE_DIRT: Mapping[str, float] = {
    "urban_village": 1.35,
    "market": 1.3,
    "transfer_station": 1.2,
    "public_toilet": 1.05,
    "square_park": 0.8,
    "public_service": 0.85,
}
LOCKED, CLOSED, ABSENT, UNSEEN = 0.02, 0.01, 0.02, 0.008
MISJUDGED = 0.014  # share of indicators one reviewer counts differently


@dataclass(frozen=True, slots=True)
class Truth:
    """The hidden state of the city; dirt: street -> factor on the average loss."""

    dirt: Mapping[str, float]
    dice: random.Random = field(repr=False)

    def site_found(self, venue_code: str) -> SiteFound:
        """Say how a site is found; only toilets are ever locked."""
        chance = self.dice.random()
        if venue_code == "public_toilet" and chance < LOCKED:
            return SiteFound.LOCKED
        if venue_code == "public_toilet" and chance < LOCKED + CLOSED:
            return SiteFound.CLOSED
        return SiteFound.OPEN

    def answers(
        self, street: str, venue_code: str, checklist: Checklist
    ) -> dict[str, tuple[AnswerState, int]]:
        """Say what there is to find at one site, indicator by indicator."""
        factor = self.dirt[street] * VENUE_DIRT.get(venue_code, 1.0)
        site = self.dice.gammavariate(3, 1 / 3)  # some sites have a bad day
        found = {}
        for item in checklist.items:
            chance = self.dice.random()
            if chance < ABSENT:
                found[item.code] = (AnswerState.NA, 0)
            elif chance < ABSENT + UNSEEN:
                found[item.code] = (AnswerState.MISSING, 0)
            else:
                mean = BASE_LOSS * factor * site * item.cap / item.deduct
                most = -(-item.cap // item.deduct)
                found[item.code] = (AnswerState.COUNTED, min(most, self._count(mean)))
        return found

    def judgements(self, claimed: Mapping[str, Judgement]) -> dict[str, Judgement]:
        """Say what one reviewer makes of a record: mostly what was claimed."""
        if not claimed:
            return {SITE_ITEM: Judgement(MarkState.COUNTED, 1)}
        return {item: self._judged(one) for item, one in claimed.items()}

    def _judged(self, one: Judgement) -> Judgement:
        if one.state is not MarkState.COUNTED or self.dice.random() >= MISJUDGED:
            return one
        step = -1 if one.findings and self.dice.random() < 0.7 else 1
        return Judgement(MarkState.COUNTED, one.findings + step)

    def _count(self, mean: float) -> int:
        # Knuth's Poisson: means here are small, so the loop is short.
        limit, product, count = 2.718281828459045**-mean, self.dice.random(), 0
        while product > limit:
            product *= self.dice.random()
            count += 1
        return count


def truth_of(city: City, seed: int) -> Truth:
    """Make the hidden state: districts differ a little, streets more."""
    dice = random.Random(seed)  # noqa: S311  made-up data, meant to repeat
    district = {one.code: dice.gauss(1.0, 0.10) for one in city.districts}
    dirt = {
        street.code: max(0.35, district[street.district_code] * dice.gauss(1.0, 0.22))
        for street in city.streets
    }
    return Truth(dirt, dice)
