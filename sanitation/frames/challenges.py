"""Use cases of the challenge: anybody reads a frame, the office answers objections."""

import hashlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sanitation.accounts.rules import Action, Actor, authorise
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions
from sanitation.errors import Code, Problem
from sanitation.frames import queries, view
from sanitation.frames.models import FrameObjection
from sanitation.frames.values import FramePage, FrameRowShown, RowProof
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import append

MOST_TEXT = 2000  # characters


@dataclass(frozen=True, slots=True)
class Challenges:
    """Use cases of the challenge. Reading needs no account: a frame is public."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs

    def listing(self) -> tuple[FrameRowShown, ...]:
        """List every frame as anybody may read it, the latest first."""
        now = self.clock.now()
        with self.sessions.read() as session:
            return tuple(view.row(frame, now) for frame in queries.frames(session))

    def page(self, ref: str, number: int = 1) -> FramePage:
        """Show a frame with its changes, objections and answers to anybody."""
        now = self.clock.now()
        with self.sessions.read() as session:
            frame = view.found(session, ref)
            return view.page(session, self.city, self.blobs, frame, now, number)

    def proof(self, ref: str, site_id: str) -> RowProof:
        """Return one row with its path to the root, for the owner of that site."""
        with self.sessions.read() as session:
            return view.proof(self.blobs, view.found(session, ref), site_id)

    def files(self, ref: str) -> dict[str, bytes]:
        """Return frame.csv and frame_diff.csv."""
        with self.sessions.read() as session:
            frame = view.found(session, ref)
        return {
            "frame.csv": self.blobs.get(frame.sha256),
            "frame_diff.csv": self.blobs.get(frame.diff_sha256),
        }

    def record(
        self, actor: Actor, ref: str, raised_by: str, text: str, site_id: str = ""
    ) -> str:
        """Write down an objection that came in, for everybody to read; returns its ref.

        raised_by: the body that objects, such as a street office. WRONG_STATE once the
        time for challenges is over; NOT_FOUND for a site that the frame does not have.
        """
        authorise(actor, Action.RUN_QUARTER)
        _check("raised_by", raised_by, 120)
        _check("text", text, MOST_TEXT)
        now = self.clock.now()
        with self.sessions.begin() as session:
            frame = view.found(session, ref)
            if not view.row(frame, now).challenge_open:
                raise Problem(Code.WRONG_STATE, state="the time for challenges is over")
            if site_id:
                view.proof(self.blobs, frame, site_id)
            made = FrameObjection(
                frame_id=frame.id,
                site_id=site_id,
                raised_by=raised_by.strip(),
                text=text.strip(),
                recorded_at=now,
                recorded_by=actor.ref,
            )
            session.add(made)
            session.flush()
            self._log(session, actor, "FrameChallenged", made, text)
            return made.ref

    def answer(self, actor: Actor, objection: str, text: str) -> str:
        """Answer an objection in public, once and for all; returns the frame's ref.

        What is right about it is corrected in the register, and the frame frozen again.
        """
        authorise(actor, Action.RUN_QUARTER)
        _check("answer", text, MOST_TEXT)
        with self.sessions.begin() as session:
            found = queries.objection_by_ref(session, objection)
            if found is None:
                raise Problem(Code.NOT_FOUND)
            if found.answer:
                raise Problem(Code.ALREADY_DONE)
            found.answer, found.answered_by = text.strip(), actor.ref
            found.answered_at = self.clock.now()
            self._log(session, actor, "ChallengeAnswered", found, text)
            return queries.frame_of(session, found).ref

    def _log(
        self, session: Session, actor: Actor, kind: str, one: FrameObjection, text: str
    ) -> None:
        facts = {
            "frame": queries.frame_of(session, one).ref,
            "site_id": one.site_id,
            "text_sha256": hashlib.sha256(text.strip().encode()).hexdigest(),
        }
        event = Event(
            kind=kind, object=one.ref, facts=facts, actor=actor.ref, role=actor.role
        )
        append(session, event, self.clock.now())


def _check(field: str, text: str, most: int) -> None:
    if not 1 <= len(text.strip()) <= most:
        raise Problem(Code.INVALID_INPUT, field=field, wanted=f"1 to {most} characters")
