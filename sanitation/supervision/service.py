"""Use cases of inspections and supervision cases: one table decides, one entry each."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sanitation.accounts.rules import Action, Actor, Due, authorise
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.rubrics import rubric_texts
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions
from sanitation.errors import Code, Problem
from sanitation.fieldwork import photos
from sanitation.ledger.leaf import Event, FileRef
from sanitation.ledger.service import append
from sanitation.sites.models import Site
from sanitation.supervision import acting, queries, view
from sanitation.supervision.acting import Desk
from sanitation.supervision.models import Case, CaseEvent, Inspection, InspectionAnswer
from sanitation.supervision.rules import (
    CaseState,
    Command,
    Hands,
    Side,
    check_findings,
    check_hands,
    next_state,
)
from sanitation.supervision.values import (
    Act,
    CaseCounts,
    CasePage,
    CaseRow,
    NewInspection,
    ToiletRow,
)
from sanitation.supervision.waiting import waiting

PAGE = 50
DEFAULT_SEVERITY = "S3"


@dataclass(frozen=True, slots=True)
class Supervision:
    """Use cases of inspections and supervision cases."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs

    def checklist(self, actor: Actor) -> tuple[view.Line, ...]:
        """Return the toilet's indicators with what a finding of each proposes."""
        authorise(actor, Action.INSPECT)
        return view.toilet_lines(self.city)

    def toilets(
        self, actor: Actor, words: str = "", street: str = "", page: int = 1
    ) -> tuple[tuple[ToiletRow, ...], int]:
        """List toilets, the longest uninspected first, and how many there are."""
        authorise(actor, Action.INSPECT)
        with self.sessions.read() as session:
            rows, total = queries.toilets(session, words, street, (page - 1) * PAGE, PAGE)
            return tuple(view.toilet_row(site, at) for site, at in rows), total

    def toilet(self, actor: Actor, site_id: str) -> ToiletRow:
        """Give one toilet; NOT_FOUND for anything else."""
        authorise(actor, Action.INSPECT)
        with self.sessions.read() as session:
            return view.toilet_row(self._toilet(session, site_id), None)

    def inspect(self, actor: Actor, command: NewInspection) -> tuple[str, ...]:
        """Keep an inspection; a draft case for every indicator with findings.

        Returns the refs of the drafts. EVIDENCE_MISSING for a finding without a photo,
        ANSWERS_MISMATCH for an indicator or a count the toilet's list does not have.
        """
        authorise(actor, Action.INSPECT)
        check_findings(
            command.findings, [line.code for line in view.toilet_lines(self.city)]
        )
        found = {item: count for item, count in command.findings.items() if count > 0}
        if absent := sorted(set(found) - command.photos.keys()):
            raise Problem(Code.EVIDENCE_MISSING, detail=", ".join(absent))
        with self.sessions.begin() as session:
            site = self._toilet(session, command.site_id)
            made = self._inspection(session, actor, site, command)
            desk = Desk(session, self.city, self.blobs, actor, self.clock.now())
            drafts = []
            for item, count in sorted(found.items()):
                case = self._draft(desk, site, made, item, count)
                acting.add_photo(desk, case, "fault", command.photos[item])
                self._log(desk, case, Command.INSPECT, "")
                drafts.append(case.ref)
            event = Event(
                kind="ToiletInspected",
                object=made.ref,
                facts={"site": site.site_id, "findings": found},
                actor=actor.ref,
                role=actor.role,
            )
            append(session, event, desk.now)
            return tuple(drafts)

    def act(self, actor: Actor, command: Act) -> CaseRow:
        """Give one command to a case, as the table allows.

        NOT_FOUND outside the actor's places; FORBIDDEN for the other side's command;
        CASE_TRANSITION, EVIDENCE_MISSING, EVIDENCE_REUSED, RECTIFIER_MAY_NOT_CLOSE,
        DEADLINE_PASSED or SIGN_OFF_SAME_PERSON as the command demands.
        """
        with self.sessions.begin() as session:
            case = self._case(session, actor, command.ref)
            row = next_state(case.state, command.command)
            side = Action.DECIDE_CASE if row.side is Side.CITY else Action.RECTIFY
            authorise(actor, side, view.place_of(case))
            check_hands(command.command, actor.ref, _hands(case))
            if row.reason and not command.reason.strip():
                raise Problem(Code.INVALID_INPUT, field="reason")
            if len(command.photos) < row.photos:
                raise Problem(Code.EVIDENCE_MISSING, detail="a photo of the place")
            desk = Desk(session, self.city, self.blobs, actor, self.clock.now())
            acting.carry_out(desk, case, command, row.to)
            self._log(desk, case, command.command, command.reason.strip())
            return view.case_row(case)

    def listing(
        self,
        actor: Actor,
        words: str = "",
        states: tuple[CaseState, ...] = (),
        page: int = 1,
        *,
        overdue: bool = False,
    ) -> tuple[tuple[CaseRow, ...], int]:
        """List the cases of the actor's places, those due first, and how many there are."""
        authorise(actor, Action.VIEW_CASE)
        late_at = self.clock.now() if overdue else None
        with self.sessions.read() as session:
            start = (page - 1) * PAGE
            rows, total = queries.cases(
                session, actor.scope, words, states, start, PAGE, late_at
            )
            return tuple(view.case_row(case) for case in rows), total

    def case(self, actor: Actor, ref: str) -> CasePage:
        """Give one case with its timeline and what the actor may do; else NOT_FOUND."""
        authorise(actor, Action.VIEW_CASE)
        with self.sessions.read() as session:
            case = self._case(session, actor, ref)
            return view.case_page(session, self.city, case, actor, _hands(case))

    def photo(self, actor: Actor, ref: str, photo: str, most_px: int) -> bytes:
        """Give a photo of a case as a stripped copy."""
        authorise(actor, Action.VIEW_CASE)
        with self.sessions.read() as session:
            case = self._case(session, actor, ref)
            found = next((one for one in case.photos if one.ref == photo), None)
        if found is None:
            raise Problem(Code.NOT_FOUND)
        return photos.derivative(self.blobs.get(found.sha256), most_px)

    def counts(self, actor: Actor) -> CaseCounts:
        """Count the cases of the actor's places."""
        authorise(actor, Action.VIEW_CASE)
        with self.sessions.read() as session:
            open_now = queries.due_counts(session, actor.scope, self.clock.now())
            closed = queries.closed_counts(session, actor.scope)
        return CaseCounts(open_now.pop("open"), open_now.pop("overdue"), open_now, **closed)

    def due(self, actor: Actor) -> tuple[Due, ...]:
        """Count the cases that wait for this side."""
        with self.sessions.read() as session:
            return tuple(waiting(session, actor, self.clock.now()))

    def _toilet(self, session: Session, site_id: str) -> Site:
        site = queries.toilet(session, site_id)
        if site is None:
            raise Problem(Code.NOT_FOUND)
        return site

    def _case(self, session: Session, actor: Actor, ref: str) -> Case:
        case = queries.case_by_ref(session, ref)
        if case is None:
            raise Problem(Code.NOT_FOUND)
        authorise(actor, Action.VIEW_CASE, view.place_of(case))
        return case

    def _inspection(
        self, session: Session, actor: Actor, site: Site, command: NewInspection
    ) -> Inspection:
        made = Inspection(
            site_pk=site.id,
            inspector_id=actor.id,
            at=self.clock.now(),
            lon_e7=command.lon_e7,
            lat_e7=command.lat_e7,
            note=command.note,
            answers=[
                InspectionAnswer(item=item, findings=count)
                for item, count in sorted(command.findings.items())
            ],
        )
        session.add(made)
        session.flush()
        return made

    def _draft(
        self, desk: Desk, site: Site, inspection: Inspection, item: str, count: int
    ) -> Case:
        text = rubric_texts(self.city).get(item, {})
        severity = (text.get("severity", "") or DEFAULT_SEVERITY)[:2]
        year = desk.now.year
        case = Case(
            number=queries.next_number(desk.session, year),
            site_pk=site.id,
            site=site,
            inspection_id=inspection.id,
            item=item,
            severity=severity,
            fault=f"{text.get('name_zh', item)} × {count}",
            closing_condition=text.get("finding_zh", item),
            state=CaseState.DRAFT,
            district=self.city.district_of(site.street),
            street=site.street,
            party_id=site.contractor_id,
            party=site.contractor,
            opened_at=desk.now,
            visitor_ref=desk.actor.ref,
        )
        desk.session.add(case)
        desk.session.flush()
        return case

    def _log(self, desk: Desk, case: Case, command: Command, reason: str) -> None:
        case.events.append(
            CaseEvent(
                command=command,
                state_after=case.state,
                round=case.round,
                at=desk.now,
                actor_ref=desk.actor.ref,
                actor_name=desk.actor.name,
                reason=reason,
            )
        )
        desk.session.flush()
        event = Event(
            kind="Case" + "".join(part.title() for part in command.value.split("_")),
            object=case.ref,
            facts=facts(case),
            actor=desk.actor.ref,
            role=desk.actor.role,
            reason=reason,
            files=tuple(
                FileRef(one.sha256, one.size, "image/jpeg")
                for one in case.photos
                if one.taken_at == desk.now
            ),
        )
        append(desk.session, event, desk.now)


def facts(row: Case) -> Mapping[str, object]:
    """Give what the ledger's entry says of a case, from its rows alone."""
    return {
        "number": row.number,
        "item": row.item,
        "severity": row.severity,
        "state": row.state.value,
        "closing": row.closing.value if row.closing else None,
        "round": row.round,
        "due": row.due_at.isoformat() if row.due_at else None,
        "photos": sorted(photo.sha256 for photo in row.photos),
        "steps": len(row.events),
    }


def _hands(case: Case) -> Hands:
    return Hands(
        issuer=case.issuer_ref,
        disputed=case.returns > 0,
        first_visitor=case.visitor_ref,
        submitter=case.submitter_ref,
        reviewer=case.reviewer_ref,
        looked_back=case.looked_back,
    )
