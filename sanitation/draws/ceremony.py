"""The ceremony of a draw: shares, dice by two people, beacon, draw, opening."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from sanitation.accounts import queries as accounts
from sanitation.accounts.rules import Action, Actor, Due, Role, authorise
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.quarter import Quarter
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions
from sanitation.draws import (
    beacon,
    ceremony_view,
    dice,
    drawing,
    late,
    planning,
    queries,
    stamping,
    trustees,
    view,
)
from sanitation.draws.beacon import Beacon
from sanitation.draws.models import Draw, DrawTrustee
from sanitation.draws.rules import (
    DrawState,
    Seal,
    check_can_open,
    check_dice_in_time,
    check_follows,
    share_of,
)
from sanitation.draws.values import CeremonyPage, HandedIn, Seed, TrusteePage
from sanitation.draws.vault import Vault
from sanitation.errors import Code, Problem
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import Receipt, append


@dataclass(frozen=True, slots=True)
class Ceremony:
    """Use cases of the ceremony; a live quarter is drawn in no other way."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
    vault: Vault
    relays: tuple[str, ...]  # addresses asked for a beacon round, on request only

    def hand_in(self, actor: Actor, quarter: str, share: str) -> HandedIn:
        """Keep a trustee's share for the quarter's next plan; returns pin and receipt.

        share: 64 hex characters; the trustee keeps a copy, nobody is shown it again.
        SHARE_INVALID, SHARE_REUSED, ALREADY_DONE, TRUSTEE_SAME_BODY; WRONG_STATE once the
        plan is committed.
        """
        authorise(actor, Action.HOLD_SHARE)
        wanted, data = str(Quarter.parse(quarter)), share_of(share)
        with self.sessions.begin() as session:
            if (live := queries.live_draw(session, wanted)) is not None:
                raise Problem(Code.WRONG_STATE, state=live.state.value)
            account = accounts.account_by_ref(session, actor.ref)
            if account is None:
                raise Problem(Code.NOT_FOUND)
            now = self.clock.now()
            made = trustees.hand_in(session, self.vault, account, wanted, data, now)
            receipt = self._log_share(session, "ShareHandedIn", made, actor)
            return HandedIn(made.ref, wanted, made.pin, now, receipt.seq, receipt.handle)

    def enter_dice(self, actor: Actor, ref: str, digits: str) -> bool:
        """Enter the digits as one of two people; tells whether they are now the draw's.

        DICE_INVALID, DICE_SAME_PERSON, DICE_TOO_LATE, ALREADY_DONE. DICE_DIFFER where the
        two disagree: both entries are kept on record and both people enter again.
        """
        authorise(actor, Action.RUN_QUARTER)
        with self.sessions.begin() as session:
            found = self._found(session, ref)
            check_follows(found.state, DrawState.DRAWN)
            rehearsal = planning.is_rehearsal(found.plan)
            wanted = planning.dice_digits(found.plan)
            dice.check_digits(digits, wanted)
            check_dice_in_time(_due(found), self.clock.now(), rehearsal=rehearsal)
            made = dice.enter(session, found, actor.id, digits, self.clock.now())
            differ = made.place == 2 and found.dice_at is None
            if made.place == 1:
                event = Event("DiceEntered", made.ref, dice.facts(made, found), actor.ref)
                append(session, event, self.clock.now())
            else:
                kind = "DiceDiffered" if differ else "DiceAccepted"
                self._log(session, kind, found, actor)
        if differ:  # raised once it is stored: a disagreement is a fact too
            raise Problem(Code.DICE_DIFFER)
        return made.place == 2

    def fetch(self, actor: Actor, ref: str) -> Beacon:
        """Ask the relays for the plan's round; stores nothing.

        BEACON_NOT_DUE, BEACON_UNREACHABLE.
        """
        authorise(actor, Action.RUN_QUARTER)
        with self.sessions.read() as session:
            found = self._found(session, ref)
            due, number = _due(found), found.beacon_round
        return beacon.fetch(self.relays, planning.CHAIN, number, due, self.clock.now())

    def report_late(self, actor: Actor, ref: str, statement: str) -> int:
        """Publish that no relay has the plan's round a day after it was due; gives the next.

        statement: where it was looked for. BEACON_NOT_LATE; BEACON_KNOWN if a relay has it
        after all; PLAN_IMPOSSIBLE where the plan names no further round; WRONG_STATE before
        the dice are in, which must be older than the first round.
        """
        authorise(actor, Action.RUN_QUARTER)
        if not statement.strip():
            raise Problem(Code.INVALID_INPUT, field="statement")
        with self.sessions.read() as session:
            late.check_late(self._found(session, ref), self.clock.now())
        try:
            self.fetch(actor, ref)
        except Problem as problem:
            if problem.code is not Code.BEACON_UNREACHABLE:
                raise
        else:
            raise Problem(Code.BEACON_KNOWN)
        with self.sessions.begin() as session:
            found = self._found(session, ref)
            check_follows(found.state, DrawState.DRAWN)
            if found.dice_at is None:
                raise Problem(Code.WRONG_STATE, state="dice")
            now = self.clock.now()
            made = late.publish(session, found, statement.strip()[:300], now)
            told = late.facts_of(made, found.ref)
            event = Event("BeaconLateNoticed", made.ref, told, actor.ref, actor.role)
            append(session, event, now)
            return made.next_round

    def draw(self, actor: Actor, ref: str, given: Beacon) -> None:
        """Complete the seed text with the beacon, and draw the sites.

        WRONG_STATE before two people agreed on the dice; BEACON_INVALID;
        PLAN_ALREADY_DRAWN for a second seed; SHARES_LOST. The digest of the sample goes
        into the ledger at once; the seed's secret line stays inside until it is opened.
        """
        authorise(actor, Action.RUN_QUARTER)
        checked = self._checked(ref, given)
        with self.sessions.begin() as session:
            found = self._found(session, ref)
            if found.state in {DrawState.DRAWN, DrawState.ASSIGNED}:
                raise Problem(Code.PLAN_ALREADY_DRAWN)
            check_follows(found.state, DrawState.DRAWN)
            if found.dice_at is None:
                raise Problem(Code.WRONG_STATE, state="dice")
            secret = trustees.secret(session, self.vault, found) if found.opens_at else None
            seed = Seed(found.dice, checked.randomness, checked.signature)
            now = self.clock.now()
            drawing.draw(session, self.blobs, found, seed, now, secret)
            found.beacon_relays = "\n".join(given.relays)
            self._log(session, "DrawMade", found, actor)

    def stamp_request(self, actor: Actor, ref: str) -> bytes:
        """Give the request for an outside time stamp over the plan: a .tsq file."""
        authorise(actor, Action.RUN_QUARTER)
        with self.sessions.read() as session:
            return stamping.request(self._found(session, ref))

    def keep_stamp(self, actor: Actor, ref: str, answer: bytes, certificates: bytes) -> str:
        """Keep the stamping body's answer over the plan; returns the body's name.

        answer: the .tsr file. certificates: PEM, the body's root and those between.
        ALREADY_DONE, PLAN_CHANGED; STAMP_INVALID unless it was granted over this plan, after
        the commitment and before the dice, by whom the certificates say.
        """
        authorise(actor, Action.RUN_QUARTER)
        with self.sessions.begin() as session:
            found, now = self._found(session, ref), self.clock.now()
            made = stamping.keep(session, self.blobs, found, answer, certificates, now)
            told = stamping.facts(made, found.ref)
            append(
                session, Event("PlanStamped", made.ref, told, actor.ref, actor.role), now
            )
            return made.body

    def enter_share(self, actor: Actor, ref: str, share: str) -> None:
        """Take a trustee's own copy where the server's was lost; SHARE_MISMATCH."""
        authorise(actor, Action.HOLD_SHARE)
        data = share_of(share)
        with self.sessions.begin() as session:
            found = self._found(session, ref)
            mine = self._mine(session, found, actor)
            if found.opened_at is not None:
                raise Problem(Code.ALREADY_DONE)
            trustees.enter(mine, self.vault, data)
            self._log_share(session, "ShareEntered", mine, actor)

    def open(self, actor: Actor, ref: str) -> None:
        """Open the shares to everybody, once fieldwork has closed.

        Any of the draw's trustees may, or the office. NOT_OPEN_YET, SHARES_LOST,
        SHARE_MISMATCH, ALREADY_DONE.
        """
        authorise(actor, Action.OPEN_DRAW)
        with self.sessions.begin() as session:
            found = self._found(session, ref)
            if Role.TRUSTEE in actor.roles:
                self._mine(session, found, actor)
            now = self.clock.now()
            check_can_open(view.seal(found, now), found.drawn_at, found.opens_at)
            trustees.publish(session, self.vault, found)
            found.opened_at = now
            self._log(session, "SharesOpened", found, actor)

    def page(self, actor: Actor, ref: str) -> CeremonyPage:
        """Show where a ceremony stands, for the office and the auditor."""
        authorise(actor, Action.VIEW_QUARTER)
        return self.public_page(ref)

    def public_page(self, ref: str) -> CeremonyPage:
        """Show where a ceremony stands as anybody may know it: no share, no other's dice."""
        with self.sessions.read() as session:
            return ceremony_view.page(session, self._found(session, ref), self.clock.now())

    def waiting(self, actor: Actor, quarter: str) -> tuple[HandedIn, ...]:
        """List the shares handed in for the quarter's next plan, with pins only."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            found = trustees.waiting(session, str(Quarter.parse(quarter)))
            return tuple(ceremony_view.handed_in(one) for one in found)

    def mine(self, actor: Actor) -> TrusteePage:
        """Show a trustee what was handed in, what is asked, and which draws to open."""
        authorise(actor, Action.HOLD_SHARE)
        with self.sessions.read() as session:
            now = self.clock.now()
            today = now.astimezone(ZoneInfo(self.city.timezone)).date()
            return ceremony_view.trustee(session, actor.id, now, today)

    def sealed_by(self, actor: Actor, ref: str) -> CeremonyPage:
        """Show a trustee one of the draws they seal; NOT_FOUND for any other."""
        authorise(actor, Action.HOLD_SHARE)
        with self.sessions.read() as session:
            found = self._found(session, ref)
            self._mine(session, found, actor)
            return ceremony_view.page(session, found, self.clock.now())

    def unverified(self) -> frozenset[str]:
        """Name the quarters whose draw should be open by now and is not."""
        with self.sessions.read() as session:
            now = self.clock.now()
            found = queries.unopened(session, now)
            late = [one for one in found if view.seal(one, now) is Seal.UNVERIFIED]
            return frozenset(one.quarter for one in late)

    def due(self, actor: Actor) -> tuple[Due, ...]:
        """Tell a trustee which shares and openings wait, and the office which openings."""
        if Role.TRUSTEE in actor.roles:
            page = self.mine(actor)
            late = [one for _, one in page.rows if one and one.seal.may_open]
            at = min((one.opens_at for one in late if one.opens_at), default=None)
            return (
                Due("shares_to_open", len(late), at),
                Due("shares_to_hand_in", int(not page.given)),
            )
        if Role.OFFICE not in actor.roles:
            return ()
        with self.sessions.read() as session:
            found = queries.unopened(session, self.clock.now())
        at = min((one.opens_at for one in found if one.opens_at), default=None)
        return (Due("draws_to_open", len(found), at),) if found else ()

    def _checked(self, ref: str, given: Beacon) -> Beacon:
        """Check the signature before the transaction: it takes a third of a second."""
        with self.sessions.read() as session:
            found = self._found(session, ref)
            number, rehearsal = found.beacon_round, planning.is_rehearsal(found.plan)
        return beacon.check(given.randomness, given.signature, number, rehearsal=rehearsal)

    def _found(self, session: Session, ref: str) -> Draw:
        found = queries.draw_by_ref(session, ref)
        if found is None:
            raise Problem(Code.NOT_FOUND)
        return found

    def _mine(self, session: Session, found: Draw, actor: Actor) -> DrawTrustee:
        for one in trustees.of_draw(session, found.id):
            if one.account_id == actor.id:
                return one
        raise Problem(Code.NOT_FOUND)

    def _log(self, session: Session, kind: str, found: Draw, actor: Actor) -> Receipt:
        session.flush()
        event = Event(kind, found.ref, view.facts(found), actor.ref, actor.role)
        return append(session, event, self.clock.now())

    def _log_share(
        self, session: Session, kind: str, one: DrawTrustee, actor: Actor
    ) -> Receipt:
        session.flush()
        event = Event(kind, one.ref, trustees.facts(one), actor.ref, actor.role)
        return append(session, event, self.clock.now())


def _due(found: Draw) -> datetime:
    return datetime.fromtimestamp(planning.round_due(found.beacon_round), UTC)
