"""What every group of use cases stands on; the facade in service.py adds nothing to it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from sanitation.accounts import queries
from sanitation.accounts.models import Account
from sanitation.accounts.rules import Action, Actor, authorise
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.quarter import Quarter
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions
from sanitation.errors import Code, Problem
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import append


@dataclass(frozen=True, slots=True)
class Parts:
    """Database, clock, city and files: the constructor of every service."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs

    def quarter_now(self) -> str:
        """Return the quarter of today in the city's own time, such as "2026Q3"."""
        today = self.clock.now().astimezone(ZoneInfo(self.city.timezone))
        return str(Quarter.of(today.date()))

    def log(
        self,
        session: Session,
        actor: Actor | None,
        kind: str,
        ref: str,
        facts: dict[str, object],
        reason: str = "",
    ) -> None:
        """Append the entry of a command; without an actor the installation itself acts."""
        event = Event(
            kind=kind,
            object=ref,
            facts=facts,
            actor=actor.ref if actor else "",
            role=actor.role if actor else "system",
            reason=reason,
        )
        append(session, event, at=self.clock.now())


def account_or_404(session: Session, ref: str) -> Account:
    """Return the account, locked; NOT_FOUND if there is none."""
    account = queries.account_for_update(session, ref)
    if account is None:
        raise Problem(Code.NOT_FOUND)
    return account


def may_manage(actor: Actor | None) -> None:
    """Let administrators through, and the installation itself (first run, command line)."""
    if actor is not None:
        authorise(actor, Action.MANAGE_ACCOUNTS)


def may_keep_files(actor: Actor | None) -> None:
    """Let the index office through, and the installation itself."""
    if actor is not None:
        authorise(actor, Action.MANAGE_ASSESSORS)


def instant_text(at: datetime | None) -> str | None:
    """Write an instant for the ledger, in UTC."""
    return at.isoformat() if at else None
