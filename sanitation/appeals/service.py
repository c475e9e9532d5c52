"""Use cases of appeals: file, judge blind, rule; a ruling re-scores in one transaction."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from sanitation.accounts.rules import Action, Actor, Due, Level, Place, authorise
from sanitation.appeals import panel, queries, ruling, view
from sanitation.appeals.facts import of_appeal
from sanitation.appeals.models import Appeal, AppealEvidence
from sanitation.appeals.rules import AppealState, Outcome, check_can_file
from sanitation.appeals.values import (
    AppealDetail,
    AppealRow,
    FileAppeal,
    Finding,
    FindingPage,
    PanelView,
    Seat,
)
from sanitation.appeals.waiting import waiting
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.loader import load_calendar
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions
from sanitation.errors import Code, Problem
from sanitation.fieldwork import photos
from sanitation.fieldwork import queries as records
from sanitation.fieldwork.models import Submission
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import append
from sanitation.publication import queries as releases
from sanitation.publication.models import Release
from sanitation.publication.rules import STANDING
from sanitation.publication.service import Publication

PAGE = 50


@dataclass(frozen=True, slots=True)
class Appeals:
    """Use cases of appeals."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
    publication: Publication

    def findings(self, actor: Actor, quarter: str, page: int = 1) -> FindingPage:
        """List the notified findings of the actor's own places, the costliest first."""
        authorise(actor, Action.VIEW_FINDINGS)
        with self.sessions.read() as session:
            release = releases.current(session, quarter, STANDING)
            if release is None:
                return FindingPage((), 0, None, open=False)
            streets = self._streets(actor)
            rows, total = queries.findings(
                session,
                release.run_id,
                streets,
                actor.scope.contractor,
                (page - 1) * PAGE,
                PAGE,
            )
            built = [
                view.finding(session, self.city, self.blobs, release.run, r) for r in rows
            ]
            closes = release.appeals_close_at
            still = closes is not None and self.clock.now() <= closes
            return FindingPage(tuple(built), total, closes, open=still)

    def finding(self, actor: Actor, submission: str, item: str) -> Finding:
        """Give one notified finding of the actor's own places; else NOT_FOUND."""
        authorise(actor, Action.FILE_APPEAL)
        with self.sessions.read() as session:
            found = records.submission_by_ref(session, submission)
            if found is None:
                raise Problem(Code.NOT_FOUND)
            place = view.place_of(self.city, found.task.site)
            authorise(actor, Action.FILE_APPEAL, place)
            run = self._standing(session, found).run
            row = queries.finding_row(session, run.id, found.id, item)
            if row is None:
                raise Problem(Code.NOT_FOUND)
            return view.finding(session, self.city, self.blobs, run, row)

    def file(self, actor: Actor, command: FileAppeal) -> str:
        """File an appeal against one finding; returns its ref.

        NOT_FOUND outside the actor's places; APPEAL_EXISTS, APPEAL_WINDOW_CLOSED;
        INVALID_INPUT without a word why; PHOTO_INVALID for evidence that is no photo.
        """
        authorise(actor, Action.FILE_APPEAL)
        if not command.text.strip():
            raise Problem(Code.INVALID_INPUT, field="text")
        for data in command.files:
            photos.check(data)
        digests = [(self.blobs.put(data), len(data)) for data in command.files]
        with self.sessions.begin() as session:
            submission = records.submission_by_ref(session, command.submission)
            if submission is None:
                raise Problem(Code.NOT_FOUND)
            place = view.place_of(self.city, submission.task.site)
            authorise(actor, Action.FILE_APPEAL, place)
            release = self._standing(session, submission)
            mark = queries.scored(session, release.run_id, submission.id, command.item)
            check_can_file(
                self.clock.now(),
                release.appeals_close_at,
                mark.findings if mark else 0,
                exists=queries.appeal_of(session, submission.id, command.item) is not None,
            )
            assert mark is not None  # noqa: S101  check_can_file refused its absence
            made = self._appeal(session, actor, command, release, submission, place)
            made.stood = mark.findings
            made.evidence = [
                AppealEvidence(sha256=digest, size=size, media_type="image/jpeg")
                for digest, size in digests
            ]
            session.add(made)
            session.flush()
            event = Event(
                kind="AppealFiled",
                object=made.ref,
                facts=of_appeal(made),
                actor=actor.ref,
                role=actor.role,
            )
            append(session, event, made.filed_at)
            return made.ref

    def withdraw(self, actor: Actor, ref: str) -> None:
        """Withdraw an own appeal that has not been ruled."""
        authorise(actor, Action.FILE_APPEAL)
        with self.sessions.begin() as session:
            found = self._found(session, actor, ref, Action.FILE_APPEAL)
            if found.state not in queries.OPEN:
                raise Problem(Code.WRONG_STATE, state=found.state.value)
            found.state = AppealState.WITHDRAWN
            self._log(session, "AppealWithdrawn", found, actor)

    def draw_panel(self, actor: Actor, ref: str) -> None:
        """Draw two people without a conflict to judge an appeal."""
        authorise(actor, Action.RUN_QUARTER)
        with self.sessions.begin() as session:
            found = self._found(session, actor, ref, Action.VIEW_APPEAL)
            panel.draw(session, self.city, found)
            self._log(session, "PanelDrawn", found, actor)

    def seats(self, actor: Actor) -> tuple[Seat, ...]:
        """List a panellist's appeals."""
        authorise(actor, Action.JUDGE_APPEAL)
        with self.sessions.read() as session:
            return tuple(
                Seat(
                    seat.handle,
                    seat.sealed_at is not None,
                    appeal.state is AppealState.READY,
                )
                for seat, appeal in queries.seats_of(session, actor.id)
            )

    def seat(self, actor: Actor, handle: str) -> PanelView:
        """Give an appeal to its panellist: blind first, the dossier after both sealed."""
        authorise(actor, Action.JUDGE_APPEAL)
        with self.sessions.read() as session:
            return view.panel_view(session, self.city, self.blobs, actor.id, handle)

    def seat_photo(self, actor: Actor, handle: str, number: int, most_px: int) -> bytes:
        """Give one photo of an appealed finding as a stripped copy."""
        authorise(actor, Action.JUDGE_APPEAL)
        with self.sessions.read() as session:
            digest = view.panel_photo(session, actor.id, handle, number)
        return photos.derivative(self.blobs.get(digest), most_px)

    def judge_blind(self, actor: Actor, handle: str, findings: int) -> None:
        """Seal the panellist's own blind count of the findings in the photos."""
        authorise(actor, Action.JUDGE_APPEAL)
        with self.sessions.begin() as session:
            found = panel.judge(session, actor, handle, findings, self.clock.now())
            self._log(session, "PanelJudged", found, actor)

    def rule(
        self, actor: Actor, handle: str, outcome: Outcome, findings: int, reason: str
    ) -> str:
        """Rule with reasons; the score is recomputed and the release superseded at once.

        Returns the ref of the release that stands afterwards.
        """
        authorise(actor, Action.JUDGE_APPEAL)
        with self.sessions.begin() as session:
            standing = ruling.rule(
                session,
                ruling.Parts(self.city, self.blobs, self.publication, self.clock.now()),
                actor,
                handle,
                ruling.Decision(outcome, findings, reason),
            )
        self.publication.attach_checkpoint(standing)
        return standing

    def listing(self, actor: Actor, quarter: str) -> tuple[AppealRow, ...]:
        """List a quarter's appeals of the actor's places."""
        authorise(actor, Action.VIEW_APPEAL)
        with self.sessions.read() as session:
            found = queries.appeals(session, actor.scope, quarter)
            return tuple(view.row(appeal) for appeal in found)

    def appeal(self, actor: Actor, ref: str) -> AppealDetail:
        """Give one appeal; NOT_FOUND outside the actor's places."""
        authorise(actor, Action.VIEW_APPEAL)
        with self.sessions.read() as session:
            found = self._found(session, actor, ref, Action.VIEW_APPEAL)
            return view.detail(session, self.city, self.blobs, found)

    def evidence(self, actor: Actor, ref: str, evidence: str, most_px: int) -> bytes:
        """Give a file of an appeal as a stripped copy, to whoever may read the appeal."""
        authorise(actor, Action.VIEW_APPEAL)
        with self.sessions.read() as session:
            found = self._found(session, actor, ref, Action.VIEW_APPEAL)
            named = next((file for file in found.evidence if file.ref == evidence), None)
        if named is None:
            raise Problem(Code.NOT_FOUND)
        return photos.derivative(self.blobs.get(named.sha256), most_px)

    def open_count(self, quarter: str) -> int:
        """Count the quarter's appeals that wait for a ruling."""
        with self.sessions.read() as session:
            return queries.open_count(session, quarter)

    def due(self, actor: Actor) -> tuple[Due, ...]:
        """Count what waits for a panellist, the office, or whoever may still appeal."""
        with self.sessions.read() as session:
            streets = self._streets(actor)
            return tuple(waiting(session, actor, streets, self.clock.now()))

    def _streets(self, actor: Actor) -> tuple[str, ...] | None:
        scope = actor.scope
        if scope.level is Level.STREET:
            return (scope.street,)
        if scope.level is Level.DISTRICT:
            codes = (street.code for street in self.city.streets)
            return tuple(c for c in codes if self.city.district_of(c) == scope.district)
        return None

    def _standing(self, session: Session, submission: Submission) -> Release:
        quarter = submission.task.draw.quarter
        release = releases.current(session, quarter, STANDING)
        if release is None:
            raise Problem(Code.NOT_FOUND)
        return release

    def _appeal(
        self,
        session: Session,
        actor: Actor,
        command: FileAppeal,
        release: Release,
        submission: Submission,
        place: Place,
    ) -> Appeal:
        now = self.clock.now()
        days = self.city.default_int("appeal.ruling_days")
        return Appeal(
            number=queries.next_number(session, release.quarter),
            quarter=release.quarter,
            release_id=release.id,
            submission_id=submission.id,
            item=command.item,
            ground=command.ground,
            text=command.text,
            state=AppealState.FILED,
            district=place.district,
            street=place.street,
            contractor=place.contractor,
            filed_by_id=actor.id,
            filed_at=now,
            rule_by=load_calendar(self.city.calendar).add_working_days(now, days).due,
        )

    def _found(self, session: Session, actor: Actor, ref: str, action: Action) -> Appeal:
        found = queries.appeal_by_ref(session, ref)
        if found is None:
            raise Problem(Code.NOT_FOUND)
        authorise(actor, action, Place(found.district, found.street, found.contractor))
        return found

    def _log(self, session: Session, kind: str, found: Appeal, actor: Actor) -> None:
        session.flush()
        event = Event(
            kind=kind,
            object=found.ref,
            facts=of_appeal(found),
            actor=actor.ref,
            role=actor.role,
        )
        append(session, event, self.clock.now())
