"""Scores a table of records under a rubric, without a server."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from flask_babel import gettext as _

from sanitation.catalog.quarter import Quarter
from sanitation.catalog.rubrics import SHIPPED
from sanitation.cli.progress import working
from sanitation.errors import Code, Problem
from sanitation.exchange.checking import check_table
from sanitation.exchange.engines import ENGINES, Opened, opened
from sanitation.exchange.foreign import Foreign, foreign_records
from sanitation.exchange.mapping import (
    Expected,
    RubricMapping,
    TableMapping,
    plain_mapping,
    read_mapping,
    whole_period,
)
from sanitation.exchange.results import Reproduced, reproduced, write_areas, write_rows
from sanitation.exchange.spec import Fault
from sanitation.exchange.tables import Columns, read_table
from scoring import engine, rubric
from scoring.misfits import Misfits
from scoring.ranking import shown
from scoring.result import Result
from scoring.rubric import Rubric
from scoring.tall import site_totals
from scoring.vocabulary import Period, ScoringError, quarter


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One input file and what came of it; results by period, the whole table as "".

    told: the periods whose ranks are printed; those of a finer split are only written.
    """

    path: Path
    mapping: TableMapping
    foreign: Foreign
    results: dict[str, Result]
    compared: tuple[Reproduced, ...]
    told: tuple[str, ...]


@click.command("evaluate")
@click.option(
    "--rubric",
    "rubric_name",
    required=True,
    help="Name in the catalogue, or a file.",
)
@click.option(
    "--input",
    "inputs",
    required=True,
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A table of records: csv, csv.gz, tsv or xlsx. May be given several times.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the results; it is made if it is not there.",
)
@click.option("--expected", default="", help="Input column that holds a published result.")
@click.option(
    "--results",
    type=click.Path(exists=True, path_type=Path),
    help="Item results one a row: csv or parquet with site, item, state, findings.",
)
@click.option(
    "--engine",
    "engine_name",
    type=click.Choice(list(ENGINES)),
    default="duckdb",
    show_default=True,
    help="What adds the item results up; every engine gives the same figures.",
)
@click.option(
    "--quarter", "label", default="", help="The period scored, if no mapping names it."
)
def command(
    *,
    rubric_name: str,
    inputs: tuple[Path, ...],
    out: Path,
    expected: str,
    results: Path | None,
    engine_name: str,
    label: str,
) -> None:
    """Score tables of records under a rubric, without a server or a database.

    Which column means what is read from the file RUBRIC.mapping.toml beside the rubric;
    without one, columns bear the names of the rubric's items and attributes. Where the
    input carries a published result, the command prints how many of them it reproduced.

    \b
    In the folder OUT:
      KIND_LEVEL.csv          one line a record, one column a value
      KIND_LEVEL_figures.csv  figures of areas by period: value, interval, rank, tier
      summary.json            what was read, how it was found, what was reproduced

    \b
    Examples:
      sanitation evaluate --rubric nyc-restrooms --input INSPECTIONS.csv --out result
      sanitation evaluate --rubric shenzhen-composite --input streets.csv --out result

    \b
    A country's quarter: one row a site in SITES (site, venue, state, cell, M and the
    attributes of the levels), one row a site and item in RESULTS:
      sanitation evaluate --rubric shenzhen-default --quarter 2026Q3 \\
          --input SITES.csv --results RESULTS.parquet --engine spark --out result

    A table with a missing column, a cell that cannot be read or no row is refused whole:
    every fault is listed by row and column, and nothing is written.
    """
    path = _rubric_path(rubric_name)
    try:
        found = rubric.parse(path.read_bytes())
    except ScoringError as error:
        raise Problem(Code.RUBRIC_INVALID, file=path.name, detail=str(error)) from error
    beside = path.with_name(f"{path.stem}.mapping.toml")
    mapping = read_mapping(beside) if beside.is_file() else None
    tall = opened(engine_name, results) if results is not None else None
    done = []
    for source in inputs:
        with working(f"scoring {source.name}"):
            done.append(_evaluate(found, mapping, source, expected, tall, label))
    out.mkdir(parents=True, exist_ok=True)
    for name, one in _named(done):
        _write(out, name, one)
        _tell(one)
    summary = json.dumps(_summary(found, done), ensure_ascii=False, indent=1)
    (out / "summary.json").write_text(summary + "\n", encoding="utf-8")


def _rubric_path(name: str) -> Path:
    shipped = SHIPPED / f"{name}.toml"
    path = shipped if shipped.is_file() else Path(name)
    if not path.is_file():
        known = sorted(one.stem for one in SHIPPED.glob("*.toml") if "." not in one.stem)
        raise Problem(Code.RUBRIC_UNKNOWN, got=name, wanted=", ".join(known))
    return path


def _evaluate(
    found: Rubric,
    mapping: RubricMapping | None,
    path: Path,
    expected: str,
    tall: Opened | None,
    label: str,
) -> Evaluated:
    table = read_table(path)
    one = _mapping_for(found, mapping, path, table, expected)
    check_table(found, one, table, path.name)
    period = _period(found, mapping, label)
    foreign = foreign_records(found, one, table)
    try:
        totals = None
        if tall is not None:
            sites = foreign.records
            totals = site_totals(found, sites, period, tall.results, tall.small)
        results = {"": engine.run(found, foreign.records, period, totals=totals)}
        splits = [_split(found, one, table, columns, period) for columns in one.split]
        for part in splits:
            results |= part
        compared = tuple(
            reproduced(results[""], foreign, table, column, upper=one.upper)
            for column in _compared(one, expected)
        )
    except Misfits as error:
        raise Problem(Code.INVALID_INPUT, rows=_faults(error)) from error
    except ScoringError as error:
        raise Problem(Code.INVALID_INPUT, file=path.name, detail=str(error)) from error
    told = tuple(splits[0]) if splits else ()
    return Evaluated(path, one, foreign, results, compared, told)


def _faults(error: Misfits) -> tuple[Fault, ...]:
    """Name each cell of the results by its site and item: such a table has no row numbers."""
    return tuple(
        {
            "row": f"{one.site} {one.item}",
            "column": one.column,
            "got": one.got,
            "wanted": one.wanted,
        }
        for one in error.rows
    )


def _period(found: Rubric, mapping: RubricMapping | None, label: str) -> Period:
    if mapping is not None:
        return mapping.period
    return quarter(str(Quarter.parse(label))) if label else whole_period(found)


def _mapping_for(
    found: Rubric, mapping: RubricMapping | None, path: Path, table: Columns, expected: str
) -> TableMapping:
    if expected and expected not in table:
        raise Problem(
            Code.INVALID_INPUT, file=path.name, got=expected, wanted=", ".join(table)
        )
    if mapping is None:
        return plain_mapping(found, tuple(table), expected)
    lacking = {one.name: sorted(one.used() - table.keys()) for one in mapping.tables}
    for one in mapping.tables:
        if not lacking[one.name]:
            return one
    wanted = "; ".join(f"{name}: {', '.join(columns)}" for name, columns in lacking.items())
    raise Problem(Code.INVALID_INPUT, file=path.name, got=", ".join(table), wanted=wanted)


def _compared(one: TableMapping, expected: str) -> tuple[Expected, ...]:
    if not expected:
        return one.expected
    chosen = tuple(column for column in one.expected if column.source == expected)
    if not chosen:
        wanted = ", ".join(column.source for column in one.expected)
        raise Problem(Code.INVALID_INPUT, got=expected, wanted=wanted)
    return chosen


def _split(
    found: Rubric, one: TableMapping, table: Columns, columns: Sequence[str], period: Period
) -> dict[str, Result]:
    """Score the rows of each season (or whatever the columns say) for itself."""
    labels = [" ".join(cells) for cells in zip(*(table[c] for c in columns), strict=True)]
    results = {}
    for label in sorted(set(labels)):
        rows = [row for row, here in enumerate(labels) if here == label]
        part = {name: [cells[row] for row in rows] for name, cells in table.items()}
        results[label] = engine.run(
            found, foreign_records(found, one, part).records, period
        )
    return results


def _named(done: list[Evaluated]) -> list[tuple[str, Evaluated]]:
    """Name each input after its kind of table; two of one kind are numbered."""
    kinds = [one.mapping.name for one in done]
    names = [
        kind if kinds.count(kind) == 1 else f"{kind}_{kinds[: place + 1].count(kind)}"
        for place, kind in enumerate(kinds)
    ]
    return list(zip(names, done, strict=True))


def _write(out: Path, name: str, one: Evaluated) -> None:
    whole = one.results[""]
    first, *coarser = whole.levels()
    if whole.areas(first).names:
        write_rows(out / f"{name}_{first}.csv", whole)
    for level in (first, *coarser) if whole.areas(first).level.by else coarser:
        if whole.areas(level).names and whole.columns(level):
            write_areas(out / f"{name}_{level}_figures.csv", level, one.results)


def _tell(one: Evaluated) -> None:
    click.echo(f"{one.path.name}: " + _("%(count)s records", count=len(one.foreign.areas)))
    for name, count in one.foreign.counts().items():
        click.echo(f"  {name}: {count}")
    for found in one.compared:
        click.echo(
            "  "
            + _(
                "%(column)s: reproduced %(same)s of %(all)s",
                column=found.column,
                same=found.reproduced,
                all=found.compared,
            )
        )
    for period in one.told:
        _tell_ranks(period, one.results[period])


def _tell_ranks(period: str, result: Result) -> None:
    for level in result.levels()[1:]:
        for name in result.columns(level):
            ranked = [one for one in result.figures(level, name).values() if one.rank]
            for one in sorted(ranked, key=lambda figure: (figure.rank or 0, figure.area)):
                value = shown(one.value, 2) if one.value is not None else ""
                interval = "" if one.low is None else f" [{one.low:.2f}, {one.high:.2f}]"
                ranks = "" if one.rank_low is None else f" ({one.rank_low}-{one.rank_high})"
                click.echo(
                    f"  {period} {one.rank}{ranks} {one.area} {name} {value}{interval}"
                )


def _summary(found: Rubric, done: list[Evaluated]) -> dict[str, object]:
    return {
        "rubric": {"id": found.id, "version": found.version, "sha256": found.sha256},
        "inputs": [
            {
                "file": one.path.name,
                "table": one.mapping.name,
                "records": len(one.foreign.areas),
                "found": one.foreign.counts(),
                "periods": [period for period in one.results if period],
                "reproduced": [
                    {
                        "column": c.column,
                        "published": c.source,
                        "reproduced": c.reproduced,
                        "of": c.compared,
                        "differing": [list(row) for row in c.differing[:20]],
                    }
                    for c in one.compared
                ],
            }
            for one in done
        ],
    }
