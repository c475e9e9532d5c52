"""What the use cases of people take and give: plain frozen values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime

from sanitation.accounts.rules import Kind, Lack, Level, Role, Tie


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A person to enrol. organisation is a ref; district and street are codes."""

    handle: str
    name: str
    organisation: str
    level: Level = Level.CITY
    district: str = ""
    street: str = ""
    roles: frozenset[Role] = frozenset()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A new account and the token of its first link, shown once."""

    ref: str
    link: str


@dataclass(frozen=True, slots=True)
class AccountEdit:
    """What of an account an administrator may change beside its roles."""

    name: str
    organisation: str
    level: Level
    district: str = ""
    street: str = ""
    language: str = ""
    version: int = 0  # as it was read; 0 takes whatever is there


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as the administrator's pages show it."""

    ref: str
    handle: str
    name: str
    organisation: str  # its name
    organisation_ref: str
    level: Level
    district: str
    street: str
    roles: tuple[Role, ...]
    language: str
    active: bool
    has_password: bool
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One page of accounts of all that match."""

    rows: tuple[AccountRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation to choose from."""

    ref: str
    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A signed-in browser; `current` is the one asking."""

    ref: str
    device: str
    source: str
    created_at: datetime
    seen_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class SignInRow:
    """One line of the security log: who signed in, from where, and how it ended."""

    handle: str
    name: str
    device: str
    source: str
    created_at: datetime
    seen_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class FailureRow:
    """Failed sign-ins of one name in the last day; handle "" where nobody has it."""

    handle: str
    failures: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class SecurityPage:
    """The security log: sign-ins page by page, failures of the last day."""

    rows: tuple[SignInRow, ...]
    failures: tuple[FailureRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class FileEdit:
    """The steps of an assessor's file the office records. None: not taken yet."""

    training_hours: int
    mock_agreement_pct: int | None
    exam_score: int | None
    home_x: int = 0  # metres, any plane system used for all
    home_y: int = 0
    version: int = 0  # as it was read; 0 takes whatever is there


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A declared tie; place is a code of the catalogue or an organisation's name."""

    ref: str
    kind: Tie
    district: str
    street: str
    organisation: str
    declared_at: datetime


@dataclass(frozen=True, slots=True)
class FileRow:
    """One assessor and what the quarter's file says; `lacks` empty means qualified."""

    ref: str  # of the account
    handle: str
    name: str
    organisation: str
    quarter: str
    training_hours: int
    mock_agreement_pct: int | None
    exam_score: int | None
    exam_attempts: int
    confidentiality_signed_at: datetime | None
    integrity_signed_at: datetime | None
    home_x: int
    home_y: int
    lacks: tuple[Lack, ...]
    version: int
    conflicts: tuple[ConflictRow, ...] = ()


@dataclass(frozen=True, slots=True)
class NewContract:
    """A contractor keeps a street's sites of one venue type ("" = every type)."""

    organisation: str  # ref
    street: str
    venue: str
    valid_from: date
    valid_to: date | None = None
