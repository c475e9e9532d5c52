"""Why a number is what it is: its parts, their weights, down to records and indicators."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sanitation.catalog.rubrics import Text
from sanitation.errors import Code, Problem
from sanitation.scores.inputs import Inputs, Row
from sanitation.scores.models import ScoreValue
from scoring import ranking
from scoring.engine import Result
from scoring.explanation import Part as Piece
from scoring.parts import Item
from scoring.result import Figure
from scoring.vocabulary import Kind, Reason, Rule, ScoringError

SITES_SHOWN = 40
RECORD, LOST, REST, BEFORE = "record", "lost", "rest", "before"


@dataclass(frozen=True, slots=True)
class Part:
    """One number and what it is made of.

    label: a code the page translates: place, venue type, record or indicator. shown: the
    exact value rounded once. weight: its weight among its neighbours, share: the same in
    percent. record: the submission's ref, empty for whom it is not to be seen.
    """

    label: str
    measure: str
    shown: str | None
    exact: str | None
    weight: str
    note: str
    children: tuple["Part", ...] = ()
    share: str = ""
    record: str = ""
    name_zh: str = ""  # of an indicator
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """A result computed again, the rows it was computed from, and how far to open it.

    named: the reader may see which record a line is of. most: records listed a venue type.
    """

    result: Result
    rows: Mapping[str, Row]
    items: Mapping[str, Item]
    texts: Mapping[str, Text]
    named: bool
    most: int


def book_of(
    result: Result,
    read: Inputs,
    texts: Mapping[str, Text],
    *,
    named: bool,
    most: int = SITES_SHOWN,
) -> Book:
    """Lay a replayed result, its inputs and the words for its indicators side by side."""
    items = {item.id: item for item in result.work.rubric.items}
    rows = {row.site: row for row in read.rows}
    return Book(result, rows, items, texts, named, most)


def explain(book: Book, level: str, area: str, measure: str) -> Part:
    """Take one figure apart; NOT_FOUND where the run has no such figure."""
    try:
        figure = book.result.figure(level, area, measure)
    except ScoringError as error:
        raise Problem(Code.NOT_FOUND) from error
    return _figure(book, level, measure, figure, "", "")


def printed(area: str, measure: str, figures: Mapping[str, ScoreValue]) -> Part:
    """Show a figure of an imported table: it has no parts here; NOT_FOUND if not printed."""
    row = figures.get(measure)
    if row is None:
        raise Problem(Code.NOT_FOUND)
    return Part(area, measure, row.shown, row.value, "", row.empty_because)


def _figure(
    book: Book, level: str, measure: str, figure: Figure, weight: str, share: str
) -> Part:
    shown = _shown(book, figure.value)
    if figure.reason is Reason.SUPPRESSED:
        children: tuple[Part, ...] = ()  # what is withheld is not told by its parts either
    else:
        children = _parts(book, level, figure.area, measure)
    return Part(
        figure.area.rpartition("|")[2],
        measure,
        figure.label or shown,
        None if figure.value is None else str(figure.value),
        weight,
        _note(figure),
        children,
        share,
    )


def _note(figure: Figure) -> str:
    if figure.reason:
        return figure.reason.value
    return f"n = {figure.n}" if figure.n else ""


def _shown(book: Book, value: Fraction | None) -> str | None:
    places = book.result.work.rubric.publish.places
    return None if value is None else ranking.shown(value, places)


def _parts(book: Book, level: str, area: str, measure: str) -> tuple[Part, ...]:
    pieces = book.result.explain(level, area, measure)
    whole = sum((piece.weight for piece in pieces), Fraction(0))
    before = tuple(_before(book, level, area, measure))
    if pieces and book.result.areas(pieces[0].level).first:
        return tuple(_records(book, pieces, whole))
    return before + tuple(
        _figure(
            book,
            piece.level,
            piece.column,
            book.result.figure(piece.level, piece.area, piece.column),
            str(piece.weight) if len(pieces) > 1 else "",
            _percent(piece.weight, whole) if len(pieces) > 1 else "",
        )
        for piece in pieces
    )


def _before(book: Book, level: str, area: str, measure: str) -> Iterator[Part]:
    """Tell the earlier value that a change is told against."""
    work = book.result.work
    for step in work.rubric.steps:
        if (step.at, step.out, step.rule) == (level, measure, Rule.CHANGE):
            past = work.history.get(step.base)
            held = past.values.get((level, step.columns[0]), {}) if past else {}
            value = held.get(area)
            exact = None if value is None else str(value)
            yield Part(area, BEFORE, _shown(book, value), exact, "", "")


def _percent(weight: Fraction, whole: Fraction) -> str:
    return ranking.shown(100 * weight / whole, 2) if whole else ""


def _records(book: Book, pieces: tuple[Piece, ...], whole: Fraction) -> Iterator[Part]:
    """List the records behind a mean, those that pull it down most first."""
    ordered = sorted(pieces, key=lambda piece: (_value(piece), piece.area))
    for number, piece in enumerate(ordered[: book.most], 1):
        row = book.rows[piece.area]
        record = row.record if book.named else ""
        value = _value(piece)
        yield Part(
            f"#{number}",  # unnamed in public: no street may look a site up
            RECORD,
            _shown(book, value),
            str(value),
            str(piece.weight),
            "" if row.found.value == "open" else row.found.value,
            tuple(_items(book, piece, row)),
            _percent(piece.weight, whole),
            record,
        )
    rest = len(ordered) - book.most
    if rest > 0:
        yield Part(str(rest), REST, None, None, "", "")


def _value(piece: Piece) -> Fraction:
    return piece.value if isinstance(piece.value, Fraction) else Fraction(0)


def _items(book: Book, piece: Piece, row: Row) -> Iterator[Part]:
    """List what the record lost: points of the full marks due at it."""
    try:
        inside = book.result.explain(piece.level, piece.area, piece.column)
    except ScoringError:
        return
    due = sum((one.weight for one in inside), Fraction(0))
    for one in inside:
        item, points = book.items[one.column], _value(one)
        text = book.texts.get(item.id, {})
        if points:
            yield Part(
                item.id,
                LOST,
                f"−{points}",
                str(points),
                str(one.weight),
                _counted(item, row),
                (),
                _percent(points, due),
                name_zh=text.get("name_zh", ""),
                name_en=text.get("name_en", ""),
            )


def _counted(item: Item, row: Row) -> str:
    mark = row.marks.get(item.id)
    if item.kind is not Kind.COUNT or mark is None:
        return ""
    capped = item.cap is not None and mark.findings * item.each > item.cap
    return f"{mark.findings} × {item.each}" + (f" > {item.cap}" if capped else "")
