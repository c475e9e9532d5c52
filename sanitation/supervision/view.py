"""Builds what pages show of toilets and cases, and what a person may do next."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sanitation.accounts.rules import PERMITTED, Action, Actor, Place
from sanitation.catalog.city import City
from sanitation.catalog.rubrics import rubric_texts
from sanitation.errors import Problem
from sanitation.sites.models import Site
from sanitation.supervision import queries
from sanitation.supervision.models import Case
from sanitation.supervision.rules import (
    TRANSITIONS,
    CaseState,
    Command,
    Hands,
    Side,
    check_hands,
)
from sanitation.supervision.values import (
    CasePage,
    CasePhotoRow,
    CaseRow,
    CaseStep,
    ToiletRow,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the toilet's checklist."""

    code: str
    name_zh: str
    name_en: str
    finding_zh: str
    finding_en: str
    severity: str


def toilet_lines(city: City) -> tuple[Line, ...]:
    """Return the indicators whose findings propose a case."""
    return tuple(
        Line(
            code,
            text.get("name_zh", code),
            text.get("name_en", code),
            text.get("finding_zh", ""),
            text.get("finding_en", ""),
            text["severity"],
        )
        for code, text in rubric_texts(city).items()
        if text.get("severity")
    )


def place_of(case: Case) -> Place:
    """Return where a case lies and who has to put it right."""
    return Place(case.district, case.street, case.party.ref if case.party else "")


def toilet_row(site: Site, last: datetime | None) -> ToiletRow:
    """Copy a toilet into plain values."""
    hours = site.toilet.hours if site.toilet else ""
    return ToiletRow(
        site.site_id, site.name, site.street, site.lon_e7, site.lat_e7, hours, last
    )


def case_row(case: Case) -> CaseRow:
    """Copy a case into plain values."""
    return CaseRow(
        ref=case.ref,
        number=case.number,
        item=case.item,
        severity=case.severity,
        state=case.state,
        closing=case.closing,
        round=case.round,
        site_id=case.site.site_id,
        site_name=case.site.name,
        street=case.street,
        party=case.party.name if case.party else "",
        due_at=case.due_at,
        accept_by=case.accept_by,
        provisional=case.due_provisional,
        escalated=case.escalated,
    )


def case_page(
    session: Session, city: City, case: Case, actor: Actor, hands: Hands
) -> CasePage:
    """Build a case's page."""
    text = rubric_texts(city).get(case.item, {})
    others = [
        one for one in queries.open_for(session, case.site_pk, case.item) if one is not case
    ]
    return CasePage(
        row=case_row(case),
        fault=case.fault,
        closing_condition=case.closing_condition,
        name_zh=text.get("name_zh", case.item),
        name_en=text.get("name_en", case.item),
        opened_at=case.opened_at,
        steps=tuple(
            CaseStep(e.command, e.state_after, e.round, e.at, e.actor_name, e.reason)
            for e in case.events
        ),
        photos=tuple(CasePhotoRow(p.ref, p.role, p.round, p.taken_at) for p in case.photos),
        allowed=allowed(case.state, actor, hands),
        duplicates=tuple(case_row(one) for one in others if one.ref != case.ref),
        deadlines=tuple((d.kind, d.due_at, d.rule, d.provisional) for d in case.deadlines),
    )


def allowed(state: CaseState, actor: Actor, hands: Hands) -> tuple[Command, ...]:
    """List the commands the table lets this person give now."""
    found = []
    for (at, command), row in TRANSITIONS.items():
        side = Action.DECIDE_CASE if row.side is Side.CITY else Action.RECTIFY
        if at is state and actor.roles & PERMITTED[side] and _free(command, actor, hands):
            found.append(command)
    return tuple(found)


def _free(command: Command, actor: Actor, hands: Hands) -> bool:
    try:
        check_hands(command, actor.ref, hands)
    except Problem:
        return False
    return True
