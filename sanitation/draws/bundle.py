"""The published files of one draw, as bytes: anybody can recompute it from them."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from sampling import canonical
from sampling.draw import rank_sites
from sampling.results import sums_bytes
from sanitation.blobs import Blobs
from sanitation.draws import dice, planning, queries, trustees
from sanitation.draws.drawing import tickets_file
from sanitation.draws.models import Draw

# ZIP members carry no time, so equal files give equal archives.
EPOCH = (1980, 1, 1, 0, 0, 0)


def files(session: Session, blobs: Blobs, draw: Draw, now: datetime) -> dict[str, bytes]:
    """Return every file of the bundle by name, SHA256SUMS last.

    The people (roster, conflicts) follow once reviews are over: until then reviewers
    are blind. A cancelled draw is published as far as it came.
    """
    plan = canonical.parse_plan(draw.plan)
    frame = blobs.get(draw.frame.sha256)
    rows = canonical.parse_frame(frame)
    ranked = rank_sites(rows, plan, draw.seed_text.encode())
    found = {
        "frame.csv": frame,
        "frame_diff.csv": blobs.get(draw.frame.diff_sha256),
        "plan.json": draw.plan,
        "seed.txt": draw.seed_text.encode(),
        "beacon.json": beacon_file(draw),
        "dice.json": dice_file(session, draw),
        "tickets.csv": tickets_file(ranked),
        "sample.csv": blobs.get(draw.sample_sha256),
        "substitutions.csv": _substitutions(session, draw),
    }
    if draw.opens_at is not None:
        found["shares.json"] = shares_file(session, draw)
    if draw.assignment_sha256:
        found["assignment.csv"] = blobs.get(draw.assignment_sha256)
    if people_public(draw, now):
        found["roster.csv"] = blobs.get(str(plan.facts["roster_sha256"]))
        found["conflicts.csv"] = blobs.get(str(plan.facts["conflicts_sha256"]))
    return found | {"SHA256SUMS": sums_bytes(found)}


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
    content: dict[str, object] = {
        "chain": canonical.parse_plan(draw.plan).drand_chain,
        "round": draw.beacon_round,
        "randomness": draw.beacon_randomness,
        "signature": draw.beacon_signature,
        "relays": (draw.beacon_relays or "").split(),
    }
    if draw.beacon_signature:
        content["public_key"] = planning.CHAIN_KEY
    else:
        content["rehearsal"] = "made up: no beacon gave this value"
    return _json(content)


def dice_file(session: Session, draw: Draw) -> bytes:
    """Write dice.json: the digits, and when each of two people entered them.

    Names stay out: a bundle is public for ever. An open rehearsal may have no entries.
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
    accepted = planning.instant(draw.dice_at) if draw.dice_at else ""
    return _json({"dice": draw.dice, "accepted_at": accepted, "entries": entered})


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
            "opened_at": planning.instant(draw.opened_at) if draw.opened_at else "",
        }
    )


def _json(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=False).encode()


def _substitutions(session: Session, draw: Draw) -> bytes:
    lines = ["site_id,reason,substitute"]
    lines += [
        f"{before.site.site_id},{before.substitution_reason},{after.site.site_id}"
        for before, after in queries.substitutions(session, draw.id)
    ]
    return ("\n".join(lines) + "\n").encode("ascii")
