"""Use cases of publication: propose, sign with a second person, supersede, read.

The office proposes, another person of the office signs; districts see the provisional
release, everybody the final one; superseded releases stay readable.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sanitation.accounts.rules import Action, Actor, Due, Level, Role, authorise
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.loader import load_calendar
from sanitation.catalog.quarter import Quarter
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions
from sanitation.errors import Code, Problem
from sanitation.fieldwork.checklist import ChecklistItem, checklist
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import Ledger, append
from sanitation.publication import pages, queries, rules
from sanitation.publication.diagnosis import Diagnosis, diagnose
from sanitation.publication.models import Release
from sanitation.publication.rules import ReleaseState, Stage
from sanitation.publication.values import AreaPage, Ranking, ReleaseRow
from sanitation.scores import queries as score_queries
from sanitation.scores.composition import composition
from sanitation.scores.models import ScoreRun
from scoring import rubric
from scoring.vocabulary import quarter as quarter_of


@dataclass(frozen=True, slots=True)
class Publication:
    """Use cases of publication."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
    ledger: Ledger
    # Appeals come after publication, so the count of a quarter's open ones is handed in.
    open_appeals: Callable[[Session, str], int]

    def propose(self, actor: Actor, quarter: str, stage: Stage, run_ref: str) -> str:
        """Propose a release of this run; returns its ref. A second person has to sign it.

        WRONG_STATE or RELEASE_EXISTS where the quarter does not stand for it: a final
        release follows a provisional one, of the same run, with no appeal open.
        """
        authorise(actor, Action.PUBLISH)
        with self.sessions.begin() as session:
            run = score_queries.run_by_ref(session, run_ref)
            if run is None or run.quarter != quarter:
                raise Problem(Code.NOT_FOUND)
            self._check_fits(session, stage, run)
            made = self._release(session, actor, run, stage, ReleaseState.DRAFT, "")
            append(session, _event("ReleaseProposed", made, actor), self.clock.now())
            return made.ref

    def sign(self, actor: Actor, ref: str) -> ReleaseRow:
        """Sign a proposed release: it is published, and the one before is superseded.

        SIGN_OFF_SAME_PERSON for the proposer, and what `propose` refuses; APPEAL_WINDOW_OPEN
        for a final release before the time for appeals is over. A provisional
        release starts the appeal window of the city's rule, counted in working days from
        the notification.
        """
        authorise(actor, Action.PUBLISH)
        with self.sessions.begin() as session:
            release = self._found(session, ref)
            rules.check_can_sign(release.state, release.proposed_by, actor.ref)
            # Much may have happened since it was proposed: an appeal, another release.
            before = self._check_fits(session, release.stage, release.run)
            now = self.clock.now()
            if before is not None:
                rules.check_window_over(release.stage, before.appeals_close_at, now)
                before.state = ReleaseState.SUPERSEDED
                release.supersedes_id = before.id
                release.appeals_close_at = before.appeals_close_at
            release.state = rules.STATE_OF[release.stage]
            release.signed_by, release.published_at = actor.ref, now
            release.findings_notified_at = now
            if release.stage is Stage.PROVISIONAL:
                release.appeals_close_at = self._appeals_close(now)
            session.flush()
            append(session, _event("ReleasePublished", release, actor), now)
        return self._attach_checkpoint(ref)

    def supersede(
        self, session: Session, actor: Actor, run: ScoreRun, reason: str, now: datetime
    ) -> Release:
        """Join the caller's transaction: put a new run in the place of the standing release.

        Used by a ruling, whose own signatures stand for the two; the stage stays.
        """
        before = queries.current(session, run.quarter, rules.STANDING)
        if before is None:
            raise Problem(Code.WRONG_STATE, state="nothing published")
        made = self._release(session, actor, run, before.stage, before.state, reason)
        before.state = ReleaseState.SUPERSEDED
        made.supersedes_id = before.id
        made.signed_by, made.published_at = actor.ref, now
        made.appeals_close_at = before.appeals_close_at
        made.findings_notified_at = before.findings_notified_at
        session.flush()
        append(session, _event("ReleaseSuperseded", made, actor), now)
        return made

    def attach_checkpoint(self, ref: str) -> None:
        """Sign the ledger's head and keep it with the release it covers."""
        self._attach_checkpoint(ref)

    def quarters(self) -> tuple[Quarter, ...]:
        """List every quarter with anything in it, the latest first."""
        with self.sessions.read() as session:
            return tuple(Quarter.parse(label) for label in queries.quarters(session))

    def releases(self, actor: Actor | None) -> tuple[ReleaseRow, ...]:
        """List the releases this person may read, superseded and proposed ones included."""
        states = set(rules.visible_to(actor))
        if states >= rules.STANDING:
            states |= {ReleaseState.SUPERSEDED}
        if actor is not None and actor.roles & {Role.OFFICE, Role.AUDITOR}:
            states |= {ReleaseState.DRAFT}
        with self.sessions.read() as session:
            return tuple(
                pages.release_row(self.city, one)
                for one in queries.releases(session, states)
            )

    def release(self, actor: Actor | None, ref: str) -> ReleaseRow:
        """Give one release; NOT_FOUND while this person may not read it."""
        with self.sessions.read() as session:
            return pages.release_row(self.city, self._readable(session, actor, ref))

    def ranking(
        self, actor: Actor | None, quarter: str, level: str, ref: str = ""
    ) -> Ranking | None:
        """Give the standing ranking of a quarter, or a named release's; None if there is none."""
        with self.sessions.read() as session:
            release = (
                self._readable(session, actor, ref)
                if ref
                else queries.current(session, quarter, rules.visible_to(actor))
            )
            if release is None:
                return None
            return pages.ranking(session, self.city, release, level)

    def latest_final(self) -> str | None:
        """Return the latest quarter with a final release."""
        with self.sessions.read() as session:
            found = queries.releases(session, rules.PUBLIC)
            return found[0].quarter if found else None

    def latest_notified(self) -> str | None:
        """Return the latest quarter whose findings are notified: provisional or final."""
        with self.sessions.read() as session:
            found = queries.releases(session, rules.STANDING)
            return found[0].quarter if found else None

    def checklists(self) -> dict[str, tuple[ChecklistItem, ...]]:
        """Give what is counted at each venue type, by the rubric last published with.

        Empty before the first final release that was computed from records.
        """
        with self.sessions.read() as session:
            for release in queries.releases(session, rules.PUBLIC):
                pinned = release.run.rubric_sha256
                if pinned:
                    return {
                        venue.id: checklist(self.city, self.blobs, pinned, venue.id).items
                        for venue in self.city.venue_types
                    }
        return {}

    def area(
        self, actor: Actor | None, quarter: str, level: str, code: str
    ) -> AreaPage | None:
        """Give a street's or district's page of a quarter; None without a release."""
        with self.sessions.read() as session:
            states = rules.visible_to(actor)
            release = queries.current(session, quarter, states)
            if release is None:
                return None
            return pages.area_page(
                session, self.city, self.blobs, release, level, code, states
            )

    def diagnosis(self, page: AreaPage, level: str) -> Diagnosis | None:
        """Tell what a place's next grade needs and which fixes would pay most.

        From the figures its page shows and the rubric its run pinned. None for a table
        that was taken over, or an index that is put together in another way.
        """
        if page.release.source != "computed":
            return None
        parsed = rubric.parse(self.blobs.get(page.release.rubric_sha256))
        made = composition(parsed, level, quarter_of(page.release.quarter))
        return diagnose(page.area, page.venues, page.lost, made) if made else None

    def own_area(self, actor: Actor) -> AreaPage | None:
        """Give the page of the actor's own district or street, from the latest release.

        None for an account that answers for the whole city or for a firm's contracts.
        """
        scope = actor.scope
        if scope.level not in {Level.DISTRICT, Level.STREET}:
            return None
        code = scope.street if scope.level is Level.STREET else scope.district
        with self.sessions.read() as session:
            standing = queries.releases(session, rules.visible_to(actor))
        if not standing:
            return None
        return self.area(actor, standing[0].quarter, scope.level.value, code)

    def photo(self, actor: Actor | None, ref: str, most_px: int) -> bytes:
        """Give a published finding's photo as a stripped copy; NOT_FOUND before release."""
        with self.sessions.read() as session:
            return pages.photo(session, self.blobs, ref, rules.visible_to(actor), most_px)

    def due(self, actor: Actor) -> tuple[Due, ...]:
        """Count the proposed releases this person could sign, and those a colleague must."""
        if Role.OFFICE not in actor.roles:
            return ()
        with self.sessions.read() as session:
            drafts = queries.releases(session, {ReleaseState.DRAFT})
        theirs = sum(draft.proposed_by != actor.ref for draft in drafts)
        own = len(drafts) - theirs
        return (Due("releases_to_sign", theirs), Due("releases_unsigned", own))

    def _release(
        self,
        session: Session,
        actor: Actor,
        run: ScoreRun,
        stage: Stage,
        state: ReleaseState,
        reason: str,
    ) -> Release:
        made = Release(
            quarter=run.quarter,
            number=queries.next_number(session, run.quarter),
            stage=stage,
            state=state,
            run_id=run.id,
            run=run,
            proposed_by=actor.ref,
            proposed_at=self.clock.now(),
            reason=reason,
            draw_digest=pages.draw_digest(session, run),
        )
        session.add(made)
        session.flush()
        return made

    def _check_fits(self, session: Session, stage: Stage, run: ScoreRun) -> Release | None:
        """Check that the quarter stands for this release; return the one it replaces."""
        standing = queries.current(session, run.quarter, rules.STANDING)
        rules.check_can_propose(
            stage,
            standing.state if standing else None,
            self.open_appeals(session, run.quarter),
            imported=run.source == "imported",
        )
        # What rulings changed lies in the standing run; any other would undo them.
        if standing is not None and standing.run_id != run.id:
            raise Problem(Code.WRONG_STATE, state="another run stands")
        return standing

    def _found(self, session: Session, ref: str) -> Release:
        release = queries.release_by_ref(session, ref)
        if release is None:
            raise Problem(Code.NOT_FOUND)
        return release

    def _readable(self, session: Session, actor: Actor | None, ref: str) -> Release:
        release = self._found(session, ref)
        inside = actor is not None and actor.roles & {Role.OFFICE, Role.AUDITOR}
        states = rules.visible_to(actor)
        once_public = release.state is ReleaseState.SUPERSEDED and (
            release.stage is Stage.FINAL or states >= rules.STANDING
        )
        if not (inside or once_public or release.state in states):
            raise Problem(Code.NOT_FOUND)
        return release

    def _appeals_close(self, now: datetime) -> datetime:
        days = self.city.default_int("appeal.window_days")
        return load_calendar(self.city.calendar).add_working_days(now, days).due

    def _attach_checkpoint(self, ref: str) -> ReleaseRow:
        note = self.ledger.checkpoint()
        with self.sessions.begin() as session:
            release = self._found(session, ref)
            release.checkpoint = note
            session.flush()
            return pages.release_row(self.city, release)


def facts(row: Release) -> dict[str, object]:
    """Give what the ledger's entry says of a release, from its rows alone."""
    return {
        "quarter": row.quarter,
        "number": row.number,
        "stage": row.stage.value,
        "run": row.run.ref,
        "result": row.run.result_sha256,
        "inputs": row.run.inputs_sha256,
        "signed": row.signed_by,
        "reason": row.reason,
    }


def _event(kind: str, release: Release, actor: Actor) -> Event:
    return Event(
        kind=kind,
        object=release.ref,
        facts=facts(release),
        actor=actor.ref,
        role=actor.role,
        reason=release.reason,
        versions={"rubric": release.run.rubric_sha256, "algorithm": release.run.algorithm},
    )
