"""What the office and the auditor read of field records; persons stay out."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from sanitation.accounts.rules import Action, Actor, authorise
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions
from sanitation.errors import Code, Problem
from sanitation.fieldwork import photos, queries
from sanitation.fieldwork.models import Submission
from sanitation.fieldwork.rules import SubmissionState
from sanitation.fieldwork.view import RecordDetail, RecordRow, detail_of, row_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class OfficeReads:
    """Lists of records, and one record whole."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs

    def records(
        self, actor: Actor, quarter: str, state: SubmissionState | None, page: int
    ) -> tuple[tuple[RecordRow, ...], int]:
        """List a quarter's records for the office and the auditor, and how many."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            start = (page - 1) * PAGE
            rows, total = queries.records(session, quarter, state, start, PAGE)
            return tuple(row_of(one) for one in rows), total

    def counts(self, actor: Actor, quarter: str) -> dict[str, int]:
        """Count a quarter's tasks and its records by state."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            return queries.counts(session, quarter)

    def record(self, actor: Actor, ref: str) -> RecordDetail:
        """Give one record to the office or the auditor; NOT_FOUND if there is none."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            return detail_of(self._record(session, ref))

    def photo(self, actor: Actor, ref: str, number: int, most_px: int) -> bytes:
        """Give one photo of a record as a stripped copy."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            named = self._record(session, ref).photos
            found = next((one for one in named if one.number == number), None)
        if found is None or found.received_at is None:
            raise Problem(Code.NOT_FOUND)
        return photos.derivative(self.blobs.get(found.sha256), most_px)

    def _record(self, session: Session, ref: str) -> Submission:
        found = queries.submission_by_ref(session, ref)
        if found is None:
            raise Problem(Code.NOT_FOUND)
        return found
