"""The command group `sanitation`; each noun is a file of this folder."""

import importlib
from collections.abc import Mapping

import click
from sqlalchemy.exc import OperationalError

from sanitation import __version__
from sanitation.bootstrap import build, settings_here
from sanitation.cli.noun import Noun
from sanitation.cli.refusal import Refused
from sanitation.db import schema
from sanitation.errors import Problem

# Every noun with its file, in the order of the work: the help reads like the quarter.
NOUNS: Mapping[str, tuple[str, ...]] = {
    "The quarter, in the order of the work": (
        "quarters",
        "sites",
        "assessors",
        "frames",
        "draws",
        "fieldwork",
        "reviews",
        "surveys",
        "scores",
        "releases",
        "appeals",
    ),
    "Public toilets": ("inspections", "cases"),
    "People": ("accounts", "organisations"),
    "The record of every step": ("ledger",),
    "The installation": ("city", "rubrics", "db", "demo"),
    "Without an installation": ("evaluate", "verify"),
}


class Nouns(Noun):
    """Loads a noun's file when it is asked for, and turns a Problem into sentences."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Name every noun, in the order of the work."""
        return [name for names in NOUNS.values() for name in names]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Load the noun's `command`."""
        if name not in self.list_commands(context):
            return None
        module = importlib.import_module(f"sanitation.cli.{name}")
        found: click.Command = module.command
        return found

    def format_commands(
        self, context: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """List the nouns under the headings of NOUNS."""
        every = dict(self.lines(context, self.list_commands(context)))
        width = max(map(len, every))
        for heading, names in NOUNS.items():
            with formatter.section(heading):
                formatter.write_dl([(f"{name:<{width}}", every[name]) for name in names])

    def invoke(self, context: click.Context) -> object:
        """Run the command; what a person can put right ends with 1 and a sentence."""
        try:
            return super().invoke(context)
        except Problem as problem:
            raise Refused(problem) from problem
        except OperationalError as error:
            reason = str(error.orig).strip().splitlines()[0]
            raise click.ClickException(f"the database does not answer: {reason}") from error
        except OSError as error:
            where = f": {error.filename}" if error.filename else ""
            raise click.ClickException(f"{error.strerror or error}{where}") from error


@click.group(
    cls=Nouns,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__)
@click.pass_context
def root(context: click.Context) -> None:
    """Run the quarter of a city's appearance index from the command line.

    Every command calls the same service as the page of the browser, with the same checks
    and the same entry in the ledger. QUARTER is written 2026Q3. A REF is the number a list
    command prints. A refused command stores nothing.

    \b
    Who acts:  --as HANDLE, or SANITATION_AS; else the first account of the index office.
    Where:     SANITATION_HOME, SANITATION_CITY, SANITATION_DATABASE_URL; see
               docs/operations.md.
    Ends with: 0 done, 1 refused (the reason is printed), 2 wrong words on the command
               line. `ledger verify` and `ledger prove` have codes of their own.
    """
    context.obj = context.obj or Late(upgrading=context.invoked_subcommand == "db")


class Late:
    """Services built on first use, so that --help needs no database."""

    def __init__(self, *, upgrading: bool) -> None:
        self._upgrading = upgrading

    def __getattr__(self, name: str) -> object:
        """Build the services and give the one asked for; DATABASE_BEHIND before `db upgrade`."""
        built = build(settings_here())
        if not self._upgrading:
            schema.check_current(built.sessions.engine)
        self.__dict__.update({field: getattr(built, field) for field in built.__slots__})
        return self.__dict__[name]


def main() -> None:
    """Run the command line."""
    root(prog_name="sanitation")
