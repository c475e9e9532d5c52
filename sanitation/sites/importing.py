"""Lays a checked sheet over the register: all of it or nothing, in a few statements."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from sanitation.accounts.rules import Actor
from sanitation.db.base import new_ref
from sanitation.exchange.spec import Fault
from sanitation.sites.models import Site, SiteChange, Toilet
from sanitation.sites.rules import SiteState
from sanitation.sites.sheet import Wanted

STANDS = {
    SiteState.ACTIVE: "active, as it stands; use sites close",
    SiteState.CLOSED: "closed, as it stands; use sites reopen",
    SiteState.BUILDING: "under construction, as it stands",
}


def clashes(
    sheet: str, rows: Sequence[Wanted], known: Mapping[str, Site], own: Collection[str]
) -> list[Fault]:
    """List what the register itself refuses: a closed number, another place or state.

    own: the numbers the person may change; of all others only that they are taken is told.
    An export read back changes nothing, its closed sites included.
    """
    return [
        _fault(sheet, row, column, told)
        for row in rows
        for column, told in _clashes(row, known.get(row.site_id), own)
    ]


def _clashes(
    row: Wanted, site: Site | None, own: Collection[str]
) -> Iterator[tuple[str, str]]:
    if site is None:
        if row.state not in (None, SiteState.ACTIVE):
            yield "state", "active: the site is new"
        return
    if row.site_id not in own:
        yield "site_id", "a number never used"
        return
    if row.state not in (None, site.state):
        yield "state", STANDS[site.state]
    elif site.state is SiteState.CLOSED and (row.state is None or difference(site, row)):
        yield "site_id", "a number never used: this one closed"
    for name in ("venue", "street"):
        if getattr(site, name) != row.site[name]:
            yield name, f"{getattr(site, name)}, as before"


def changed(rows: Sequence[Wanted], known: Mapping[str, Site]) -> list[Wanted]:
    """Return the rows of known sites that say something new."""
    return [
        row for row in rows if row.site_id in known and difference(known[row.site_id], row)
    ]


def difference(site: Site, row: Wanted) -> dict[str, tuple[Any, Any]]:
    """Return the fields that differ, as (before, after)."""
    found = {
        name: (getattr(site, name), value)
        for name, value in row.site.items()
        if getattr(site, name) != value
    }
    if row.toilet is not None and site.toilet is not None:
        found |= {
            name: (getattr(site.toilet, name), value)
            for name, value in row.toilet.items()
            if getattr(site.toilet, name) != value
        }
    return found


def add(
    session: Session, rows: Sequence[Wanted], actor: Actor, reason: str, now: datetime
) -> None:
    """Insert new sites, their toilets and the first line of their history."""
    if not rows:
        return
    state = {"state": SiteState.ACTIVE, "version": 1}
    sites = [
        {"site_id": row.site_id, "ref": new_ref(), **row.site, **state} for row in rows
    ]
    session.execute(insert(Site), sites)
    keys = _keys(session, [row.site_id for row in rows])
    toilets = [
        {"site_pk": keys[row.site_id], **row.toilet}
        for row in rows
        if row.toilet is not None
    ]
    if toilets:
        session.execute(insert(Toilet), toilets)
    who = {"actor_ref": actor.ref, "actor_name": actor.name, "reason": reason, "at": now}
    session.execute(
        insert(SiteChange),
        [{"site_pk": keys[row.site_id], "kind": "added", **who} for row in rows],
    )


def change(
    session: Session, site: Site, row: Wanted, actor: Actor, reason: str, now: datetime
) -> None:
    """Lay one row over a known site and keep what was there before."""
    fields = difference(site, row)
    for name, (_before, after) in fields.items():
        owner = site if name in row.site else site.toilet
        setattr(owner, name, after)
    session.add(history_line(site, "edited", fields, actor, reason, now))


def history_line(
    site: Site,
    kind: str,
    fields: Mapping[str, tuple[Any, Any]],
    actor: Actor,
    reason: str,
    now: datetime,
) -> SiteChange:
    """Make one line of a site's history."""
    return SiteChange(
        site_pk=site.id,
        at=now,
        actor_ref=actor.ref,
        actor_name=actor.name,
        kind=kind,
        reason=reason,
        before=_text({name: before for name, (before, _) in fields.items()}),
        after=_text({name: after for name, (_, after) in fields.items()}),
    )


def _text(values: Mapping[str, Any]) -> str:
    plain = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str)


def _keys(session: Session, ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(ids), 5000):
        part = select(Site.site_id, Site.id).where(
            Site.site_id.in_(ids[start : start + 5000])
        )
        found |= {row[0]: row[1] for row in session.execute(part)}
    return found


def _fault(sheet: str, row: Wanted, column: str, told: str) -> Fault:
    given = {"site_id": row.site_id, "state": row.state, **row.site}
    got = str(given[column])
    return {
        "sheet": sheet,
        "row": str(row.row),
        "column": column,
        "got": got,
        "wanted": told,
    }
