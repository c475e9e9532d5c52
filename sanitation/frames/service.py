"""Use cases of the frame: freeze, list, show, prove one row."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from sampling.allocation import Measure
from sanitation.accounts.rules import Action, Actor, Due, authorise
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.quarter import Quarter
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions
from sanitation.frames import freezing, queries, view
from sanitation.frames.allocating import FINE
from sanitation.frames.choices import Asked
from sanitation.frames.models import Frame
from sanitation.frames.past import EarlierDraw, PastSpreads
from sanitation.frames.values import FramePage, FrameRowShown, RowProof
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import append

NOTHING_ASKED = Asked()  # every value is the city's own


@dataclass(frozen=True, slots=True)
class Frames:
    """Use cases of the frame."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
    earlier: EarlierDraw
    past_spreads: PastSpreads

    def freeze(self, actor: Actor, quarter: str, asked: Asked = NOTHING_ASKED) -> str:
        """Freeze the register for a quarter, with every size; returns the frame's ref.

        The same register and choices give the same bytes: freezing twice gives the frame
        there is. FRAME_EMPTY; NOT_OPEN_YET while the draw before is sealed; INVALID_INPUT
        and PLAN_IMPOSSIBLE name what cannot be met.
        """
        authorise(actor, Action.RUN_QUARTER)
        label, now = str(Quarter.parse(quarter)), self.clock.now()
        with self.sessions.begin() as session:
            earlier = self.earlier(session, label, asked.rehearsal)
            freezing.check_open(earlier, now)
            spreads = self._spreads(session, label, asked)
            made = freezing.make(
                session, self.city, self.blobs, label, asked, earlier, spreads
            )
            digests = self.blobs.put(made.data), self.blobs.put(made.policy)
            there = queries.same(session, label, *digests)
            if there is not None:
                return there.ref
            closes = freezing.challenge_closes(self.city, now)
            row = freezing.keep(session, actor, label, made, self.blobs, now, closes)
            event = Event(
                kind="FrameFrozen",
                object=row.ref,
                facts=facts(row),
                actor=actor.ref,
                role=actor.role,
            )
            append(session, event, now)
            return row.ref

    def listing(self, actor: Actor) -> tuple[FrameRowShown, ...]:
        """List every frame, the latest first."""
        authorise(actor, Action.VIEW_QUARTER)
        now = self.clock.now()
        with self.sessions.read() as session:
            return tuple(view.row(frame, now) for frame in queries.frames(session))

    def page(self, actor: Actor, ref: str, number: int = 1) -> FramePage:
        """Show a frame: counts by area and venue type, sizes, and one page of changes."""
        authorise(actor, Action.VIEW_QUARTER)
        now = self.clock.now()
        with self.sessions.read() as session:
            frame = view.found(session, ref)
            return view.page(session, self.city, self.blobs, frame, now, number)

    def file(self, actor: Actor, ref: str) -> bytes:
        """Return frame.csv."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            return self.blobs.get(view.found(session, ref).sha256)

    def proof(self, actor: Actor, ref: str, site_id: str) -> RowProof:
        """Return one row with its path to the root, for the owner of that site."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            return view.proof(self.blobs, view.found(session, ref), site_id)

    def due(self, actor: Actor) -> tuple[Due, ...]:
        """Nothing waits here by itself: the control room tells when to freeze."""
        return ()

    def _spreads(self, session: Session, label: str, asked: Asked) -> dict[str, int]:
        """Return each venue type's spread: of past quarters, or else the city's prior."""
        if asked.measure is not Measure.NEYMAN:
            return {}
        prior = FINE * self.city.default_int("sample.prior_spread")
        known = self.past_spreads(session, label)
        return {one.id: known.get(one.id, prior) for one in self.city.venue_types}


def facts(row: Frame) -> dict[str, object]:
    """Give what the ledger's entry says of a frame, from its row alone."""
    return {
        "quarter": row.quarter,
        "sha256": row.sha256,
        "merkle_root": row.merkle_root,
        "diff": row.diff_sha256,
        "policy": row.policy_sha256,
        "sites": row.sites,
        "eligible": row.eligible,
    }
