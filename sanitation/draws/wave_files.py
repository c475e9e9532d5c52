"""The files a bundle has of each wave: seed, beacon, assignment with its certificate."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from sampling import results, roster
from sampling.types import FrameRow, Plan
from sampling.waves import rank_each, teams_of_wave, visits
from sanitation.blobs import Blobs
from sanitation.draws import planning
from sanitation.draws.assigning import given_to, packages_of, teams_of
from sanitation.draws.models import Draw, DrawWave
from sanitation.draws.wave_rows import seeds


def of(
    blobs: Blobs,
    draw: Draw,
    plan: Plan,
    rows: Sequence[FrameRow],
    waves: Sequence[DrawWave],
) -> dict[str, bytes]:
    """Return the files of the waves drawn so far, with the sample of them all."""
    texts = seeds(waves)
    ranked = sorted(
        (one for wave in rank_each(rows, plan, texts).values() for one in wave),
        key=lambda one: (one.cell, one.order),
    )
    found = {
        "tickets.csv": results.tickets_bytes(ranked),
        "sample.csv": results.sample_bytes(ranked),
    }
    for wave in waves:
        value = wave.beacon_randomness, wave.beacon_signature
        found[f"seed-{wave.label}.txt"] = texts[wave.label]
        content = beacon_of(plan.drand_chain, wave.beacon_round, value, wave.beacon_relays)
        found[f"beacon-{wave.label}.json"] = _json(content)
        found[f"assignment-{wave.label}.csv"] = blobs.get(wave.assignment_sha256)
    return found | _certificates(blobs, draw, plan, rows, texts)


def logged(wave: DrawWave) -> Mapping[str, object]:
    """Return what logged.json says of one wave: the digests its ledger entry has."""
    return {
        "sample_sha256": wave.sample_sha256,
        "assignment_sha256": wave.assignment_sha256,
        "drawn_at": planning.instant(wave.drawn_at) if wave.drawn_at else "",
    }


def beacon_of(
    chain: str, number: int, value: tuple[str, str], relays: str
) -> dict[str, object]:
    """Return the content of a beacon file; where no network signed it, it says so.

    value: randomness and signature, both hex. relays: who gave it, one a line.
    """
    randomness, signature = value
    content: dict[str, object] = {
        "chain": chain,
        "round": number,
        "randomness": randomness,
        "signature": signature,
        "relays": relays.split(),
    }
    if signature:
        content["public_key"] = planning.CHAIN_KEY
    else:
        content["rehearsal"] = "made up: no beacon gave this value"
    return content


def _certificates(
    blobs: Blobs,
    draw: Draw,
    plan: Plan,
    rows: Sequence[FrameRow],
    texts: Mapping[str, bytes],
) -> dict[str, bytes]:
    """Assign each wave again: the certificate follows from plan and seed alone."""
    if not texts:
        return {}
    teams = teams_of(blobs, plan, draw.seed_text.encode())
    bound = packages_of(plan, rows)
    made, held = {}, Counter[str]()
    for visit in visits(plan, texts):
        inside = [one for one in bound if one.unit in visit.units]
        able = teams_of_wave(inside, teams, held)
        given = given_to(plan, inside, able, texts[visit.label], visit.label)
        held.update(given.team_of.values())
        made[f"certificate-{visit.label}.json"] = roster.certificate_bytes(given)
    return made


def _json(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
