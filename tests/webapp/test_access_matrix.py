"""Every route × role × relation answers as the table says; writes are tried for real."""

import itertools
from collections.abc import Collection, Iterator

import pytest
from flask import Flask, url_for
from werkzeug.test import TestResponse

from sanitation.accounts.rules import Relation, Role
from tests.webapp import access_table
from tests.webapp.access_rows import Arguments, Person, Row, World
from tests.webapp.world import application, browser, people_of
from tests.world import small_world, undone

ROWS = access_table.rows()
READS = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture(scope="module")
def scene() -> Iterator[tuple[World, Flask]]:
    """Give people, objects of every stage, and the application around them."""
    with small_world() as services:
        world = people_of(services)
        access_table.build(world)
        yield world, application(services)


def test_every_route_has_a_row_and_every_row_a_route(scene):
    _, app = scene
    routes = {rule.endpoint for rule in app.url_map.iter_rules()} - {"static"}

    assert routes - ROWS.keys() == set(), "routes nobody says anything about"
    assert ROWS.keys() - routes == set(), "rows without a route"


@pytest.mark.parametrize("endpoint", sorted(ROWS))
def test_a_route_answers_each_role_in_each_relation_as_its_row_says(scene, endpoint):
    world, app = scene
    row = ROWS[endpoint]
    wrong = [
        f"{method} {who} {relation}: got {got}, wanted {sorted(wanted)}"
        for method in sorted(methods_of(app, endpoint))
        for who, relation, got, wanted in answers(world, app, endpoint, row, method)
        if got not in wanted
    ]
    assert wrong == []


def methods_of(app: Flask, endpoint: str) -> set[str]:
    rules = app.url_map.iter_rules(endpoint)
    return set(itertools.chain.from_iterable(rule.methods for rule in rules)) - {
        "HEAD",
        "OPTIONS",
    }


def answers(
    world: World, app: Flask, endpoint: str, row: Row, method: str
) -> Iterator[tuple[str, str, int, Collection[int]]]:
    """Ask as everybody in every relation; yield what came and what the row wants."""
    for person, relation in itertools.product(world.people.values(), Relation):
        with undone(world.services):
            arguments = arguments_of(world, row, person, relation)
            if arguments is None:
                continue
            response = ask(world, app, endpoint, row, method, arguments, (person, relation))
            wanted = expected(row, method, person.role, relation)
            yield person.role.value, relation.value, response.status_code, wanted
    yield from answers_to_nobody(world, app, endpoint, row, method)


def answers_to_nobody(
    world: World, app: Flask, endpoint: str, row: Row, method: str
) -> Iterator[tuple[str, str, int, Collection[int]]]:
    """Ask without a session, about an object that exists where there is one."""
    person = world.people[next(iter(sorted(row.roles)), Role.OFFICE)]
    with undone(world.services):
        arguments = arguments_of(world, row, person, Relation.OWN) or row.missing or {}
        stranger = ask(world, app, endpoint, row, method, dict(arguments), None)
        wanted = (
            fine(row, method) if row.public else {303, 401} if method in READS else {401}
        )
        yield "nobody", "own", stranger.status_code, wanted


def arguments_of(
    world: World, row: Row, person: Person, relation: Relation
) -> Arguments | None:
    """Return the URL arguments of the combination; None where there is no such object."""
    if relation is Relation.NONE:
        return dict(row.missing) if row.missing is not None else None
    if row.args is None:
        return {} if relation is Relation.OWN else None
    return row.args(world, person, relation)


def ask(
    world: World,
    app: Flask,
    endpoint: str,
    row: Row,
    method: str,
    arguments: Arguments,
    who: tuple[Person, Relation] | None,
) -> TestResponse:
    with app.test_request_context():
        address = url_for(endpoint, **arguments, **row.query)
    client = browser(app, who[0].token if who else "")
    if method in READS:
        return client.open(address, method=method)
    person, relation = who or (world.people[Role.OFFICE], Relation.OWN)
    form = row.form(world, person, relation) if callable(row.form) else row.form
    return client.open(address, method=method, data=form)


def expected(row: Row, method: str, role: Role, relation: Relation) -> Collection[int]:
    """Return the statuses the row allows for a signed-in role."""
    if relation is Relation.NONE and row.public:
        return {404, 410}
    if row.public:
        return fine(row, method)
    if role not in row.roles:
        return {403}
    if relation is Relation.NONE:
        return {404}
    hidden = row.args is not None and not row.seen(role, relation)
    return {404} if hidden else fine(row, method)


def fine(row: Row, method: str) -> Collection[int]:
    if isinstance(row.answer, int):
        return {row.answer}
    if row.answer is not None:
        return row.answer
    return {200} if method in READS else {303}
