"""`sanitation verify`: checks what was published, with nothing but the files."""

import click

from sanitation.cli import replaying
from sanitation.cli.noun import Noun


@click.group("verify", cls=Noun)
def command() -> None:
    """Check what was published from its files alone; needs no installation."""


command.add_command(replaying.verify, "draw")
