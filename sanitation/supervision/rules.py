"""The one table of a supervision case: which command leads where, and who may give it. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sanitation.errors import Code, Problem


class CaseState(StrEnum):
    """Where a case stands. Overdue and escalated are flags, not states."""

    DRAFT = "draft"
    ISSUED = "issued"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    RECTIFYING = "rectifying"
    SUBMITTED = "submitted"
    REVIEWING = "reviewing"
    REINSPECTION_DUE = "reinspection_due"
    REINSPECTED = "reinspected"
    PAUSED = "paused"
    CLOSED = "closed"


class Closing(StrEnum):
    """How a case ended."""

    RECTIFIED = "rectified"
    CANNOT_RECTIFY = "cannot_rectify_approved"
    VOID = "void"


class Command(StrEnum):
    """What can be done to a case."""

    INSPECT = "inspect"
    ISSUE = "issue"
    ACCEPT = "accept"
    RETURN = "return"
    PLAN = "plan"
    SUBMIT = "submit"
    EXTEND = "extend"
    PAUSE = "pause"
    RESUME = "resume"
    GIVE_UP = "give_up"
    CLAIM = "claim"
    PASS = "pass"
    FAIL = "fail"
    LOOK_BACK_PASS = "look_back_pass"
    LOOK_BACK_FAIL = "look_back_fail"
    CLOSE = "close"
    REOPEN = "reopen"
    VOID = "void"
    ESCALATE = "escalate"


class Side(StrEnum):
    """Which side gives a command."""

    CITY = "city"  # the inspecting side
    PARTY = "party"  # whoever has to put it right, or its district


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. photos: how many the command needs. reason: a text is needed."""

    to: CaseState
    side: Side
    photos: int = 0
    reason: bool = False


S, C = CaseState, Command
CITY, PARTY = Side.CITY, Side.PARTY
OPEN = tuple(state for state in CaseState if state is not CaseState.CLOSED)

TRANSITIONS: Mapping[tuple[CaseState, Command], Transition] = {
    (S.DRAFT, C.ISSUE): Transition(S.ISSUED, CITY),
    (S.ISSUED, C.ACCEPT): Transition(S.RECTIFYING, PARTY),  # ACCEPTED where a plan is due
    (S.ISSUED, C.RETURN): Transition(S.RETURNED, PARTY, reason=True),
    (S.RETURNED, C.ISSUE): Transition(S.ISSUED, CITY, reason=True),
    (S.ACCEPTED, C.PLAN): Transition(S.RECTIFYING, PARTY, reason=True),
    (S.ACCEPTED, C.EXTEND): Transition(S.ACCEPTED, CITY, reason=True),
    (S.RECTIFYING, C.EXTEND): Transition(S.RECTIFYING, CITY, reason=True),
    (S.ACCEPTED, C.PAUSE): Transition(S.PAUSED, CITY, reason=True),
    (S.RECTIFYING, C.PAUSE): Transition(S.PAUSED, CITY, reason=True),
    (S.PAUSED, C.RESUME): Transition(S.RECTIFYING, CITY),
    (S.RECTIFYING, C.SUBMIT): Transition(S.SUBMITTED, PARTY, photos=1),
    (S.RECTIFYING, C.GIVE_UP): Transition(S.CLOSED, CITY, photos=1, reason=True),
    (S.PAUSED, C.GIVE_UP): Transition(S.CLOSED, CITY, photos=1, reason=True),
    (S.SUBMITTED, C.CLAIM): Transition(S.REVIEWING, CITY),
    (S.REVIEWING, C.PASS): Transition(S.REINSPECTION_DUE, CITY),
    (S.REVIEWING, C.FAIL): Transition(S.RECTIFYING, CITY, reason=True),
    (S.REINSPECTION_DUE, C.LOOK_BACK_PASS): Transition(S.REINSPECTED, CITY, photos=1),
    (S.REINSPECTION_DUE, C.LOOK_BACK_FAIL): Transition(
        S.RECTIFYING, CITY, photos=1, reason=True
    ),
    (S.REINSPECTED, C.CLOSE): Transition(S.CLOSED, CITY),
    (S.CLOSED, C.REOPEN): Transition(S.RECTIFYING, CITY, reason=True),
    **{(state, C.VOID): Transition(S.CLOSED, CITY, reason=True) for state in OPEN},
    **{
        (state, C.ESCALATE): Transition(state, CITY)
        for state in OPEN
        if state is not S.DRAFT
    },
}


def next_state(state: CaseState, command: Command) -> Transition:
    """Return the row of the table, or refuse: CASE_TRANSITION."""
    row = TRANSITIONS.get((state, command))
    if row is None:
        raise Problem(Code.CASE_TRANSITION, state=state.value, command=command.value)
    return row


@dataclass(frozen=True, slots=True)
class Hands:
    """Who has touched a case so far, by account ref; what the guards look at."""

    issuer: str = ""
    disputed: bool = False  # it was returned as "not ours" at least once
    first_visitor: str = ""
    submitter: str = ""
    reviewer: str = ""
    looked_back: bool = False  # passed in this round, or spared by the logged draw


def check_hands(command: Command, actor: str, hands: Hands) -> None:
    """Keep the roles apart: the rectifier never closes, the look-back is somebody else's.

    RECTIFIER_MAY_NOT_CLOSE or CASE_TRANSITION with the reason.
    """
    if command is Command.CLOSE and actor == hands.submitter:
        raise Problem(Code.RECTIFIER_MAY_NOT_CLOSE)
    if command is Command.CLOSE and hands.disputed and actor == hands.issuer:
        raise Problem(Code.CASE_TRANSITION, state="disputed: another officer closes")
    if command is Command.CLOSE and not hands.looked_back:
        raise Problem(Code.CASE_TRANSITION, state="no look-back")
    if command in {Command.PASS, Command.FAIL} and actor != hands.reviewer:
        raise Problem(Code.CASE_TRANSITION, state="claimed by another officer")
    looks_back = command in {Command.LOOK_BACK_PASS, Command.LOOK_BACK_FAIL}
    if looks_back and actor in {hands.first_visitor, hands.submitter}:
        raise Problem(Code.CASE_TRANSITION, state="the look-back needs another person")


MOST_FINDINGS = 999  # of one indicator


def check_findings(findings: Mapping[str, int], items: Collection[str]) -> None:
    """Refuse an indicator that is not on the list, and a count nobody can have made."""
    wrong = [
        item
        for item, count in findings.items()
        if item not in items or not 0 <= count <= MOST_FINDINGS
    ]
    if wrong:
        raise Problem(Code.ANSWERS_MISMATCH, items=", ".join(sorted(wrong)))


def diagram() -> str:
    """Draw the table as a Mermaid state diagram, for the documentation."""
    lines = ["stateDiagram-v2", "    [*] --> draft: inspect"]
    for (state, command), row in sorted(TRANSITIONS.items()):
        if command not in {Command.VOID, Command.ESCALATE}:
            lines.append(f"    {state} --> {row.to}: {command}")
    lines.append("    closed --> [*]")
    return "\n".join(lines)
