"""The results as a book that computes: venue scores, weights, and formulas over them.

Whoever doubts a composite changes a score or a weight and sees what follows. The formulas
repeat what the rubric says, and the published value stands beside each with the difference.
Where the figures of a row do not make its value, as where one of them is withheld, the value
stands there as it was published.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from openpyxl.utils import get_column_letter as letter

from sanitation.catalog.city import City
from sanitation.exchange.writing import Formula, Sheet, write_book
from sanitation.publication.diagnosis import exact
from sanitation.publication.filtering import Line
from sanitation.publication.results import ResultTable
from sanitation.scores.composition import SITE_INDEX, Composition

FIRST = 3  # the first row of an area; row 1 has the headings, row 2 the weights
HEAD = 4  # columns before the venue types

Words = Mapping[str, str]
Name = Callable[[object], str]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of the computing sheet stand, from 1."""

    venues: tuple[str, ...]
    made: Composition

    @property
    def first(self) -> str:
        """Return the letter of the first venue type."""
        return letter(HEAD + 1)

    @property
    def last(self) -> str:
        """Return the letter of the last venue type."""
        return letter(HEAD + len(self.venues))

    def column(self, name: str) -> str:
        """Return the letter of the site index, of what is blended with it, or the index."""
        names = (SITE_INDEX, *self.made.beside, "index", "printed", "published")
        return letter(HEAD + len(self.venues) + 1 + names.index(name))


def workbook(table: ResultTable, city: City, words: Words, name: Name) -> bytes:
    """Write the chosen lines as a book; words: the headings, name: a place's name.

    A quarter taken over from a printed table has no parts, so its book holds values.
    """
    made = table.made
    if made is None:
        return write_book([_plain(table, city, words, name), _about(table, words)])
    venues = tuple(one.id for one in city.venue_types if made.venues.get(one.id))
    layout = Layout(venues, made)
    rows = [_heads(layout, city, words, name), _weights(layout, words)]
    for number, line in enumerate(table.lines, FIRST):
        rows.append(_row(layout, city, line, number, name))
    widths = (6, 11, 14, 10, *[9] * len(venues))
    sheet = Sheet(words["results"], rows, f"{letter(HEAD + 1)}{FIRST}", widths)
    return write_book([sheet, _about(table, words)])


def _heads(layout: Layout, city: City, words: Words, name: Name) -> list[object]:
    venues = [name(city.venue(venue)) for venue in layout.venues]
    beside = [words.get(one, one) for one in layout.made.beside]
    heads = ("index", "printed", "published", "difference", "grade", *REST)
    return [
        *(words[one] for one in ("rank", "code", "place", "district")),
        *venues,
        words[SITE_INDEX],
        *beside,
        *(words[one] for one in heads),
    ]


def _weights(layout: Layout, words: Words) -> list[object]:
    made = layout.made
    venues = [_number(made.venues[venue]) for venue in layout.venues]
    blend = [_number(made.blend[one]) for one in (SITE_INDEX, *made.beside)]
    return ["", "", words["weight"], "", *venues, *blend]


def _row(layout: Layout, city: City, line: Line, number: int, name: Name) -> list[object]:
    area = line.area
    scores = [line.venues[v].number if v in line.venues else None for v in layout.venues]
    beside = [area.satisfaction.number for _ in layout.made.beside]
    district = name(city.district(area.district)) if area.district else ""
    return [
        area.index.rank,
        area.code,
        name(area),
        district,
        *scores,
        _site_index(layout, line, number),
        *beside,
        *_index(layout, line, number),
        *_rest(line),
    ]


def _site_index(layout: Layout, line: Line, number: int) -> object:
    """Return the formula of the site index: the mean of the venue types that have a score."""
    known = {
        venue: value
        for venue in layout.venues
        if venue in line.venues and (value := exact(line.venues[venue])) is not None
    }
    whole = sum((layout.made.venues[venue] for venue in known), Fraction(0))
    site = exact(line.area.site_index)
    if site is None or not whole:
        return None
    if sum(layout.made.venues[v] * x for v, x in known.items()) / whole != site:
        return float(site)
    cells = f"{layout.first}{number}:{layout.last}{number}"
    weights = f"${layout.first}$2:${layout.last}$2"
    text = f"=SUMPRODUCT({cells},{weights})/SUMPRODUCT(ISNUMBER({cells})*{weights})"
    return Formula(text, 4)


def _index(layout: Layout, line: Line, number: int) -> list[object]:
    """Return the composite, its print, what was published, the difference, and the grade."""
    made, area = layout.made, line.area
    index, shown = exact(area.index), area.index.shown
    if index is None or shown is None:
        return [None, None, None, None, area.grade]
    names = (SITE_INDEX, *made.beside)
    parts = {SITE_INDEX: exact(area.site_index), "satisfaction": exact(area.satisfaction)}
    whole = sum(made.blend.values(), Fraction(0))
    blended = sum((made.blend[one] * (parts.get(one) or 0) for one in names), Fraction(0))
    value: object = float(index)
    if blended / whole == index:
        above = "+".join(f"{c}{number}*${c}$2" for c in map(layout.column, names))
        below = "+".join(f"${c}$2" for c in map(layout.column, names))
        value = Formula(f"=({above})/({below})", 4)
    cell, printed = f"{layout.column('index')}{number}", layout.column("printed")
    return [
        value,
        Formula(f"=ROUND({cell},{made.places})", made.places),
        float(shown),
        Formula(f"={printed}{number}-{layout.column('published')}{number}", made.places),
        _grade(made, cell) if made.bands else area.grade,
    ]


def _grade(made: Composition, cell: str) -> Formula:
    op, text = ">" if made.strict else ">=", '""'
    for band in reversed(made.bands):
        label = f'"{band.label}"'
        text = (
            label
            if band.least is None
            else f"IF({cell}{op}{_number(band.least)},{label},{text})"
        )
    return Formula(f"={text}")


REST = (
    *("low", "high", "rank_low", "rank_high", "tier", "n", "coverage"),
    *("change", "progress", "flag", "reason"),
)


def _rest(line: Line) -> list[object]:
    one = line.area.index
    return [
        one.low,
        one.high,
        one.rank_low,
        one.rank_high,
        one.tier,
        one.n,
        one.coverage_pct,
        line.area.change,
        line.area.progress.number,
        one.flag,
        one.empty_because,
    ]


def _plain(table: ResultTable, city: City, words: Words, name: Name) -> Sheet:
    heads = ("rank", "code", "place", "district", SITE_INDEX, "satisfaction", "published")
    rows: list[Sequence[object]] = [
        [*(words[one] for one in heads), words["grade"], *(words[one] for one in REST)]
    ]
    for line in table.lines:
        area = line.area
        district = name(city.district(area.district)) if area.district else ""
        rows.append(
            [
                area.index.rank,
                area.code,
                name(area),
                district,
                area.site_index.number,
                area.satisfaction.number,
                area.index.number,
                area.grade,
                *_rest(line),
            ]
        )
    return Sheet(words["results"], rows, "D2", (6, 11, 14, 10))


def _about(table: ResultTable, words: Words) -> Sheet:
    release, wanted = table.ranking.release, table.wanted
    asked = ("level", "district", "venue", "grade", "sub", "show", "order")
    facts: list[Sequence[object]] = [
        (words["quarter"], release.quarter),
        (words["release"], f"{release.number} · {words[release.state.value]}"),
        (words["rubric"], f"{release.rubric_id} {release.rubric_sha256}".strip()),
        (words["inputs"], release.inputs_sha256),
        (words["result"], release.result_sha256),
        (words["lines"], f"{len(table.lines)} / {table.every}"),
        (words["filter"], " ".join(f"{n}={v}" for n in asked if (v := getattr(wanted, n)))),
    ]
    if release.product_default:
        facts.append((words["rubric"], words["product_default"]))
    facts.append((words["how"], words["how_text"]))
    return Sheet(words["about"], facts, "B1", (18, 100))


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)
