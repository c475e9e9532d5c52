"""A site whose position lies in another street is refused when it is imported."""

from sanitation.accounts.rules import Role
from sanitation.errors import Code
from sanitation.sites.values import ImportRegister
from tests.factories import accounts
from tests.world import refuses, small_world

HEADER = "site_id,venue,street,name,lon,lat"


def test_a_site_in_another_streets_place_is_refused_by_row_and_column():
    with small_world(city="shenzhen") as services:
        office = accounts.account(services, Role.OFFICE)
        there = services.city.resolve_street("南山街道")
        place = f"{there.label_lon},{there.label_lat}"
        data = f"{HEADER}\n440303001-V01-00001,V01,桂园街道,示例路段,{place}\n".encode()
        command = ImportRegister(data, "a.csv", "utf-8", dry_run=False, reason="survey")
        with refuses(services, Code.IMPORT_REFUSED) as refused:
            services.sites.import_register(office, command)
        (fault,) = refused.value.rows
        assert (fault["row"], fault["column"]) == ("2", "lon")
        assert fault["wanted"] == "a place inside the street that is named"
