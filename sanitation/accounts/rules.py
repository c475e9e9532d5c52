"""Who may do what: roles, scope and the one decision `authorise`. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sanitation.catalog.quarter import Quarter
from sanitation.errors import Code, Problem


class Level(StrEnum):
    """The four account levels (四级账户)."""

    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    CONTRACTOR = "contractor"


class Kind(StrEnum):
    """What kind of body an organisation is."""

    BUREAU = "bureau"
    AGENCY = "agency"
    DISTRICT = "district"
    STREET = "street"
    CONTRACTOR = "contractor"


class Tie(StrEnum):
    """What ties a person to a place and so bars them from it (回避)."""

    HOME = "home"
    JOB = "job"
    FORMER_JOB = "former_job"  # within 24 months
    KIN = "kin"


class Role(StrEnum):
    """What a person is here to do."""

    OFFICE = "office"  # index office: runs the quarter
    ASSESSOR = "assessor"
    REVIEWER = "reviewer"
    ADJUDICATOR = "adjudicator"
    PANELLIST = "panellist"  # rules appeals
    INSPECTOR = "inspector"
    DISTRICT_VIEWER = "district_viewer"
    STREET_VIEWER = "street_viewer"
    CONTRACTOR_VIEWER = "contractor_viewer"
    TRUSTEE = "trustee"  # keeps a share of the seed, of a body apart from the others
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


RESPONSIBLE = frozenset({Role.DISTRICT_VIEWER, Role.STREET_VIEWER, Role.CONTRACTOR_VIEWER})

# Nobody administers and judges, nobody collects and judges, in the same quarter.
EXCLUSIVE: tuple[frozenset[Role], ...] = (
    frozenset({Role.ADMINISTRATOR}),
    frozenset({Role.AUDITOR}),
    frozenset({Role.OFFICE}),
    frozenset({Role.TRUSTEE}),
    frozenset({Role.ASSESSOR}),
    frozenset({Role.REVIEWER, Role.ADJUDICATOR, Role.PANELLIST}),
    frozenset({Role.INSPECTOR}),
    RESPONSIBLE,
)

# How long a sign-in lasts, and how often one may fail.
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
CONFIRMED_FOR = timedelta(minutes=10)  # publishing and ruling ask for the password again
LINK_LASTS = timedelta(days=3)
PAIR_FAILURES, PAIR_WINDOW = 5, timedelta(minutes=15)  # one account from one source
ACCOUNT_FAILURES, ACCOUNT_WINDOW = 20, timedelta(hours=1)

HOME_LEVEL: Mapping[Role, Level] = {
    Role.DISTRICT_VIEWER: Level.DISTRICT,
    Role.STREET_VIEWER: Level.STREET,
    Role.CONTRACTOR_VIEWER: Level.CONTRACTOR,
}


class Relation(StrEnum):
    """Where an object lies, seen from an actor's scope."""

    OWN = "own"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an object is and who keeps it. Empty text: the object has no such part."""

    district: str = ""
    street: str = ""
    contractor: str = ""  # ref of the organisation keeping it on that date


@dataclass(frozen=True, slots=True)
class Scope:
    """What part of the city an account sees."""

    level: Level
    district: str = ""
    street: str = ""
    contractor: str = ""

    def sees(self, place: Place) -> bool:
        """Tell whether the place lies within this scope.

        A place without a district (the whole city) is seen by the city level only.
        """
        if self.level is Level.CITY:
            return True
        if self.level is Level.DISTRICT:
            return bool(place.district) and place.district == self.district
        if self.level is Level.STREET:
            return bool(place.street) and place.street == self.street
        return bool(place.contractor) and place.contractor == self.contractor


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account as it stands at this request."""

    id: int
    ref: str
    name: str
    roles: frozenset[Role]
    scope: Scope
    language: str = ""

    @property
    def role(self) -> str:
        """Roles as one text, for the ledger."""
        return "+".join(sorted(role.value for role in self.roles))


class Action(StrEnum):
    """Everything a person may ask for; one row each in PERMITTED."""

    MANAGE_ACCOUNTS = "manage_accounts"
    VIEW_SECURITY = "view_security"
    MANAGE_ASSESSORS = "manage_assessors"
    VIEW_OWN_FILE = "view_own_file"
    VIEW_REGISTER = "view_register"
    EDIT_REGISTER = "edit_register"
    VIEW_QUARTER = "view_quarter"
    RUN_QUARTER = "run_quarter"
    HOLD_SHARE = "hold_share"
    OPEN_DRAW = "open_draw"
    DO_FIELDWORK = "do_fieldwork"
    IMPORT_FIELDWORK = "import_fieldwork"
    VIEW_FINDINGS = "view_findings"
    REVIEW = "review"
    ADJUDICATE = "adjudicate"
    IMPORT_SURVEY = "import_survey"
    VIEW_PROVISIONAL = "view_provisional"
    PUBLISH = "publish"
    FILE_APPEAL = "file_appeal"
    VIEW_APPEAL = "view_appeal"
    JUDGE_APPEAL = "judge_appeal"
    VIEW_CASE = "view_case"
    INSPECT = "inspect"
    RECTIFY = "rectify"
    DECIDE_CASE = "decide_case"
    AUDIT = "audit"


PERMITTED: Mapping[Action, frozenset[Role]] = {
    Action.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
    Action.VIEW_SECURITY: frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    Action.MANAGE_ASSESSORS: frozenset({Role.OFFICE}),
    Action.VIEW_OWN_FILE: frozenset({Role.ASSESSOR}),
    Action.VIEW_REGISTER: frozenset({Role.OFFICE, Role.INSPECTOR, Role.AUDITOR})
    | RESPONSIBLE,
    Action.EDIT_REGISTER: frozenset({Role.OFFICE, Role.DISTRICT_VIEWER}),
    Action.VIEW_QUARTER: frozenset({Role.OFFICE, Role.AUDITOR}),
    Action.RUN_QUARTER: frozenset({Role.OFFICE}),
    Action.HOLD_SHARE: frozenset({Role.TRUSTEE}),
    Action.OPEN_DRAW: frozenset({Role.TRUSTEE, Role.OFFICE}),
    Action.DO_FIELDWORK: frozenset({Role.ASSESSOR}),
    Action.IMPORT_FIELDWORK: frozenset({Role.OFFICE}),
    Action.VIEW_FINDINGS: frozenset({Role.OFFICE, Role.AUDITOR}) | RESPONSIBLE,
    Action.REVIEW: frozenset({Role.REVIEWER}),
    Action.ADJUDICATE: frozenset({Role.ADJUDICATOR}),
    Action.IMPORT_SURVEY: frozenset({Role.OFFICE}),
    Action.VIEW_PROVISIONAL: frozenset(
        {Role.OFFICE, Role.AUDITOR, Role.DISTRICT_VIEWER, Role.STREET_VIEWER}
    ),
    Action.PUBLISH: frozenset({Role.OFFICE}),
    Action.FILE_APPEAL: RESPONSIBLE,
    Action.VIEW_APPEAL: frozenset({Role.OFFICE, Role.AUDITOR}) | RESPONSIBLE,
    Action.JUDGE_APPEAL: frozenset({Role.PANELLIST}),
    Action.VIEW_CASE: frozenset({Role.INSPECTOR, Role.OFFICE, Role.AUDITOR}) | RESPONSIBLE,
    Action.INSPECT: frozenset({Role.INSPECTOR}),
    Action.RECTIFY: RESPONSIBLE,
    Action.DECIDE_CASE: frozenset({Role.INSPECTOR}),
    Action.AUDIT: frozenset({Role.AUDITOR}),
}


def authorise(actor: Actor, action: Action, place: Place | None = None) -> None:
    """Let the actor do this to an object lying at this place, or refuse.

    NOT_FOUND where the object lies outside the actor's scope: its existence is not told.
    FORBIDDEN where the actor's roles never allow the action.
    """
    if not actor.roles & PERMITTED[action]:
        raise Problem(Code.FORBIDDEN, action=action.value)
    if place is not None and not actor.scope.sees(place):
        raise Problem(Code.NOT_FOUND)


def check_roles(roles: frozenset[Role]) -> None:
    """Refuse roles that one person may not hold together (职责分离)."""
    groups = [sorted(roles & group) for group in EXCLUSIVE if roles & group]
    if len(groups) > 1:
        raise Problem(Code.ROLES_EXCLUDE, roles=", ".join(sorted(roles)))


def check_level(roles: frozenset[Role], level: Level) -> None:
    """Refuse a district, street or contractor role on an account of another level."""
    for role in sorted(roles):
        wanted = HOME_LEVEL.get(role, Level.CITY)
        if wanted is not level:
            row = {"column": "level", "got": level.value, "wanted": f"{wanted} for {role}"}
            raise Problem(Code.INVALID_INPUT, rows=(row,), field="level")


@dataclass(frozen=True, slots=True)
class Qualification:
    """One assessor's file for one quarter, as far as the draw asks."""

    training_hours: int
    mock_agreement_pct: int | None
    exam_score: int | None
    confidentiality_signed: bool
    integrity_signed: bool


@dataclass(frozen=True, slots=True)
class QualificationRule:
    """What the city demands before duty (product defaults `assessor.*`)."""

    training_hours: int = 16
    mock_agreement_pct: int = 80
    exam_score: int = 80
    exam_attempts: int = 2  # a quarter


class Lack(StrEnum):
    """What an assessor's file still lacks."""

    TRAINING = "training"
    MOCK_TEST = "mock_test"
    EXAM = "exam"
    CONFIDENTIALITY = "confidentiality_pledge"
    INTEGRITY = "integrity_pledge"


def lacks(file: Qualification, rule: QualificationRule) -> tuple[Lack, ...]:
    """List what is missing, in the order of the steps; empty means qualified."""
    wanted = (
        (Lack.TRAINING, file.training_hours >= rule.training_hours),
        (Lack.MOCK_TEST, (file.mock_agreement_pct or 0) >= rule.mock_agreement_pct),
        (Lack.EXAM, (file.exam_score or 0) >= rule.exam_score),
        (Lack.CONFIDENTIALITY, file.confidentiality_signed),
        (Lack.INTEGRITY, file.integrity_signed),
    )
    return tuple(lack for lack, met in wanted if not met)


def check_attempt(taken: int, rule: QualificationRule) -> None:
    """Refuse more exams in one quarter than the city allows."""
    if taken >= rule.exam_attempts:
        raise Problem(Code.WRONG_STATE, state=f"{taken} / {rule.exam_attempts}")


@dataclass(frozen=True, slots=True)
class Due:
    """One line of a role's home: what waits, how much of it, and until when."""

    kind: str  # a word the pages translate, such as "reviews_to_seal"
    count: int
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """One street an assessor worked in during one quarter, such as "2026Q3"."""

    quarter: str
    district: str
    street: str


@dataclass(frozen=True, slots=True)
class RotationRule:
    """How many quarters back a place bars its return (product defaults `assessor.*`)."""

    district_quarters: int = 1  # not the same district in two quarters running
    street_quarters: int = 4


def may_visit(
    history: Iterable[Worked], quarter: str, rule: RotationRule, district: str, street: str
) -> bool:
    """Tell whether rotation (轮换) lets an assessor with this history work in the street.

    A street worked in during any of the last `street_quarters` quarters is barred, a
    district likewise; work of the quarter itself or later never bars.
    """
    now = Quarter.parse(quarter)
    for work in history:
        ago = now - Quarter.parse(work.quarter)
        if work.district == district and 1 <= ago <= rule.district_quarters:
            return False
        if work.street == street and 1 <= ago <= rule.street_quarters:
            return False
    return True


def barred_streets(
    history: Iterable[Worked],
    quarter: str,
    rule: RotationRule,
    district_of: Mapping[str, str],  # every street of the city -> its district
) -> frozenset[str]:
    """List the streets rotation bars an assessor from: data for the assignment."""
    past = tuple(history)
    return frozenset(
        street
        for street, district in district_of.items()
        if not may_visit(past, quarter, rule, district, street)
    )
