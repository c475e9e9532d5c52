"""Builds what pages, exports and the ledger say of a site."""

import json
from collections.abc import Mapping, Sequence

from sanitation.accounts.rules import Place
from sanitation.catalog.city import City
from sanitation.sites.models import Site, SiteChange, Toilet
from sanitation.sites.sheet import TOILET
from sanitation.sites.values import Change, SiteDetail, SiteRow, ToiletPart

EXPORTED = (
    "site_id",
    "venue",
    "street",
    "name",
    "address",
    "lon",
    "lat",
    "size",
    "opened_on",
    "contractor",
    "state",
    *TOILET,
)


def place_of(city: City, site: Site) -> Place:
    """Return where a site lies and who keeps it."""
    contractor = site.contractor.ref if site.contractor else ""
    return Place(city.district_of(site.street), site.street, contractor)


def row(site: Site) -> SiteRow:
    """Copy a site into plain values."""
    return SiteRow(
        site_id=site.site_id,
        venue=site.venue,
        street=site.street,
        name=site.name,
        address=site.address,
        lon_e7=site.lon_e7,
        lat_e7=site.lat_e7,
        size=site.size,
        contractor=site.contractor.name if site.contractor else "",
        state=site.state,
        opened_on=site.opened_on,
        closed_on=site.closed_on,
        version=site.version,
    )


def detail(site: Site, changes: Sequence[SiteChange]) -> SiteDetail:
    """Build a site's page."""
    toilet = _toilet(site.toilet) if site.toilet else None
    return SiteDetail(row(site), toilet, tuple(_change(one) for one in changes))


def exported(site: Site) -> tuple[object, ...]:
    """Return a site's line of the export; the import reads it back as it is."""
    toilet = site.toilet
    return (
        site.site_id,
        site.venue,
        site.street,
        site.name,
        site.address,
        f"{site.lon_e7 / 1e7:.7f}",
        f"{site.lat_e7 / 1e7:.7f}",
        site.size,
        site.opened_on.isoformat(),
        site.contractor.name if site.contractor else "",
        site.state.value,
        *(getattr(toilet, name) if toilet else None for name in TOILET),
    )


def facts(site: Site) -> Mapping[str, object]:
    """Give what the ledger's entry says of a site, from its row alone."""
    return {
        "site_id": site.site_id,
        "state": site.state.value,
        "name": site.name,
        "lon_e7": site.lon_e7,
        "lat_e7": site.lat_e7,
        "size": site.size,
    }


def _toilet(toilet: Toilet) -> ToiletPart:
    return ToiletPart(
        toilet_class=toilet.toilet_class,
        kind=toilet.kind,
        industry=toilet.industry,
        stalls_women=toilet.stalls_women,
        stalls_men=toilet.stalls_men,
        stalls_unisex=toilet.stalls_unisex,
        urinals=toilet.urinals,
        stalls_accessible=toilet.stalls_accessible,
        third_toilet=toilet.third_toilet,
        nursing_room=toilet.nursing_room,
        hours=toilet.hours,
        operator=toilet.operator,
        status=toilet.status,
    )


def _change(one: SiteChange) -> Change:
    before, after = json.loads(one.before), json.loads(one.after)
    names = sorted(before.keys() | after.keys())
    fields = tuple((n, str(before.get(n, "")), str(after.get(n, ""))) for n in names)
    return Change(one.at, one.actor_name, one.kind, one.reason, fields)
