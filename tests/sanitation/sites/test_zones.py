"""Shenzhen's statistical zones look like streets and are none."""

import pytest

from sanitation.accounts.rules import Role
from sanitation.errors import Code
from sanitation.sites.values import ImportRegister
from tests.factories import accounts
from tests.world import refuses, small_world


@pytest.fixture(scope="module")
def shenzhen():
    with small_world(city="shenzhen") as services:
        yield services


def sheet(street):
    head = "site_id,venue,street,name,lon,lat"
    return f"{head}\nA-1,V01,{street},somewhere,114.0,22.55\n".encode()


def test_a_zone_by_name_or_code_is_refused_and_the_message_says_what_it_is(shenzhen):
    office = accounts.account(shenzhen, Role.OFFICE)
    assert shenzhen.city.zones
    for zone in shenzhen.city.zones:
        for spelling in (zone.name_zh, zone.code):
            command = ImportRegister(sheet(spelling), "a.csv", "utf-8", False, "")
            with refuses(shenzhen, Code.IMPORT_REFUSED) as refused:
                shenzhen.sites.import_register(office, command)
            (fault,) = refused.value.rows
            assert (fault["row"], fault["column"]) == ("2", "street")
            assert "statistical zone" in fault["wanted"]
