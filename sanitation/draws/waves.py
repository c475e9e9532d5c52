"""Use cases of a quarter in waves: each is drawn on its own day, from its own beacon round.

Nobody, inside or outside, can learn a wave before its round: its seed does not exist.
Source: protocol sanrandom-draw/1, section 7.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sampling import canonical
from sanitation.accounts.rules import Action, Actor, Due, Role, authorise
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions
from sanitation.draws import (
    beacon,
    planning,
    queries,
    trustees,
    view,
    wave_drawing,
    wave_rows,
)
from sanitation.draws.beacon import Beacon
from sanitation.draws.models import Draw, DrawWave
from sanitation.draws.rules import DrawState, Seal, WaveState
from sanitation.draws.values import WaveRow
from sanitation.draws.vault import Vault
from sanitation.errors import Code, Problem
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import append


@dataclass(frozen=True, slots=True)
class Waves:
    """Use cases of waves. They come in the plan's order, each exactly once."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
    vault: Vault
    relays: tuple[str, ...]  # addresses asked for a beacon round, on request only

    def listing(self, actor: Actor, ref: str) -> tuple[WaveRow, ...]:
        """List the waves of a draw: day, round, state; nothing of those to come."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            found = _found(session, ref)
            return wave_rows.rows(queries.waves(session, found.id), self.clock.now())

    def fetch(self, actor: Actor, ref: str) -> Beacon:
        """Ask the relays for the round of the wave that comes next; stores nothing.

        BEACON_NOT_DUE, BEACON_UNREACHABLE; WRONG_STATE, ALREADY_DONE as in `draw_wave`.
        """
        authorise(actor, Action.RUN_QUARTER)
        with self.sessions.read() as session:
            wave = _next(session, _found(session, ref))
            number, due = wave.beacon_round, wave_rows.due_at(wave)
        return beacon.fetch(self.relays, planning.CHAIN, number, due, self.clock.now())

    def draw_wave(self, actor: Actor, ref: str, given: Beacon, label: str = "") -> WaveRow:
        """Draw the next wave: its units, their sites, its teams and dated tasks.

        label: the wave that is meant, so that a second press cannot draw the one after.
        BEACON_NOT_DUE before the morning of its day, BEACON_INVALID; WRONG_STATE before
        the teams are dealt, once the draw is opened, and for another label than the next;
        ALREADY_DONE after the last wave; SHARES_LOST.
        """
        authorise(actor, Action.RUN_QUARTER)
        number, checked = self._checked(ref, given)
        with self.sessions.begin() as session:
            found = _found(session, ref)
            wave, now = _next(session, found), self.clock.now()
            if wave.beacon_round != number or label not in {"", wave.label}:
                raise Problem(Code.WRONG_STATE, state=wave.label)
            if now < (due := wave_rows.due_at(wave)):
                raise Problem(Code.BEACON_NOT_DUE, due=due)
            secret = trustees.secret(session, self.vault, found) if found.opens_at else None
            place = self.city, self.blobs
            wave_drawing.draw(session, *place, found, wave, checked, now, secret)
            session.flush()
            facts = wave_rows.facts(wave)
            event = Event("WaveDrawn", wave.ref, facts, actor.ref, actor.role)
            append(session, event, now)
            return wave_rows.row(wave, now)

    def draw_due(self, actor: Actor) -> Iterator[tuple[str, WaveRow]]:
        """Fetch and draw every wave whose round is due; gives each once it is stored.

        For a timer: what failed is tried again at its next turn. Problems as in `fetch`.
        """
        authorise(actor, Action.RUN_QUARTER)
        with self.sessions.read() as session:
            running = [draw.ref for draw, _ in queries.next_waves(session)]
        for ref in running:
            while any(one.due for one in self.listing(actor, ref)):
                yield ref, self.draw_wave(actor, ref, self.fetch(actor, ref))

    def to_come(self, actor: Actor, quarter: str) -> int:
        """Count the sites that the waves still to be drawn will take; 0 without waves."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            found = queries.live_draw(session, quarter)
            if found is None or not view.waiting(queries.waves(session, found.id)):
                return 0
            takes = canonical.parse_plan(found.plan).take_per_cell
            return sum(takes.values()) - queries.drawn_count(session, found.id)

    def due(self, actor: Actor) -> tuple[Due, ...]:
        """Tell the office that a wave waits to be drawn, and since when."""
        if Role.OFFICE not in actor.roles:
            return ()
        now = self.clock.now()
        with self.sessions.read() as session:
            times = [wave_rows.due_at(wave) for _, wave in queries.next_waves(session)]
        late = [at for at in times if at <= now]
        return (Due("waves_to_draw", len(late), min(late)),) if late else ()

    def _checked(self, ref: str, given: Beacon) -> tuple[int, Beacon]:
        """Check the signature before the transaction: it takes a third of a second."""
        with self.sessions.read() as session:
            found = _found(session, ref)
            number = _next(session, found).beacon_round
            rehearsal = planning.is_rehearsal(found.plan)
        value = given.randomness, given.signature
        checked = beacon.check(*value, number, rehearsal=rehearsal)
        return number, Beacon(checked.randomness, checked.signature, given.relays)


def _found(session: Session, ref: str) -> Draw:
    found = queries.draw_by_ref(session, ref)
    if found is None:
        raise Problem(Code.NOT_FOUND)
    return found


def _next(session: Session, found: Draw) -> DrawWave:
    """Return the wave to draw next; an opened draw has none, for its seeds are known."""
    if found.opened_at is not None:
        raise Problem(Code.WRONG_STATE, state=Seal.OPENED.value)
    if found.state is not DrawState.ASSIGNED:
        raise Problem(Code.WRONG_STATE, state=found.state.value)
    for wave in queries.waves(session, found.id):
        if wave.state is WaveState.WAITING:
            return wave
    raise Problem(Code.ALREADY_DONE)
