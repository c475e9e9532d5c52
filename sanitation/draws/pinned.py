"""Reads what a plan fixed by its digest, and refuses it if a byte has changed since."""

import hashlib

from sampling import canonical, commitment
from sampling.types import FrameRow, Plan
from sanitation.blobs import Blobs
from sanitation.draws.models import Draw
from sanitation.errors import Code, Problem


def plan_of(draw: Draw) -> Plan:
    """Return the plan as it was committed; PLAN_CHANGED if its row was edited since."""
    if commitment.plan_digest(draw.plan) != draw.plan_sha256:
        raise Problem(Code.PLAN_CHANGED, file="plan.json")
    return canonical.parse_plan(draw.plan)


def rows_of(blobs: Blobs, plan: Plan) -> tuple[FrameRow, ...]:
    """Return the sites of the frame the plan pins; PLAN_CHANGED for another one."""
    return canonical.parse_frame(file_of(blobs, plan, "frame"))


def check_people(blobs: Blobs, plan: Plan) -> None:
    """Refuse a roster or conflicts other than the pinned ones, as PLAN_CHANGED.

    Asked before the sites are drawn: else a draw would stand that nobody can visit.
    """
    for name in ("roster", "conflicts"):
        file_of(blobs, plan, name)


def file_of(blobs: Blobs, plan: Plan, name: str) -> bytes:
    """Return a pinned file: frame, roster or conflicts; PLAN_CHANGED if it is not the one."""
    digest = str(plan.facts[f"{name}_sha256"])
    try:
        data = blobs.get(digest)
    except KeyError:
        raise Problem(Code.PLAN_CHANGED, file=f"{name}.csv") from None
    if hashlib.sha256(data).hexdigest() != digest:
        raise Problem(Code.PLAN_CHANGED, file=f"{name}.csv")
    return data
