"""Every route says who may call it, and a route that reads never writes."""

import pytest
from flask import Flask

from sanitation.accounts.rules import PERMITTED, Action, Role
from tests.webapp.world import application
from tests.world import small_world
from webapp.access import Access, check_marks
from webapp.shell import NAVIGATION


@pytest.fixture(scope="module")
def app():
    with small_world() as services:
        yield application(services)


def test_every_route_carries_an_access_mark(app):
    for rule in app.url_map.iter_rules():
        assert isinstance(app.view_functions[rule.endpoint].access, Access), rule.endpoint


def test_an_application_with_an_unmarked_route_does_not_start():
    bare = Flask(__name__)
    bare.add_url_rule("/open", "open", lambda: "hello")

    with pytest.raises(RuntimeError, match="open"):
        check_marks(bare)


def test_a_route_either_reads_or_writes(app):
    for rule in app.url_map.iter_rules():
        methods = rule.methods - {"HEAD", "OPTIONS"}
        assert methods <= {"GET"} or methods <= {"POST", "PUT", "DELETE"}, rule.endpoint


def test_the_navigation_leads_to_routes_that_exist(app):
    wanted = {endpoint for endpoint, _, _ in NAVIGATION}

    assert wanted - app.view_functions.keys() == set()


def test_the_navigation_shows_a_role_only_pages_it_may_open(app):
    for endpoint, _, roles in NAVIGATION:
        access = app.view_functions[endpoint].access
        if roles is None:
            assert access.public, endpoint
        elif access.actions:
            may = frozenset().union(*(PERMITTED[action] for action in access.actions))
            assert roles <= may, endpoint


def test_every_action_is_permitted_to_somebody_and_every_role_may_do_something():
    assert PERMITTED.keys() == set(Action)
    assert frozenset().union(*PERMITTED.values()) == set(Role)
