"""`sanitation quarters`: where a quarter stands, and the command that comes next."""

from collections.abc import Iterator
from dataclasses import dataclass

import click

from sanitation.accounts.rules import Actor
from sanitation.bootstrap import Services
from sanitation.cli.listing import say, show_rows
from sanitation.cli.noun import Noun
from sanitation.cli.options import ACTING, JSON, acts
from sanitation.draws.rules import DrawState, Seal
from sanitation.publication.rules import STANDING, ReleaseState


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a quarter: how far it is, and what does it."""

    step: str
    done: int
    of: int
    command: str


@click.group("quarters", cls=Noun)
def command() -> None:
    """See where a quarter stands and which command comes next."""


@command.command("list")
@click.pass_obj
def listing(services: Services) -> None:
    """List every quarter with a release in it, the latest first."""
    for quarter in services.publication.quarters():
        click.echo(str(quarter))


@command.command()
@click.argument("quarter")
@JSON
@ACTING
@click.pass_obj
def show(services: Services, quarter: str, as_json: bool, handle: str | None) -> None:
    """Show every step of QUARTER with what is done, and name the next command."""
    steps = list(_steps(services, acts(services, handle), quarter))
    show_rows(steps, ("step", "done", "of", "command"), as_json=as_json)
    waiting = next((one for one in steps if one.done < max(one.of, 1)), None)
    what = f"next: {waiting.command}" if waiting else "the quarter is finished"
    say(what, as_json=as_json)


def _steps(services: Services, actor: Actor, quarter: str) -> Iterator[Step]:
    frames = [one for one in services.frames.listing(actor) if one.quarter == quarter]
    every = services.draws.listing(actor)
    draws = [
        one
        for one in every
        if one.quarter == quarter and one.state is not DrawState.CANCELLED
    ]
    states = [one.state for one in draws]
    ref = "DRAW"
    yield Step("frame frozen", min(1, len(frames)), 1, f"frames freeze {quarter}")
    yield Step("plan committed", min(1, len(states)), 1, f"draws commit {quarter} …")
    drawn = sum(state is not DrawState.COMMITTED for state in states)
    yield Step(
        "sites drawn", min(1, drawn), 1, f"draws dice {ref} DIGITS, then draws beacon {ref}"
    )
    assigned = sum(state is DrawState.ASSIGNED for state in states)
    yield Step("tasks assigned", min(1, assigned), 1, f"draws beacon {ref}")
    yield from _records(services, actor, quarter)
    sealed = [one for one in draws if one.seal is not Seal.NONE]
    opened = sum(one.seal is Seal.OPENED for one in sealed)
    if sealed:
        yield Step("draw opened", min(1, opened), 1, f"draws open {ref}")
    yield from _published(services, actor, quarter)


def _records(services: Services, actor: Actor, quarter: str) -> Iterator[Step]:
    counts = services.fieldwork.counts(actor, quarter)
    review = services.reviews.progress(actor, quarter)
    tasks = counts.get("tasks", 0)
    yield Step(
        "sites visited", counts.get("received", 0), tasks, f"fieldwork list {quarter}"
    )
    given = review.records if review.items or review.in_review else 0
    yield Step("reviewers assigned", given, tasks, f"reviews assign {quarter}")
    yield Step("records settled", review.settled, tasks, f"reviews progress {quarter}")
    surveys = [one for one in services.surveys.listing(actor) if one.quarter == quarter]
    yield Step("survey imported", min(1, len(surveys)), 1, f"surveys import {quarter} FILE")


def _published(services: Services, actor: Actor, quarter: str) -> Iterator[Step]:
    runs = [one for one in services.scores.listing(actor) if one.quarter == quarter]
    releases = services.publication.releases(actor)
    states = {one.state for one in releases if one.quarter == quarter}
    waiting = services.appeals.open_count(quarter)
    appeals = len(services.appeals.listing(actor, quarter))
    published = bool(states & STANDING)
    yield Step("scored", min(1, len(runs)), 1, f"scores run {quarter}")
    provisional = f"releases propose {quarter} provisional"
    yield Step("provisional release", int(published), 1, provisional)
    if published:
        yield Step("appeals ruled", appeals - waiting, appeals, f"appeals list {quarter}")
    final = f"releases propose {quarter} final"
    yield Step("final release", int(ReleaseState.FINAL in states), 1, final)
