"""The command group `sanitation`; each noun is a file of this folder."""

import importlib
import pkgutil
import sys

import click

import sanitation.cli
from sanitation import __version__
from sanitation.bootstrap import build, settings_here
from sanitation.errors import Problem


class Lazy(click.Group):
    """Loads the nouns of this folder, and builds the services only when one runs."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Name every noun, in the order of the alphabet."""
        names = (module.name for module in pkgutil.iter_modules(sanitation.cli.__path__))
        return sorted(name for name in names if name != "root")

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Load the noun's `command`."""
        if name not in self.list_commands(context):
            return None
        module = importlib.import_module(f"sanitation.cli.{name}")
        found: click.Command = module.command
        return found


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.pass_context
def root(context: click.Context) -> None:
    """Run the quarter of a city's appearance index from the command line.

    The order of the work: sites, frames, draws, fieldwork, reviews, surveys, scores,
    releases, appeals; cases stand beside it, the ledger under it.
    """
    context.obj = Late()


class Late:
    """Services built on first use, so that --help needs no database."""

    def __getattr__(self, name: str) -> object:
        """Build the services and give the one asked for."""
        built = build(settings_here())
        self.__dict__.update({field: getattr(built, field) for field in built.__slots__})
        return self.__dict__[name]


def main() -> None:
    """Run the command line; a Problem is printed as sentences, never as a traceback."""
    try:
        root(standalone_mode=True)
    except Problem as problem:
        click.echo(f"{problem}", err=True)
        for row in problem.rows:
            click.echo(
                "  " + ", ".join(f"{key} {value}" for key, value in row.items()), err=True
            )
        sys.exit(1)
