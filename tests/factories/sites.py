"""Sites, one valid by default; a test states only what matters to it."""

from datetime import date

from sqlalchemy import select

from sanitation.accounts.models import Organisation
from sanitation.sites.models import Site, Toilet
from sanitation.sites.rules import SiteState, ToiletKind, ToiletStatus


def toilet(services, place, number=1):
    """Make an open toilet at a place and return its number."""
    city = services.city
    venue = next(v.id for v in city.venue_types if v.code == "public_toilet")
    lon, lat = city.street(place.street).label_e7
    site_id = f"{place.street}-{venue}-{number:05d}"
    with services.sessions.begin() as session:
        firm = session.scalar(
            select(Organisation).where(Organisation.ref == place.contractor)
        )
        site = Site(
            site_id=site_id,
            venue=venue,
            street=place.street,
            name=f"toilet {number}",
            lon_e7=lon,
            lat_e7=lat,
            state=SiteState.ACTIVE,
            opened_on=date(2020, 1, 1),
            contractor_id=firm.id if firm else None,
            toilet=Toilet(
                toilet_class=2,
                kind=ToiletKind.DETACHED,
                industry=city.industries[0].code,
                status=ToiletStatus.OPEN,
            ),
        )
        session.add(site)
    return site_id
