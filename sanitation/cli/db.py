"""`sanitation db`: the tables of the database."""

import click

from sanitation.bootstrap import Services
from sanitation.cli.noun import Noun
from sanitation.db import schema


@click.group("db", cls=Noun)
def command() -> None:
    """Make or update the tables of the database."""


@command.command()
@click.pass_obj
def upgrade(services: Services) -> None:
    """Bring the database to the version of this program; safe to repeat."""
    schema.upgrade(services.sessions.engine)
    click.echo("the database is up to date")


@command.command()
@click.argument("message")
@click.pass_obj
def revision(services: Services, message: str) -> None:
    """Write the next migration from the difference between database and models."""
    schema.revise(services.sessions.engine, message)
