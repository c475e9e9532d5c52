"""What pages and commands of the draw give and take: plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from sanitation.draws.rules import DrawState, Place, Seal, TaskState, WaveState


@dataclass(frozen=True, slots=True)
class CommitDraw:
    """What the office fixes before the seed; sizes lie in the frame's cells already.

    beacon_round: the drand round that will count, at least 72 hours ahead in a live
    quarter. first_day: the first day of fieldwork. sealed: three trustees have handed
    in shares, so nobody learns the sample before opens_at; the default, and all a live
    quarter may be. rehearsal: it steers nothing; dice and beacon may be made up.
    """

    quarter: str
    rubric_id: str
    teams: int
    first_day: date
    last_day: date
    beacon_round: int
    package_size: int = 8
    sites_per_day: int = 8
    reserves: int = 1  # a cell
    lambda_m: int | None = None  # None: the width of the area the sites lie in
    dice_digits: int = 20
    sealed: bool = True
    rehearsal: bool = False
    opens_at: datetime | None = None  # None: the morning after the last day of fieldwork
    wave_days: int = 0  # working days a wave; 0: one seed for the whole quarter


@dataclass(frozen=True, slots=True)
class Seed:
    """What the ceremony brought: the dice as rolled, and the beacon's answer."""

    dice: str
    randomness: str  # 64 hex characters
    signature: str = ""  # hex; when given, its SHA-256 must be the randomness


@dataclass(frozen=True, slots=True)
class StampRow:
    """The time an outside body put under a plan, and on which certificate that rests."""

    at: datetime
    body: str
    root_sha256: str


@dataclass(frozen=True, slots=True)
class LateRound:
    """A beacon round that was a day late, and the one that counts in its place."""

    late_round: int
    next_round: int
    at: datetime
    statement: str


@dataclass(frozen=True, slots=True)
class DrawRow:
    """A draw as lists and pages show it."""

    ref: str
    quarter: str
    state: DrawState
    plan_sha256: str
    frame_sha256: str
    frame_ref: str
    merkle_root: str
    rubric_sha256: str
    committed_at: datetime
    drawn_at: datetime | None
    assigned_at: datetime | None
    dice: str
    beacon_round: int
    beacon_randomness: str
    seed_text: str  # without its secret line while the draw is sealed
    sample_sha256: str
    assignment_sha256: str
    cancelled_reason: str
    plan: str
    seal: Seal
    rehearsal: bool  # dice and beacon may be made up
    opens_at: datetime | None
    opened_at: datetime | None
    dice_at: datetime | None


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One drawn site or reserve."""

    site_id: str
    name: str
    street: str
    venue: str
    cell: str
    position: int
    place: Place
    take: int
    size_m: int
    ticket: str


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team with its people and its load."""

    code: str
    people: tuple[str, ...]
    tasks: int


@dataclass(frozen=True, slots=True)
class WaveRow:
    """One wave as anybody may know it: its time, and its beacon once it is drawn."""

    label: str
    position: int
    day: date  # its first
    units: int
    state: WaveState
    beacon_round: int
    due_at: datetime
    due: bool  # its round is due, and it waits
    randomness: str
    signed: bool  # the network's signature was checked
    sample_sha256: str
    assignment_sha256: str
    drawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class DrawPage:
    """A draw with its sample and teams, as far as the reader may see them."""

    draw: DrawRow
    drawn: int
    reserves: int
    streets: int
    sample: tuple[SampleRow, ...]  # empty for the public before fieldwork has closed
    teams: tuple[TeamRow, ...]
    tasks: dict[TaskState, int]
    days: tuple[date, date] | None
    opened: bool  # whether everybody may see the sample
    planned: int = 0  # sites the plan takes, of waves not drawn yet too
    waves: tuple[WaveRow, ...] = ()  # empty: one seed for the whole quarter

    @property
    def next_wave(self) -> WaveRow | None:
        """The wave that is drawn next."""
        return next((one for one in self.waves if one.state is WaveState.WAITING), None)


@dataclass(frozen=True, slots=True)
class InCell:
    """One site of a cell with its ticket, as the draw ordered them."""

    site_id: str
    ticket: str
    drawn: bool

    @property
    def permille(self) -> int:
        """Where the ticket lies between the smallest there can be and the greatest."""
        return 1000 * int(self.ticket[:8], 16) >> 32


@dataclass(frozen=True, slots=True)
class WhyDrawn:
    """Why one site was drawn, or not: its ticket, its cell, and the cut."""

    row: SampleRow | None
    site_id: str
    cell: str
    ticket: str
    order: int
    take: int
    size_m: int
    cut: str  # the last ticket that was drawn in the cell
    reason: str  # why the site was not eligible, if it was not
    wave: str = ""  # the label of the wave that drew its cell
    not_drawn: bool = False  # the wave that would have drawn its cell never was
    in_order: tuple[InCell, ...] = ()  # the cell's sites that could be drawn

    @property
    def by_ticket(self) -> bool:
        """Whether tickets alone ordered the cell; a draw by size weighs them too."""
        tickets = [one.ticket for one in self.in_order]
        return tickets == sorted(tickets)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task whose day has come, as the office sees it."""

    handle: str
    site_id: str
    name: str
    street: str
    venue: str
    team: str
    day: date
    state: TaskState
    reason: str


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks a list shows; empty text: all of them."""

    words: str = ""  # part of a site's name or number, or a team's code
    street: str = ""
    state: str = ""  # a TaskState


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A trustee's receipt: the pin of the share, never the share."""

    ref: str
    quarter: str
    pin: str
    at: datetime
    entry: int | None = None  # place in the ledger, told once
    handle: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class TrusteePage:
    """What one trustee handed in, each with the draw it seals once there is one."""

    rows: tuple[tuple[HandedIn, DrawRow | None], ...]
    asked: str  # the quarter whose plan waits for shares
    given: bool  # whether this trustee's share for it is in


@dataclass(frozen=True, slots=True)
class TrusteeRow:
    """One pinned share, as anybody may see it."""

    position: int
    body: str
    pin: str
    handed_in_at: datetime
    share: str  # hex; empty until it is opened


@dataclass(frozen=True, slots=True)
class DiceRow:
    """One person's entry; the digits once two agreed on them."""

    attempt: int
    place: int
    account: int
    name: str
    at: datetime
    digits: str


@dataclass(frozen=True, slots=True)
class CeremonyPage:
    """Where a ceremony stands."""

    draw: DrawRow
    trustees: tuple[TrusteeRow, ...]
    dice: tuple[DiceRow, ...]
    dice_digits: int
    dice_latest: datetime
    round_due: datetime
    relays: tuple[str, ...]
    beacon_signature: str
    waves: tuple[WaveRow, ...] = ()
    late: tuple[LateRound, ...] = ()  # rounds that did not come
    stamp: StampRow | None = None  # None: the plan's time is the ledger's own
    late_from: datetime | None = None  # from when on a notice may say so of this round

    @property
    def differed(self) -> bool:
        """Whether two people did not agree, and the digits are still to be entered again."""
        return self.draw.dice_at is None and any(one.place == 2 for one in self.dice)

    @property
    def entered_first(self) -> DiceRow | None:
        """The first entry of the attempt that runs now, waiting for its second."""
        return self.dice[-1] if self.dice and self.dice[-1].place == 1 else None
