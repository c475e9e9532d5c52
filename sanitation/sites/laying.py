"""Lays a file over the register part by part, inside the caller's one transaction.

A register of a million sites never lies in memory as rows. Every fault of the file is
still found, and because the caller's transaction ends with the refusal, nothing stays.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from sanitation.accounts.rules import Action, Actor, Place, authorise
from sanitation.catalog.city import City
from sanitation.errors import Code, Problem
from sanitation.exchange.reading import MOST_FAULTS
from sanitation.exchange.spec import Fault, Scan
from sanitation.sites import importing, queries, sheet, view
from sanitation.sites.models import Site
from sanitation.sites.sheet import Wanted
from sanitation.sites.values import Counted


@dataclass(slots=True)
class Faults:
    """Faults of one kind: all are counted, the first ones kept."""

    kept: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, found: Iterable[Fault]) -> bool:
        """Add faults; tells whether there are any by now."""
        for one in found:
            self.count += 1
            if len(self.kept) < MOST_FAULTS:
                self.kept.append(one)
        return bool(self.count)

    def refuse(self) -> None:
        """Refuse the import if there are any."""
        if self.count:
            raise Problem(Code.IMPORT_REFUSED, rows=tuple(self.kept), faults=self.count)


@dataclass(frozen=True, slots=True)
class Laying:
    """One import under way: who lays what file over the register, and why."""

    session: Session
    city: City
    actor: Actor
    reason: str
    now: datetime
    today: date
    dry_run: bool

    def lay(self, parts: Iterable[Scan]) -> Counted:
        """Lay all parts; tells how many sites are new, changed or as before.

        IMPORT_REFUSED lists what cannot be read; if all can, what is wrong for the city;
        if nothing is, what the register itself refuses. FORBIDDEN for a street of others.
        """
        form, wrong, clashing = Faults(), Faults(), Faults()
        firms, seen = queries.contractors(self.session), set[str]()
        counted = Counted(0, 0, 0)
        for part in parts:
            if form.add(part.faults):
                continue
            ids = [str(row.values["site_id"]) for row in part.rows.rows]
            known = queries.by_ids(self.session, ids)
            rows, faults = sheet.wanted(
                self.city, part.rows, firms, self._opened(known), seen
            )
            if wrong.add(faults):
                continue
            self._may(rows)
            own = {
                site_id
                for site_id, site in known.items()
                if self.actor.scope.sees(view.place_of(self.city, site))
            }
            if not clashing.add(importing.clashes(part.rows.sheet, rows, known, own)):
                counted += self._write(rows, known)
        for found in (form, wrong, clashing):
            found.refuse()
        return counted

    def _opened(self, known: Mapping[str, Site]) -> Callable[[str], date]:
        """Tell when a site opened whose row does not say: as before, or today."""
        return lambda site_id: known[site_id].opened_on if site_id in known else self.today

    def _may(self, rows: Iterable[Wanted]) -> None:
        for street in {row.site["street"] for row in rows}:
            place = Place(self.city.district_of(street), street)
            authorise(self.actor, Action.EDIT_REGISTER, place)

    def _write(self, rows: list[Wanted], known: Mapping[str, Site]) -> Counted:
        new = [row for row in rows if row.site_id not in known]
        edited = importing.changed(rows, known)
        if not self.dry_run:
            importing.add(self.session, new, self.actor, self.reason, self.now)
            for row in edited:
                site = known[row.site_id]
                importing.change(self.session, site, row, self.actor, self.reason, self.now)
            self.session.flush()
        self.session.expunge_all()  # of the part nothing is needed any more
        return Counted(len(new), len(edited), len(rows) - len(new) - len(edited))
