"""The published files of one draw, as bytes: anybody can recompute it from them."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping

from sqlalchemy.orm import Session

from sampling import canonical
from sampling.draw import rank_sites
from sanitation.blobs import Blobs
from sanitation.draws import queries
from sanitation.draws.drawing import tickets_file
from sanitation.draws.models import Draw

EPOCH = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # ZIP members carry no time, so equal files give equal archives


def files(session: Session, blobs: Blobs, draw: Draw) -> Mapping[str, bytes]:
    """Return every file of the bundle by name, SHA256SUMS last."""
    plan = canonical.parse_plan(draw.plan)
    frame = blobs.get(draw.frame.sha256)
    rows = canonical.parse_frame(frame)
    ranked = rank_sites(rows, plan, draw.seed_text.encode())
    found = {
        "frame.csv": frame,
        "frame_diff.csv": blobs.get(draw.frame.diff_sha256),
        "plan.json": draw.plan,
        "seed.txt": draw.seed_text.encode(),
        "beacon.json": _beacon(draw),
        "tickets.csv": tickets_file(ranked),
        "sample.csv": blobs.get(draw.sample_sha256),
        "roster.csv": blobs.get(str(plan.facts["roster_sha256"])),
        "conflicts.csv": blobs.get(str(plan.facts["conflicts_sha256"])),
        "assignment.csv": blobs.get(draw.assignment_sha256),
        "substitutions.csv": _substitutions(session, draw),
    }
    sums = [f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in found.items()]
    return found | {"SHA256SUMS": ("\n".join(sums) + "\n").encode()}


def archive(session: Session, blobs: Blobs, draw: Draw) -> bytes:
    """Return the bundle as a ZIP; the same draw always gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files(session, blobs, draw).items():
            packed.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _beacon(draw: Draw) -> bytes:
    content = {
        "chain": canonical.parse_plan(draw.plan).drand_chain,
        "round": draw.beacon_round,
        "randomness": draw.beacon_randomness,
        "signature": draw.beacon_signature,
    }
    return json.dumps(content, sort_keys=True).encode()


def _substitutions(session: Session, draw: Draw) -> bytes:
    lines = ["site_id,reason,substitute"]
    lines += [
        f"{before.site.site_id},{before.substitution_reason},{after.site.site_id}"
        for before, after in queries.substitutions(session, draw.id)
    ]
    return ("\n".join(lines) + "\n").encode("ascii")
