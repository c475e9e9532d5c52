"""A quarter's waves as rows, as plain values, and as the ledger tells them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from sanitation.draws import planning
from sanitation.draws.models import Draw, DrawWave
from sanitation.draws.rules import WaveState
from sanitation.draws.values import WaveRow


def planned(draw: Draw) -> list[DrawWave]:
    """Make a row for each wave of a plan just committed; they wait in its order."""
    return [
        DrawWave(
            draw_id=draw.id,
            position=place,
            label=wave["label"],
            day=date.fromisoformat(wave["day"]),
            units=wave["units"],
            beacon_round=wave["drand_round"],
        )
        for place, wave in enumerate(json.loads(draw.plan).get("waves", []), start=1)
    ]


def seeds(waves: Sequence[DrawWave]) -> dict[str, bytes]:
    """Return the seed texts of the waves drawn so far, by label."""
    return {one.label: one.seed_text.encode() for one in waves if one.seed_text}


def rows(waves: Sequence[DrawWave], now: datetime) -> tuple[WaveRow, ...]:
    """Copy the waves into plain values; nothing in them tells a seed or a site."""
    return tuple(row(one, now) for one in waves)


def row(wave: DrawWave, now: datetime) -> WaveRow:
    """Copy one wave into plain values."""
    waits = wave.state is WaveState.WAITING
    return WaveRow(
        label=wave.label,
        position=wave.position,
        day=wave.day,
        units=wave.units,
        state=wave.state,
        beacon_round=wave.beacon_round,
        due_at=due_at(wave),
        due=waits and due_at(wave) <= now,
        randomness=wave.beacon_randomness,
        signed=bool(wave.beacon_signature),
        sample_sha256=wave.sample_sha256,
        assignment_sha256=wave.assignment_sha256,
        drawn_at=wave.drawn_at,
    )


def due_at(wave: DrawWave) -> datetime:
    """Return when a wave's beacon round is due."""
    return datetime.fromtimestamp(planning.round_due(wave.beacon_round), UTC)


def facts(wave: DrawWave) -> Mapping[str, object]:
    """Give what the ledger says of a wave once it is drawn, from its row alone."""
    return {
        "wave": wave.label,
        "beacon": wave.beacon_randomness,
        "seed": hashlib.sha256(wave.seed_text.encode()).hexdigest(),
        "sample": wave.sample_sha256,
        "assignment": wave.assignment_sha256,
    }
