"""From dice and beacon to the sample, inside the caller's transaction."""

from datetime import datetime

from sqlalchemy.orm import Session

from sampling import commitment, results
from sampling.draw import rank_sites
from sampling.types import Drawn, SamplingError, Status
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

    secret: the fifth line of a sealed draw. Dice and beacon were checked by the caller.
    PLAN_CHANGED if plan or frame are not the ones committed.
    """
    plan = pinned.plan_of(found)
    text = commitment.seed_text(
        found.plan_sha256,
        seed.dice,
        plan.drand_chain,
        plan.drand_round,
        seed.randomness,
        secret,
    )
    rows = pinned.rows_of(blobs, plan)
    try:
        ranked = rank_sites(rows, plan, text)
    except SamplingError as error:
        raise Problem(Code.PLAN_IMPOSSIBLE, detail=str(error)) from error
    kept = [one for one in ranked if one.status is not Status.REST]
    keys = queries.site_keys(session)
    session.add_all(_rows(found, kept, keys))
    found.dice, found.beacon_randomness = seed.dice, seed.randomness
    found.beacon_signature = seed.signature
    found.seed_text = text.decode("ascii")
    found.sample_sha256 = blobs.put(results.sample_bytes(ranked))
    found.state, found.drawn_at = DrawState.DRAWN, now


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
