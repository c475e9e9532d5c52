"""The world of the access matrix: one person a role, a colleague of each, three places."""

from flask import Flask
from flask.testing import FlaskClient

from sanitation.accounts.rules import Kind, Place, Role
from sanitation.bootstrap import Services
from tests.factories import accounts
from tests.webapp.access_rows import Person, World
from webapp.access import cookie_name
from webapp.app import create_app


def people_of(services: Services) -> World:
    """Fill an empty house with people; stages add their objects afterwards."""
    here, beside, away = places_of(services)
    people, colleagues = {}, {}
    for role in Role:
        for kept in (people, colleagues):
            made = accounts.account(services, role, place=here)
            token = accounts.signed_in(services, made)
            row = services.accounts.account(None, made.ref)
            kept[role] = Person(role, made.ref, row.handle, token)
    return World(services, people, colleagues, here, beside, away)


def places_of(services: Services) -> tuple[Place, Place, Place]:
    """Return two streets of one district and one of another, kept by two contractors."""
    streets = services.city.streets
    first = streets[0]
    second = next(s for s in streets[1:] if s.district_code == first.district_code)
    third = next(s for s in streets if s.district_code != first.district_code)
    one, two = (accounts.organisation(services, Kind.CONTRACTOR) for _ in range(2))
    accounts.contract(services, first.code, body=one)
    accounts.contract(services, second.code, body=two)
    accounts.contract(services, third.code, body=two)
    return (
        Place(first.district_code, first.code, one),
        Place(second.district_code, second.code, two),
        Place(third.district_code, third.code, two),
    )


def application(services: Services) -> Flask:
    """Build the application; forms need no token here, their test is apart."""
    app = create_app(services)
    app.testing = False
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def browser(app: Flask, token: str = "", language: str = "en") -> FlaskClient:
    """Return a browser that holds this session."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    client.environ_base["HTTP_ACCEPT"] = "text/html"
    if token:
        client.set_cookie(cookie_name("account", secure=False), token)
    return client
