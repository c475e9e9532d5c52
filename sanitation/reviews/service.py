"""Use cases of review: assign two strangers, seal, adjudicate, and what then stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sanitation.accounts.rules import Action, Actor, Due, Role, authorise
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions
from sanitation.errors import Code, Problem
from sanitation.fieldwork import photos
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import append
from sanitation.reviews import assignment, disputes, queries, recusal, rules, view
from sanitation.reviews.agreement import Agreement, agreement_of
from sanitation.reviews.blind import BlindRecord, Dispute, OpenDispute, Queue, Sealed
from sanitation.reviews.models import Mark, Review
from sanitation.reviews.rules import Judgement, Marks, ReviewState
from sanitation.reviews.waiting import waiting


@dataclass(frozen=True, slots=True)
class Reviews:
    """Use cases of review."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs

    def assign(self, actor: Actor, quarter: str) -> assignment.Batch:
        """Give every unassigned record of a quarter its two reviewers, in one batch.

        Drawn with the tickets of the quarter's seed; TOO_FEW_REVIEWERS names how many
        records lack two people without a conflict, and then nothing is assigned.
        """
        authorise(actor, Action.RUN_QUARTER)
        with self.sessions.begin() as session:
            return assignment.assign_batch(
                session, actor, self.city, quarter, self.clock.now()
            )

    def queue(self, actor: Actor) -> Queue:
        """Show a reviewer what comes next; no totals by place or person."""
        authorise(actor, Action.REVIEW)
        with self.sessions.read() as session:
            counts = queries.own_counts(session, actor.id)
            left = counts.get(ReviewState.ASSIGNED, 0)
            sealed = counts.get(ReviewState.SEALED, 0)
            return Queue(queries.next_handle(session, actor.id), left, sealed)

    def record(self, actor: Actor, handle: str) -> BlindRecord:
        """Give the actor's own review its record, blind; else NOT_FOUND."""
        authorise(actor, Action.REVIEW)
        with self.sessions.read() as session:
            review = self._own(session, actor, handle)
            return view.blind_record(
                session, self.city, self.blobs, handle, review.submission
            )

    def photo(self, actor: Actor, handle: str, number: int, most_px: int) -> bytes:
        """Give one photo of an own review or dispute as a stripped copy."""
        with self.sessions.read() as session:
            submission_id = self._judged(session, actor, handle)
            named = queries.photos(session, submission_id)
        found = next((photo for photo in named if photo.number == number), None)
        if found is None:
            raise Problem(Code.NOT_FOUND)
        return photos.derivative(self.blobs.get(found.sha256), most_px)

    def seal(
        self,
        actor: Actor,
        handle: str,
        marks: Marks,
        reasons: Mapping[str, str] | None = None,
    ) -> Sealed:
        """Seal the actor's own review; from then on nobody can change it.

        Raises NOT_FOUND, REVIEW_ALREADY_SEALED or MARKS_MISMATCH. Another reviewer's
        review is NOT_FOUND, not FORBIDDEN: blindness includes its existence. The second
        seal of a record opens a dispute where the two differ.
        """
        authorise(actor, Action.REVIEW)
        with self.sessions.begin() as session:
            review = self._own(session, actor, handle)
            items = rules.items_to_judge(queries.claimed(review.submission))
            rules.check_can_seal(review.state, marks, items)
            review.marks = [_mark(item, one, reasons or {}) for item, one in marks.items()]
            review.state, review.sealed_at = ReviewState.SEALED, self.clock.now()
            session.flush()
            event = Event(
                kind="ReviewSealed",
                object=review.handle,
                facts=facts(review),
                actor=actor.ref,
                role=actor.role,
            )
            receipt = append(session, event, review.sealed_at)
            disputes.open_if_needed(session, self.city, review, review.sealed_at)
            following = queries.next_handle(session, actor.id)
            return Sealed(receipt.handle, review.sealed_at, following)

    def recognise(self, actor: Actor, handle: str) -> str | None:
        """Say that I know the place: the record goes to another reviewer, and it is counted.

        Returns the next review of the actor. See `recusal.hand_over` for what is refused.
        """
        authorise(actor, Action.REVIEW)
        with self.sessions.begin() as session:
            review = self._own(session, actor, handle)
            recusal.hand_over(session, self.city, actor, review, self.clock.now())
            return queries.next_handle(session, actor.id)

    def disputes(self, actor: Actor) -> tuple[OpenDispute, ...]:
        """List an adjudicator's own open disputes."""
        authorise(actor, Action.ADJUDICATE)
        with self.sessions.read() as session:
            found = queries.open_adjudications(session, actor.id)
            return tuple(OpenDispute(one.handle, one.blind_at is not None) for one in found)

    def dispute(self, actor: Actor, handle: str) -> Dispute:
        """Give one own dispute: blind until the blind judgement is sealed."""
        authorise(actor, Action.ADJUDICATE)
        with self.sessions.read() as session:
            return view.dispute(session, self.city, self.blobs, actor.id, handle)

    def judge_blind(self, actor: Actor, handle: str, marks: Marks) -> None:
        """Seal the adjudicator's own blind judgement of the disputed indicators."""
        authorise(actor, Action.ADJUDICATE)
        with self.sessions.begin() as session:
            disputes.judge_blind(session, actor, handle, marks, self.clock.now())

    def adjudicate(self, actor: Actor, handle: str, marks: Marks, reason: str) -> Sealed:
        """Decide a dispute with both marks in sight, and say why."""
        authorise(actor, Action.ADJUDICATE)
        with self.sessions.begin() as session:
            now = self.clock.now()
            receipt = disputes.adjudicate(session, actor, handle, marks, reason, now)
            rest = queries.open_adjudications(session, actor.id)
            return Sealed(receipt.handle, now, rest[0].handle if rest else None)

    def progress(self, actor: Actor, quarter: str) -> Agreement:
        """Show the office how far a quarter's review is and how well judges agree."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            return agreement_of(session, quarter)

    def due(self, actor: Actor) -> tuple[Due, ...]:
        """Count what waits for a reviewer, an adjudicator, or the office that assigns."""
        with self.sessions.read() as session:
            return tuple(waiting(session, self.city, actor))

    def _own(self, session: Session, actor: Actor, handle: str) -> Review:
        review = queries.own_review(session, handle, actor.id)
        if review is None:
            raise Problem(Code.NOT_FOUND)
        return review

    def _judged(self, session: Session, actor: Actor, handle: str) -> int:
        if Role.REVIEWER in actor.roles:
            review = queries.own_review(session, handle, actor.id)
            if review is not None:
                return review.submission_id
        if Role.ADJUDICATOR in actor.roles:
            dispute = queries.own_adjudication(session, handle, actor.id)
            if dispute is not None:
                return dispute.submission_id
        raise Problem(Code.NOT_FOUND)


def facts(review: Review) -> Mapping[str, object]:
    """Give what the ledger's entry says of a review, from its rows alone."""
    return {
        "slot": review.slot,
        "state": review.state.value,
        "submission": review.submission.ref,
        "marks": {
            mark.item: [mark.state.value, mark.findings]
            for mark in sorted(review.marks, key=lambda mark: mark.item)
        },
    }


def _mark(item: str, one: Judgement, reasons: Mapping[str, str]) -> Mark:
    return Mark(
        item=item, state=one.state, findings=one.findings, reason=reasons.get(item, "")[:40]
    )
