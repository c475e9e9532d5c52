"""Use cases of the register: import, add, edit, close, reopen, list and export."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from sanitation.accounts.rules import Action, Actor, Due, authorise
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions
from sanitation.errors import Code, Problem
from sanitation.exchange.reading import scan_parts
from sanitation.exchange.spec import Limits, Scan, SheetSpec
from sanitation.exchange.template import template
from sanitation.exchange.writing import write_csv
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import append
from sanitation.sites import importing, queries, sheet, view
from sanitation.sites.laying import Laying
from sanitation.sites.models import Site
from sanitation.sites.rules import SiteState
from sanitation.sites.values import (
    Filters,
    ImportRegister,
    ImportReport,
    SiteDetail,
    SiteEdit,
    SitePage,
)

PAGE = 50
EXPORT = 100_000
LIMITS = Limits(rows=200_000, packed=40 * 2**20)
BULK = Limits(rows=12_000_000, packed=2 * 2**30)  # a country's, from a terminal


@dataclass(frozen=True, slots=True)
class Sites:
    """Use cases of the register."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs

    def import_register(self, actor: Actor, command: ImportRegister) -> ImportReport:
        """Lay a file over the register, whole or not at all.

        IMPORT_REFUSED lists every fault by row and column, and then nothing is stored.
        A dry run tells what would happen, and a file that says nothing new changes
        nothing; else one entry names the file and the counts.
        """
        authorise(actor, Action.EDIT_REGISTER)
        parts = _parts(command, sheet.spec(self.city))
        first = next(parts)  # a small file is read before anybody has to wait for it
        opened = self.sessions.read if command.dry_run else self.sessions.begin
        with opened() as session:
            now = self.clock.now()
            laying = Laying(
                session,
                self.city,
                actor,
                command.reason,
                now,
                self._today(),
                command.dry_run,
            )
            done = laying.lay(chain([first], parts))
            digest = hashlib.sha256(command.data).hexdigest()
            report = ImportReport(digest, done.added, done.changed, done.unchanged)
            if (done.added or done.changed) and not command.dry_run:
                self._record(session, actor, command, report, now)
            return report

    def edit(self, actor: Actor, site_id: str, edit: SiteEdit) -> None:
        """Change a site's name, address, position or size, with a reason."""
        with self.sessions.begin() as session:
            site = self._editable(session, actor, site_id, edit.version, edit.reason)
            if not self.city.bounds.holds(edit.lon_e7, edit.lat_e7):
                raise Problem(Code.INVALID_INPUT, field="lon", wanted="a place in the city")
            if not edit.name.strip():
                raise Problem(Code.INVALID_INPUT, field="name")
            if not 1 <= edit.size <= sheet.MOST_SIZE:
                wanted = f"1 to {sheet.MOST_SIZE}"
                raise Problem(Code.INVALID_INPUT, field="size", wanted=wanted)
            names = ("name", "address", "lon_e7", "lat_e7", "size")
            fields = {
                name: (getattr(site, name), getattr(edit, name))
                for name in names
                if getattr(site, name) != getattr(edit, name)
            }
            for name, (_before, after) in fields.items():
                setattr(site, name, after)
            self._log(session, actor, site, "edited", fields, edit.reason)

    def close(self, actor: Actor, site_id: str, version: int, reason: str) -> None:
        """Close a site: it keeps its number, which is never used again."""
        with self.sessions.begin() as session:
            site = self._editable(session, actor, site_id, version, reason)
            if site.state is SiteState.CLOSED:
                raise Problem(Code.WRONG_STATE, state=site.state.value)
            fields = {"state": (site.state.value, SiteState.CLOSED.value)}
            site.state, site.closed_on = SiteState.CLOSED, self._today()
            self._log(session, actor, site, "closed", fields, reason)

    def reopen(self, actor: Actor, site_id: str, version: int, reason: str) -> None:
        """Open a closed site again under the number it always had."""
        with self.sessions.begin() as session:
            site = self._editable(session, actor, site_id, version, reason)
            if site.state is not SiteState.CLOSED:
                raise Problem(Code.WRONG_STATE, state=site.state.value)
            fields = {"state": (site.state.value, SiteState.ACTIVE.value)}
            site.state, site.closed_on = SiteState.ACTIVE, None
            self._log(session, actor, site, "reopened", fields, reason)

    def listing(self, actor: Actor, filters: Filters, page: int = 1) -> SitePage:
        """List the sites of the actor's places."""
        authorise(actor, Action.VIEW_REGISTER)
        with self.sessions.read() as session:
            start = (page - 1) * PAGE
            rows, total = queries.sites(
                session, self.city, actor.scope, filters, start, PAGE
            )
            pages = max(1, -(-total // PAGE))
            return SitePage(tuple(view.row(site) for site in rows), total, page, pages)

    def site(self, actor: Actor, site_id: str) -> SiteDetail:
        """Give one site with its history; NOT_FOUND outside the actor's places."""
        authorise(actor, Action.VIEW_REGISTER)
        with self.sessions.read() as session:
            site = self._found(session, site_id)
            authorise(actor, Action.VIEW_REGISTER, view.place_of(self.city, site))
            return view.detail(site, queries.history(session, site.id))

    def export(self, actor: Actor, filters: Filters) -> bytes:
        """Write the filtered list as CSV, scoped like its page."""
        authorise(actor, Action.VIEW_REGISTER)
        with self.sessions.read() as session:
            rows, _total = queries.sites(
                session, self.city, actor.scope, filters, 0, EXPORT
            )
            return write_csv(view.EXPORTED, (view.exported(site) for site in rows))

    def template(self, language: str) -> bytes:
        """Return the empty workbook of the import, with drop-downs and examples."""
        return template(sheet.spec(self.city), language)

    def due(self, actor: Actor) -> tuple[Due, ...]:
        """Nothing in the register waits by itself."""
        return ()

    def _record(
        self,
        session: Session,
        actor: Actor,
        command: ImportRegister,
        report: ImportReport,
        now: datetime,
    ) -> None:
        self.blobs.put(command.data)
        event = Event(
            kind="SitesChanged",
            object=report.digest[:32],
            facts={
                "file": report.digest,
                "added": report.added,
                "changed": report.changed,
            },
            actor=actor.ref,
            role=actor.role,
            reason=command.reason,
        )
        append(session, event, now)

    def _found(self, session: Session, site_id: str) -> Site:
        site = queries.site_by_id(session, site_id)
        if site is None:
            raise Problem(Code.NOT_FOUND)
        return site

    def _editable(
        self, session: Session, actor: Actor, site_id: str, version: int, reason: str
    ) -> Site:
        authorise(actor, Action.EDIT_REGISTER)
        site = self._found(session, site_id)
        authorise(actor, Action.EDIT_REGISTER, view.place_of(self.city, site))
        if not reason.strip():
            raise Problem(Code.INVALID_INPUT, field="reason")
        if version != site.version:
            raise Problem(Code.STALE_VERSION)
        return site

    def _log(
        self,
        session: Session,
        actor: Actor,
        site: Site,
        kind: str,
        fields: Mapping[str, tuple[Any, Any]],
        reason: str,
    ) -> None:
        now = self.clock.now()
        session.add(importing.history_line(site, kind, fields, actor, reason.strip(), now))
        session.flush()
        event = Event(
            kind="SiteChanged",
            object=site.ref,
            facts=view.facts(site),
            actor=actor.ref,
            role=actor.role,
            reason=reason.strip(),
        )
        append(session, event, now)

    def _today(self) -> date:
        return self.clock.now().astimezone(ZoneInfo(self.city.timezone)).date()


def _parts(command: ImportRegister, spec: SheetSpec) -> Iterator[Scan]:
    read = 0
    for part in scan_parts(
        command.data,
        command.filename,
        command.encoding,
        spec,
        BULK if command.bulk else LIMITS,
        command.language,
    ):
        yield part
        read += len(part.rows.rows)
        command.progress(read)
