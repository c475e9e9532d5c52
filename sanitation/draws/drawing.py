"""From dice and beacon to the sample, inside the caller's transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from sampling import commitment, facts, fast, results
from sampling.types import Drawn, Plan, SamplingError, Status
from sanitation.blobs import Blobs
from sanitation.draws import pinned, queries
from sanitation.draws.models import Draw, DrawnSite
from sanitation.draws.rules import DrawState, Place
from sanitation.draws.values import Seed
from sanitation.errors import Code, Problem


def draw(
    session: Session,
    blobs: Blobs,
    found: Draw,
    seed: Seed,
    now: datetime,
    secret: str | None = None,
) -> None:
    """Complete the seed, draw, and keep sample and reserves.

    In a quarter in waves this seed draws people and teams only: each wave has its own.
    secret: the fifth line of a sealed draw. Dice and beacon were checked by the caller.
    PLAN_CHANGED if plan or frame are not the ones committed.
    """
    plan = pinned.plan_of(found)
    text = commitment.seed_text(
        found.plan_sha256,
        seed.dice,
        plan.drand_chain,
        found.beacon_round,  # the plan's, or its next one after a notice
        seed.randomness,
        secret,
    )
    pinned.check_people(blobs, plan)
    if facts.waves(plan):
        pinned.rows_of(blobs, plan)  # PLAN_CHANGED now, not on the first wave's morning
    else:
        _take(session, blobs, found, plan, text)
    found.dice, found.beacon_randomness = seed.dice, seed.randomness
    found.beacon_signature = seed.signature
    found.seed_text = text.decode("ascii")
    found.state, found.drawn_at = DrawState.DRAWN, now


def _take(session: Session, blobs: Blobs, found: Draw, plan: Plan, text: bytes) -> None:
    """Take the whole sample at once, where the quarter has one seed."""
    try:
        ranked = fast.draw_sites(pinned.rows_of(blobs, plan), plan, text)
    except SamplingError as error:
        raise Problem(Code.PLAN_IMPOSSIBLE, detail=str(error)) from error
    keep(session, found, ranked)
    found.sample_sha256 = blobs.put(results.sample_bytes(ranked))


def keep(session: Session, found: Draw, ranked: Iterable[Drawn]) -> Sequence[DrawnSite]:
    """Keep what was drawn and its reserves, and return both."""
    kept = [one for one in ranked if one.status is not Status.REST]
    made = _rows(found, kept, queries.site_keys(session, [one.site_id for one in kept]))
    session.add_all(made)
    return made


def _rows(found: Draw, kept: list[Drawn], keys: dict[str, int]) -> list[DrawnSite]:
    places = {Status.DRAWN: Place.DRAWN, Status.RESERVE: Place.RESERVE}
    return [
        DrawnSite(
            draw_id=found.id,
            site_pk=keys[one.site_id],
            cell=one.cell,
            position=one.order,
            place=places[one.status],
            take=one.take,
            size_m=one.m,
            ticket=one.ticket,
        )
        for one in kept
    ]
