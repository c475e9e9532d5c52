"""The one table of a supervision case: which command leads where, and who may give it. Pure."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sanitation.accounts.rules import HOME_LEVEL, Level, Role
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
    """Who gives a command. The party: the contractor of that day, else the street."""

    INSPECTING = "inspecting side"
    TWO_OFFICERS = "two officers"
    PARTY = "party"
    PARTY_OR_DISTRICT = "party or its district"
    CLOCK = "clock"


class Hold(StrEnum):
    """Why a case is paused."""

    DEFERRED = "deferred"  # 缓办
    PARKED = "parked"  # 挂账


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table.

    photos: at least so many. reason: a text is needed. days: a number of days is needed.
    otherwise: where it leads instead, `when` a fact of the case says so. guard: what else
    is checked, in words for the documentation.
    """

    to: CaseState
    side: Side
    photos: int = 0
    reason: bool = False
    days: bool = False
    otherwise: CaseState | None = None
    when: str = ""
    guard: str = ""


S, C = CaseState, Command
INSPECTING, PARTY, EITHER = Side.INSPECTING, Side.PARTY, Side.PARTY_OR_DISTRICT
OPEN = tuple(state for state in CaseState if state is not CaseState.CLOSED)
OWED_BY_PARTY = (S.ISSUED, S.ACCEPTED, S.RECTIFYING)  # only these can be overdue

START = Transition(S.DRAFT, INSPECTING, photos=1, guard="one photo of each fault")
EXTENDED = {"reason": True, "days": True, "guard": "before due, once, bounded; never S1"}
PAUSED = {"reason": True, "days": True, "guard": "kind, end date, bounded, renewed once"}
GIVEN_UP = Transition(S.CLOSED, Side.TWO_OFFICERS, photos=1, reason=True)

TRANSITIONS: Mapping[tuple[CaseState, Command], Transition] = {
    (S.DRAFT, C.ISSUE): Transition(
        S.ISSUED, INSPECTING, guard="severity, closing condition, party"
    ),
    (S.ISSUED, C.ACCEPT): Transition(
        S.RECTIFYING, EITHER, otherwise=S.ACCEPTED, when="a plan is due"
    ),
    (S.ISSUED, C.RETURN): Transition(
        S.RETURNED, EITHER, photos=1, reason=True, guard="before accept-by; names the unit"
    ),
    (S.RETURNED, C.ISSUE): Transition(
        S.ISSUED, INSPECTING, reason=True, guard="after two returns final"
    ),
    (S.ACCEPTED, C.PLAN): Transition(S.RECTIFYING, PARTY, reason=True),
    (S.ACCEPTED, C.EXTEND): Transition(S.ACCEPTED, INSPECTING, **EXTENDED),
    (S.RECTIFYING, C.EXTEND): Transition(S.RECTIFYING, INSPECTING, **EXTENDED),
    (S.ACCEPTED, C.PAUSE): Transition(S.PAUSED, INSPECTING, **PAUSED),
    (S.RECTIFYING, C.PAUSE): Transition(S.PAUSED, INSPECTING, **PAUSED),
    (S.PAUSED, C.RESUME): Transition(
        S.RECTIFYING, INSPECTING, otherwise=S.ACCEPTED, when="it was paused there"
    ),
    (S.RECTIFYING, C.SUBMIT): Transition(
        S.SUBMITTED, PARTY, photos=1, guard="a new photo for each fault photo"
    ),
    (S.RECTIFYING, C.GIVE_UP): GIVEN_UP,
    (S.PAUSED, C.GIVE_UP): GIVEN_UP,
    (S.SUBMITTED, C.CLAIM): Transition(S.REVIEWING, INSPECTING),
    (S.REVIEWING, C.PASS): Transition(
        S.REINSPECTION_DUE,
        INSPECTING,
        reason=True,
        otherwise=S.REINSPECTED,
        when="the draw spared it",
        guard="the officer who claimed it",
    ),
    (S.REVIEWING, C.FAIL): Transition(
        S.RECTIFYING, INSPECTING, reason=True, guard="the officer who claimed it"
    ),
    (S.REINSPECTION_DUE, C.LOOK_BACK_PASS): Transition(
        S.REINSPECTED, INSPECTING, photos=1, guard="another person than on the first visit"
    ),
    (S.REINSPECTION_DUE, C.LOOK_BACK_FAIL): Transition(
        S.RECTIFYING,
        INSPECTING,
        photos=1,
        reason=True,
        guard="another person than on the first visit",
    ),
    (S.REINSPECTED, C.CLOSE): Transition(
        S.CLOSED, INSPECTING, guard="nobody of the party; not the issuer if disputed"
    ),
    (S.CLOSED, C.REOPEN): Transition(
        S.RECTIFYING,
        INSPECTING,
        photos=1,
        reason=True,
        guard="only a rectified one, within the recurrence window",
    ),
    **{
        (state, C.VOID): Transition(S.CLOSED, Side.TWO_OFFICERS, reason=True)
        for state in OPEN
    },
    **{
        (state, C.ESCALATE): Transition(state, Side.CLOCK)
        for state in OPEN
        if state is not S.DRAFT
    },
}

SIDE: Mapping[Command, Side] = {
    C.INSPECT: START.side,
    **{command: row.side for (_, command), row in TRANSITIONS.items()},
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the table needs to know of a case."""

    state: CaseState
    closing: Closing | None = None
    plan_due: bool = False
    spared: bool = False
    paused_from: CaseState = CaseState.RECTIFYING


def row_of(state: CaseState, command: Command) -> Transition:
    """Return the row of the table, or refuse: CASE_TRANSITION."""
    row = TRANSITIONS.get((state, command))
    if row is None:
        raise Problem(Code.CASE_TRANSITION, state=state.value, command=command.value)
    return row


def next_state(standing: Standing, command: Command) -> CaseState:
    """Return where a command leads, or refuse: CASE_TRANSITION."""
    row = row_of(standing.state, command)
    if command is Command.REOPEN and standing.closing is not Closing.RECTIFIED:
        raise Problem(Code.CASE_TRANSITION, state=(standing.closing or Closing.VOID).value)
    instead = {
        Command.ACCEPT: standing.plan_due,
        Command.PASS: standing.spared,
        Command.RESUME: standing.paused_from is CaseState.ACCEPTED,
    }
    if row.otherwise is not None and instead[command]:
        return row.otherwise
    return row.to


def may_give(command: Command, roles: Collection[Role], party: Level) -> bool:
    """Tell whether these roles ever give this command. party: contractor or street."""
    side = SIDE[command]
    if side is Side.CLOCK:
        return False
    if side in {Side.INSPECTING, Side.TWO_OFFICERS}:
        return Role.INSPECTOR in roles
    levels = {HOME_LEVEL[role] for role in roles if role in HOME_LEVEL}
    if party in levels:
        return True
    return side is Side.PARTY_OR_DISTRICT and Level.DISTRICT in levels


@dataclass(frozen=True, slots=True)
class Hands:
    """Who has touched a case so far, by account ref; what the guards look at.

    party: refs of the bodies that had to put it right, or whose people handed in proof.
    proposed, proposer: what one of two officers wants, and who.
    """

    issuer: str = ""
    first_visitor: str = ""
    submitter: str = ""
    reviewer: str = ""
    party: frozenset[str] = frozenset()
    disputed: bool = False  # it was returned at least once
    looked_back: bool = False  # passed in this round, or spared by the logged draw
    proposed: Command | None = None
    proposer: str = ""


def check_hands(command: Command, actor: str, body: str, hands: Hands) -> None:
    """Keep the roles apart: the rectifier never closes, the look-back is somebody else's.

    actor: ref of the account; body: ref of its organisation. RECTIFIER_MAY_NOT_CLOSE,
    SIGN_OFF_SAME_PERSON, or CASE_TRANSITION where another officer has to do it.
    """
    ends = command in {Command.CLOSE, Command.GIVE_UP, Command.VOID}
    if ends and (actor == hands.submitter or body in hands.party):
        raise Problem(Code.RECTIFIER_MAY_NOT_CLOSE)
    if command is Command.CLOSE and not hands.looked_back:
        raise _other_hands(Command.LOOK_BACK_PASS)
    if command is Command.CLOSE and hands.disputed and actor == hands.issuer:
        raise _other_hands(command)
    if command in {Command.PASS, Command.FAIL} and actor != hands.reviewer:
        raise _other_hands(command)
    looks_back = command in {Command.LOOK_BACK_PASS, Command.LOOK_BACK_FAIL}
    barred = actor in {hands.first_visitor, hands.submitter} or body in hands.party
    if looks_back and barred:
        raise _other_hands(command)
    if carries_out(command, hands) and actor == hands.proposer:
        raise Problem(Code.SIGN_OFF_SAME_PERSON)


def carries_out(command: Command, hands: Hands) -> bool:
    """Tell whether this is the second of two officers, who carries out what is proposed."""
    return SIDE[command] is Side.TWO_OFFICERS and hands.proposed is command


def proposes(command: Command, hands: Hands) -> bool:
    """Tell whether this is the first of two officers: nothing happens but the proposal."""
    return SIDE[command] is Side.TWO_OFFICERS and hands.proposed is not command


def _other_hands(command: Command) -> Problem:
    row = {"column": command.value, "wanted": "另一名督办员 · another inspector"}
    return Problem(Code.CASE_TRANSITION, rows=(row,), state=command.value)


# the draw of look-backs


@dataclass(frozen=True, slots=True)
class LookBackDraw:
    """A draw anybody can repeat: spared where the ticket is not below the share."""

    source: str  # hash of the ledger's entry of the claim: nobody knew it at submission
    ticket: int  # 0 to 99
    share_pct: int

    @property
    def spared(self) -> bool:
        """Tell whether this case needs no look-back."""
        return self.ticket >= self.share_pct


def look_back_draw(source: str, round_: int, share_pct: int) -> LookBackDraw:
    """Draw whether a round is looked back at.

    The ticket is the first 8 bytes of SHA-256("look-back:<source>:<round>") modulo 100.
    """
    digest = hashlib.sha256(f"look-back:{source}:{round_}".encode()).digest()
    return LookBackDraw(source, int.from_bytes(digest[:8]) % 100, share_pct)


# escalation

LADDER = (Level.STREET, Level.DISTRICT, Level.CITY)


@dataclass(frozen=True, slots=True)
class EscalationRule:
    """Working days overdue that reach each level, and failed rounds for the first."""

    days: tuple[int, int, int] = (1, 3, 5)
    failed_rounds: int = 2


def escalation(
    overdue_days: int, failed_rounds: int, rule: EscalationRule, *, not_accepted: bool
) -> Level | None:
    """Return the level a case has reached, None where all is well.

    Working days overdue climb the ladder; so does each failed round from the limit on.
    An acceptance missed reaches the street.
    """
    by_days = sum(overdue_days >= days for days in rule.days)
    by_rounds = max(0, failed_rounds - rule.failed_rounds + 1)
    steps = min(len(LADDER), max(by_days, by_rounds, int(not_accepted)))
    return LADDER[steps - 1] if steps else None


# documentation


def diagram() -> str:
    """Draw the table as a Mermaid state diagram, for the documentation."""
    lines = ["stateDiagram-v2", "    [*] --> draft: inspect"]
    for (state, command), row in TRANSITIONS.items():
        if command not in {Command.VOID, Command.ESCALATE} and row.to is not state:
            lines.append(f"    {state} --> {row.to}: {command}")
            if row.otherwise:
                lines.append(f"    {state} --> {row.otherwise}: {command} ({row.when})")
    lines.append("    closed --> [*]")
    return "\n".join(lines)


def table() -> str:
    """Write the table as Markdown, one row a transition, for the documentation."""
    lines = [
        "| state | command | next | who | needs | guard |",
        "|---|---|---|---|---|---|",
        f"| – | inspect | {START.to} | {START.side} | {_needs(START)} | {START.guard} |",
    ]
    for (state, command), row in TRANSITIONS.items():
        next_ = row.to.value + (f"; {row.otherwise} if {row.when}" if row.otherwise else "")
        cells = (state, command, next_, row.side, _needs(row), row.guard)
        lines.append("| " + " | ".join(cell or "–" for cell in cells) + " |")
    return "\n".join(lines)


def _needs(row: Transition) -> str:
    wanted = (
        (row.photos, "photo"),
        (row.reason, "reason"),
        (row.days, "days"),
    )
    return ", ".join(word for needed, word in wanted if needed)
