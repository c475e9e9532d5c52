"""`sanitation demo`: a finished quarter of made-up data, driven through the real services."""

import time

import click

from sanitation.bootstrap import settings_here
from sanitation.cli.noun import Noun
from sanitation.demo import load as loading
from sanitation.demo.steps import Steps


@click.group("demo", cls=Noun)
def command() -> None:
    """Load the sample city, clearly labelled, and show its accounts."""


@command.command()
def load() -> None:
    """Load the sample city once; a second call only shows the accounts."""
    settings = settings_here()
    if not loading.loaded(settings):
        begun = time.monotonic()
        loading.load(settings, Steps())
        click.echo(f"loaded in {time.monotonic() - begun:.0f} s")
    _accounts()


@command.command()
def accounts() -> None:
    """List the sample accounts and their password."""
    _accounts()


def _accounts() -> None:
    click.echo("sample accounts · 示例账户 (password · 密码: " + loading.password() + ")")
    for handle, role in loading.accounts(settings_here()):
        click.echo(f"  {handle:<14} {role}")
