"""An honest bundle of a quarter in waves: every file a wave has, beside the full ones."""

import hashlib
import json
from collections import Counter

from sampling import assignment, certificate, commitment, results, roster, waves
from sampling.bundle import Bundle
from sampling.types import Status
from tests.sampling import examples
from tests.sampling.full_bundle import full_bundle

UNITS = {
    "S01-U01": ["S01-V01-C01"],
    "S01-U02": ["S01-V01-C02"],
    "S02-U01": ["S02-V01-C02", "S02-V12-C01"],
    "S02-U02": ["S02-V01-C01"],
}
DAYS, SIZES = ("2026-01-05", "2026-01-06", "2026-01-07"), (1, 1, 2)
WAVES = [
    {
        "label": f"2026Q1-W{number:02d}",
        "day": day,
        "drand_round": examples.ROUND + 28_800 * number,
        "units": size,
    }
    for number, (day, size) in enumerate(zip(DAYS, SIZES, strict=True), start=1)
]
LABELS = tuple(wave["label"] for wave in WAVES)
CONFLICTS = b"id,street,person\nA03,,A02\n"  # no street barred: which team goes is open
LIMITS = {"lambda_m": 500, "load_min": 0, "load_max": 0}


def waved_bundle(until=3):
    """Return every file by name, without SHA256SUMS, when so many waves are drawn."""
    files = full_bundle(CONFLICTS, units=UNITS, waves=WAVES, assign=LIMITS)
    for name in ("assignment.csv", "certificate.json", "substitutions.csv"):
        del files[name]
    for wave in WAVES[:until]:
        files |= seed_of(files["plan.json"], wave)
    bundle = Bundle(files)
    files |= {
        "tickets.csv": results.tickets_bytes(bundle.ranked),
        "sample.csv": results.sample_bytes(bundle.ranked),
        "substitutions.csv": one_substitution(bundle),
    }
    logged, held = {}, Counter()
    for visit in bundle.visits:
        files |= work_of(bundle, visit, held)
        ranked = bundle.ranked_by_wave[visit.label]
        logged[visit.label] = {
            "sample_sha256": examples.sha256(results.sample_bytes(ranked)),
            "assignment_sha256": examples.sha256(files[f"assignment-{visit.label}.csv"]),
        }
    return files | {"logged.json": canonical_json({"waves": logged})}


def seed_of(plan, wave):
    """The seed text and the beacon of one wave."""
    signature = hashlib.sha256(f"signature {wave['label']}".encode()).digest()
    randomness = commitment.beacon_randomness(signature)
    args = (commitment.plan_digest(plan), examples.ROLLED, commitment.QUICKNET)
    beacon = {
        "chain": commitment.QUICKNET,
        "round": wave["drand_round"],
        "randomness": randomness,
        "signature": signature.hex(),
    }
    return {
        f"seed-{wave['label']}.txt": commitment.seed_text(
            *args, wave["drand_round"], randomness
        ),
        f"beacon-{wave['label']}.json": canonical_json(beacon),
    }


def work_of(bundle, visit, held):
    """Assignment and certificate of one wave; held: what each team had before."""
    inside = [one for one in bundle.packages if one.unit in visit.units]
    key = commitment.stage_key(bundle.wave_seeds[visit.label], "assign", visit.label)
    able = waves.teams_of_wave(inside, bundle.teams, held)
    bans = certificate.street_bans(inside, able)
    found = assignment.assign(inside, able, key, bans, 500, 0, 0)
    held.update(found.team_of.values())
    return {
        f"assignment-{visit.label}.csv": roster.assignment_bytes(inside, found.team_of),
        f"certificate-{visit.label}.json": roster.certificate_bytes(found),
    }


def one_substitution(bundle):
    """The first site drawn gives way to the next reserve of its cell."""
    cell = bundle.ranked[0].cell
    order = [one for one in bundle.ranked if one.cell == cell]
    reserve = next(one for one in order if one.status is Status.RESERVE)
    return (
        f"site_id,reason,substitute\n{order[0].site_id},unsafe,{reserve.site_id}\n".encode()
    )


def canonical_json(content):
    """JSON with its keys in order."""
    return json.dumps(content, sort_keys=True).encode()
