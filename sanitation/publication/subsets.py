"""The indices of part of the sites that a rubric names: urban villages, toilets by industry.

Whatever step keeps only some sites with `where` is one, so a new rubric needs no new page.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from sanitation.catalog.city import City
from sanitation.publication import pages
from sanitation.publication.models import Release
from sanitation.publication.values import NOT_HERE, Figure
from sanitation.scores import queries as scores
from scoring.rubric import Rubric

VENUE = "venue"


@dataclass(frozen=True, slots=True)
class SubsetRow:
    """One area or industry; names are the code where the city has no name for it."""

    code: str
    name_zh: str
    name_en: str
    district: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Subset:
    """One such index at one level, ranked ones first. venues: the venue types it keeps."""

    measure: str
    level: str
    venues: tuple[str, ...]
    rows: tuple[SubsetRow, ...]

    @property
    def ranked(self) -> int:
        """Return how many have a rank."""
        return sum(row.figure.rank is not None for row in self.rows)

    @property
    def not_applicable(self) -> int:
        """Return how many have nothing of the kind; they are neither zero nor last."""
        return sum(row.figure.empty_because == "na" for row in self.rows)


def subsets(
    session: Session, city: City, release: Release, parsed: Rubric
) -> tuple[Subset, ...]:
    """List the indices of this rubric that keep only some sites, as it orders them."""
    found = []
    for step in parsed.steps:
        if step.where and step.at not in ("site", VENUE):
            figures = scores.table(session, release.run_id, step.at, (step.out,))
            known = {code: pages.figure(one[step.out]) for code, one in figures.items()}
            rows = [
                _row(city, step.at, code, known.get(code))
                for code in _codes(city, step.at, known)
            ]
            rows.sort(key=lambda row: (row.figure.rank is None, row.figure.rank, row.code))
            venues = tuple(step.where.get(VENUE, ()))
            found.append(Subset(step.out, step.at, venues, tuple(rows)))
    return tuple(found)


def _codes(city: City, level: str, known: dict[str, Figure]) -> list[str]:
    """Return every area of a level: one without such a site has no figure, and is listed."""
    if level == "street":
        return [street.code for street in city.streets]
    if level == "district":
        return [district.code for district in city.ranked_districts]
    if level == "industry":
        return [industry.code for industry in city.industries]
    return sorted(known)


def _row(city: City, level: str, code: str, found: Figure | None) -> SubsetRow:
    figure = found or NOT_HERE
    if level == "street":
        street = city.street(code)
        names = street.name_zh, street.name_en, street.district_code
    elif level == "district":
        names = city.district(code).name_zh, city.district(code).name_en, ""
    elif level == "industry":
        one = next(one for one in city.industries if one.code == code)
        names = one.name_zh, one.name_en, ""
    elif level == "city":
        names = city.name_zh, city.name_en, ""
    else:
        names = code, code, ""
    return SubsetRow(code, *names, figure)
