"""Reads of the register, always within a scope."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from sanitation.accounts.models import Organisation
from sanitation.accounts.rules import Kind, Level, Scope
from sanitation.catalog.city import City
from sanitation.sites.models import Site, SiteChange
from sanitation.sites.rules import SiteState
from sanitation.sites.values import Filters

PART = 20_000  # sites read at a time where all are wanted


def site_by_id(session: Session, site_id: str) -> Site | None:
    """Find a site by its permanent number; locks the row."""
    statement = (
        select(Site)
        .where(Site.site_id == site_id)
        .options(joinedload(Site.toilet), joinedload(Site.contractor))
        .with_for_update(of=Site)
    )
    return session.scalar(statement)


def sites(
    session: Session, city: City, scope: Scope, filters: Filters, offset: int, limit: int
) -> tuple[Sequence[Site], int]:
    """List sites within a scope, by number, and how many match."""
    statement = select(Site).where(*_conditions(city, scope, filters))
    if scope.level is Level.CONTRACTOR:
        statement = statement.join(Site.contractor).where(
            Organisation.ref == scope.contractor
        )
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    ordered = statement.options(joinedload(Site.contractor)).order_by(Site.site_id)
    return session.scalars(ordered.offset(offset).limit(limit)).all(), total


def by_ids(session: Session, ids: Sequence[str]) -> dict[str, Site]:
    """Return the sites that exist among these numbers."""
    found: dict[str, Site] = {}
    for start in range(0, len(ids), 500):
        part = select(Site).where(Site.site_id.in_(ids[start : start + 500]))
        rows = session.scalars(part.options(joinedload(Site.toilet)))
        found |= {site.site_id: site for site in rows}
    return found


def history(session: Session, site_pk: int) -> Sequence[SiteChange]:
    """List a site's changes, the latest first."""
    statement = select(SiteChange).where(SiteChange.site_pk == site_pk)
    return session.scalars(statement.order_by(SiteChange.id.desc())).all()


def contractors(session: Session) -> dict[str, int]:
    """Return every contractor's key by name."""
    firms = select(Organisation.name, Organisation.id)
    rows = session.execute(firms.where(Organisation.kind == Kind.CONTRACTOR))
    return {row[0]: row[1] for row in rows}


def active(session: Session) -> Sequence[Site]:
    """List every active site, by number: what a frame is frozen from."""
    statement = select(Site).where(Site.state == SiteState.ACTIVE)
    return session.scalars(statement.order_by(Site.site_id)).all()


def active_parts(session: Session) -> Iterator[Sequence[Sequence[Any]]]:
    """Give every active site, some at a time: id, street, venue type, size, position."""
    columns = (Site.site_id, Site.street, Site.venue, Site.size, Site.lon_e7, Site.lat_e7)
    statement = select(*columns).where(Site.state == SiteState.ACTIVE)
    found = session.execute(
        statement.order_by(Site.site_id).execution_options(yield_per=PART)
    )
    yield from found.partitions()


def _conditions(city: City, scope: Scope, filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if scope.level is Level.DISTRICT:
        found.append(Site.street.in_(_streets(city, scope.district)))
    elif scope.level is Level.STREET:
        found.append(Site.street == scope.street)
    if filters.words:
        pattern = f"%{filters.words}%"
        found.append(or_(Site.name.like(pattern), Site.site_id.like(pattern)))
    if filters.venue:
        found.append(Site.venue == filters.venue)
    if filters.street:
        found.append(Site.street == filters.street)
    if filters.district:
        found.append(Site.street.in_(_streets(city, filters.district)))
    if filters.state:
        found.append(Site.state == filters.state)
    return found


def _streets(city: City, district: str) -> list[str]:
    return [street.code for street in city.streets_of(district)]
