"""The published files of one draw, as bytes: anybody can recompute it from them."""

import io
import json
import zipfile
from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from sampling import canonical, facts, fast, results, roster
from sampling.draw import rank_sites
from sampling.types import FrameRow, Plan
from sanitation.blobs import Blobs
from sanitation.draws import (
    dice,
    earlier,
    late,
    planning,
    queries,
    sizes,
    stamping,
    trustees,
    wave_files,
)
from sanitation.draws.assigning import follow, packages_of, teams_of
from sanitation.draws.models import Draw, DrawWave
from sanitation.draws.wave_files import beacon_of

# ZIP members carry no time, so equal files give equal archives.
EPOCH = (1980, 1, 1, 0, 0, 0)


def files(session: Session, blobs: Blobs, draw: Draw, now: datetime) -> dict[str, bytes]:
    """Return every file of the bundle by name, SHA256SUMS last.

    The people (roster, conflicts, teams) follow once reviews are over: until then
    reviewers are blind. A cancelled draw is published as far as it came.
    """
    plan, seed = canonical.parse_plan(draw.plan), draw.seed_text.encode()
    frame = blobs.get(draw.frame.sha256)
    rows = canonical.parse_frame(frame)
    waves = [one for one in queries.waves(session, draw.id) if one.seed_text]
    found = {
        "frame.csv": frame,
        "frame_diff.csv": blobs.get(draw.frame.diff_sha256),
        "plan.json": draw.plan,
        "stamp.json": stamp_file(draw),
        "seed.txt": seed,
        "beacon.json": beacon_file(draw),
        "substitutions.csv": earlier.substitutions_file(session, draw),
        "logged.json": logged_file(draw, waves),
    }
    if facts.waves(plan):
        found |= wave_files.of(blobs, draw, plan, rows, waves)
    else:
        found |= _of_one_seed(blobs, draw, plan, rows)
    if verifier := plan.facts.get("verifier_sha256"):
        found["verify_draw.py"] = blobs.get(str(verifier))
    if late_rounds := late.notices(session, draw.id):
        content = {"notices": [late.told(one) for one in late_rounds]}
        found["notice.json"] = _json(content)
    found |= stamping.files(session, blobs, draw)
    if draw.dice_at is not None:
        found["dice.json"] = dice_file(session, draw)
    if draw.opens_at is not None:
        found["shares.json"] = shares_file(session, draw)
    found |= earlier.files(session, blobs, sizes.policy_of(blobs, draw.frame), draw.plan)
    if draw.assigned_at is not None:
        found["packages.csv"] = roster.packages_bytes(packages_of(plan, rows))
        found |= _people(blobs, draw, plan, now)
    return found | {"SHA256SUMS": results.sums_bytes(found)}


def _of_one_seed(
    blobs: Blobs, draw: Draw, plan: Plan, rows: Sequence[FrameRow]
) -> dict[str, bytes]:
    """Give sample and assignment of a quarter that is drawn at once."""
    seed = draw.seed_text.encode()
    found = {
        "tickets.csv": results.tickets_bytes(
            rank_sites(rows, plan, seed, in_order=fast.in_order)
        ),
        "sample.csv": blobs.get(draw.sample_sha256),
    }
    if draw.assignment_sha256:
        made = follow(blobs, plan, seed, rows)
        found["assignment.csv"] = blobs.get(draw.assignment_sha256)
        found["certificate.json"] = roster.certificate_bytes(made.given)
    return found


def _people(blobs: Blobs, draw: Draw, plan: Plan, now: datetime) -> dict[str, bytes]:
    """Give the people behind the teams, once they are public."""
    if not people_public(draw, now):
        return {}
    made = teams_of(blobs, plan, draw.seed_text.encode())
    return {
        "roster.csv": blobs.get(str(plan.facts["roster_sha256"])),
        "conflicts.csv": blobs.get(str(plan.facts["conflicts_sha256"])),
        "teams.csv": roster.teams_bytes(made),
    }


def state(session: Session, draw: Draw, now: datetime) -> Hashable:
    """Return what an archive depends on, so that it is made anew when that changes.

    Frame, plan and seed never change; what may is the draw's own row, whether the people
    are public by now, whether an outside stamp was brought, and how many sites another
    stood in for, of this draw or earlier.
    """
    gone = queries.substituted(session)
    stamped = stamping.of_draw(session, draw.id) is not None
    return draw.ref, draw.version, people_public(draw, now), stamped, gone


def archive(session: Session, blobs: Blobs, draw: Draw, now: datetime) -> bytes:
    """Return the bundle as a ZIP; the same draw always gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files(session, blobs, draw, now).items():
            packed.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def people_public(draw: Draw, now: datetime) -> bool:
    """Tell whether roster and conflicts are open: the plan says when reviews are over."""
    wanted = str(json.loads(draw.plan).get("roster_opens_at", ""))
    return planning.instant(now) >= wanted


def beacon_file(draw: Draw) -> bytes:
    """Write beacon.json; where no network signed it, it says that it is made up."""
    return _json(
        beacon_of(
            canonical.parse_plan(draw.plan).drand_chain,
            draw.beacon_round,
            (draw.beacon_randomness, draw.beacon_signature),
            draw.beacon_relays or "",
        )
    )


def stamp_file(draw: Draw) -> bytes:
    """Write stamp.json: when the ledger took the plan; its checkpoints bind the time."""
    at = planning.instant(draw.committed_at)
    return _json({"plan_sha256": draw.plan_sha256, "stamped_at": at, "by": "ledger"})


def logged_file(draw: Draw, waves: Sequence[DrawWave] = ()) -> bytes:
    """Write logged.json: the digests that stood in the ledger as soon as it was drawn."""
    if json.loads(draw.plan).get("waves"):
        return _json({"waves": {one.label: wave_files.logged(one) for one in waves}})
    content = {"sample_sha256": draw.sample_sha256, "drawn_at": _at(draw.drawn_at)}
    if draw.assignment_sha256:
        content["assignment_sha256"] = draw.assignment_sha256
        content["assigned_at"] = _at(draw.assigned_at)
    return _json(content)


def dice_file(session: Session, draw: Draw) -> bytes:
    """Write dice.json: the digits, and when each of two people entered them.

    Names stay out: a bundle is public for ever.
    """
    entered = [
        {
            "attempt": one.attempt,
            "place": one.place,
            "person": one.account.ref,
            "at": planning.instant(one.entered_at),
            "agreed": int(draw.dice_at is not None and one.digits == draw.dice),
        }
        for one in dice.entries(session, draw.id)
    ]
    return _json({"digits": draw.dice, "rolled_at": _at(draw.dice_at), "entries": entered})


def shares_file(session: Session, draw: Draw) -> bytes:
    """Write shares.json: the opened shares in the order of their pins, and whose they are."""
    found = trustees.of_draw(session, draw.id)
    return _json(
        {
            "shares": [one.share or "" for one in found],
            "trustees": [
                {
                    "body": one.organisation.name,
                    "pin": one.pin,
                    "handed_in_at": planning.instant(one.handed_in_at),
                }
                for one in found
            ],
            "opened_at": _at(draw.opened_at),
        }
    )


def _at(instant: datetime | None) -> str:
    return planning.instant(instant) if instant else ""


def _json(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
