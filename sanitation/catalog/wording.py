"""From the rows of a city's files to its words: kinds of site, severities, questions."""

from collections.abc import Iterable, Mapping

from sanitation.catalog.defaults import Default, latest
from sanitation.catalog.files import Faults, Row, csv_rows, toml_root
from sanitation.catalog.reading import unique
from sanitation.catalog.terms import (
    Checklist,
    ChecklistLine,
    Grade,
    Industry,
    Level,
    Limit,
    Question,
    Severity,
    SubIndex,
    Unit,
    VenueType,
)

VENUE = ("id", "code", "name_zh", "name_en", "unit_zh", "unit_en")
INDUSTRY = ("code", "name_zh", "name_en", "source")
SUB_INDEX = ("order", "code", "name_zh", "name_en", "topic_zh", "topic_en")
SEVERITY = ("code", "name_zh", "name_en", "example_zh", "example_en")


def venue_types(faults: Faults) -> tuple[VenueType, ...]:
    """Return the kinds of site, in the order of the file."""
    rows = csv_rows(faults, "venue_types.csv", VENUE)
    unique(rows, "id")
    unique(rows, "code")
    return tuple(VenueType(*(row.text(column) for column in VENUE)) for row in rows)


def industries(faults: Faults) -> tuple[Industry, ...]:
    """Return the sectors that run toilets, in the order of the file."""
    rows = csv_rows(faults, "industries.csv", INDUSTRY)
    unique(rows, "code")
    return tuple(Industry(*(row.text(column) for column in INDUSTRY)) for row in rows)


def sub_indices(faults: Faults) -> tuple[SubIndex, ...]:
    """Return the cuts of the site index in their printed order."""
    rows = csv_rows(faults, "sub_indices.csv", SUB_INDEX)
    unique(rows, "code")
    found = [
        SubIndex(
            code=row.text("code"),
            name_zh=row.text("name_zh"),
            name_en=row.text("name_en"),
            topic_zh=row.text("topic_zh"),
            topic_en=row.text("topic_en"),
            order=row.whole("order"),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda sub_index: sub_index.order))


def grades(head: Row) -> tuple[Grade, ...]:
    """Return the labels from best to worst; only the last has no least value."""
    rows = list(head.tables("grades"))
    found = [
        Grade(row.text("label"), row.whole("least") if "least" in row.cells else None)
        for row in rows
    ]
    least = [grade.least for grade in found[:-1] if grade.least is not None]
    falls = len(least) == len(found) - 1 and sorted(set(least), reverse=True) == least
    if found and not (falls and found[-1].least is None):
        head.refuse("grades", "list bands from best to worst, the last without least")
    return tuple(found)


def severities(faults: Faults, history: Iterable[Default]) -> tuple[Severity, ...]:
    """Return the severities with the limits the defaults give them."""
    rows = csv_rows(faults, "severities.csv", SEVERITY)
    unique(rows, "code")
    values = latest(history)
    return tuple(_severity(row, values) for row in rows)


def _severity(row: Row, values: Mapping[str, Default]) -> Severity:
    code = row.text("code")
    share = values.get(f"case.{code}.look_back")
    if share is None or not isinstance(share.value, int):
        row.refuse("code", f"add case.{code}.look_back, in percent, to defaults.toml")
    plan = f"case.{code}.plan"
    return Severity(
        code=code,
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
        example_zh=row.text("example_zh"),
        example_en=row.text("example_en"),
        accept=_limit(row, values, f"case.{code}.accept"),
        rectify=_limit(row, values, f"case.{code}.rectify"),
        plan=_limit(row, values, plan) if plan in values else None,
        look_back_pct=share.value if share and isinstance(share.value, int) else 0,
    )


def _limit(row: Row, values: Mapping[str, Default], key: str) -> Limit:
    found = values.get(key)
    if found is None or not isinstance(found.value, int) or found.unit not in set(Unit):
        units = ", ".join(Unit)
        row.refuse("code", f"add {key} to defaults.toml, counted in one of {units}")
        return Limit(0, Unit.WORKING_DAYS)
    return Limit(found.value, Unit(found.unit))


def questions(faults: Faults) -> tuple[Question, ...]:
    """Return the survey's questions in the order of the file."""
    return tuple(
        Question(
            row.text("code"),
            row.text("text_zh"),
            row.text("text_en"),
            row.text("sub_index", optional=True),
        )
        for row in toml_root(faults, "survey.toml").tables("questions")
    )


def levels(faults: Faults) -> tuple[Level, ...]:
    """Return the answers from best to worst; without points an answer is only counted."""
    return tuple(
        Level(
            row.text("code"),
            row.text("name_zh"),
            row.text("name_en"),
            row.whole("points") if "points" in row.cells else None,
        )
        for row in toml_root(faults, "survey.toml").tables("levels")
    )


def checklists(faults: Faults) -> tuple[Checklist, ...]:
    """Return the lists that are not scored; the file may be left out."""
    if not (faults.folder / "checklists.toml").exists():
        return ()
    return tuple(
        Checklist(
            row.text("code"),
            row.text("name_zh"),
            row.text("name_en"),
            tuple(_line(line) for line in row.tables("lines")),
        )
        for row in toml_root(faults, "checklists.toml").tables("checklists")
    )


def _line(row: Row) -> ChecklistLine:
    return ChecklistLine(
        row.text("code"),
        row.text("name_zh"),
        row.text("name_en"),
        row.text("severity", optional=True),
    )
