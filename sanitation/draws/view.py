"""Builds what pages show of a draw, and what the ledger says of it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from sampling import canonical
from sampling.draw import rank_sites
from sampling.types import Plan
from sampling.waves import cells_of, visits
from sanitation.blobs import Blobs
from sanitation.draws import planning, queries, wave_rows
from sanitation.draws.models import Draw, DrawnSite, DrawWave, Task
from sanitation.draws.rules import DrawState, Place, Seal, TaskState, WaveState, seal_of
from sanitation.draws.values import (
    DrawPage,
    DrawRow,
    InCell,
    SampleRow,
    TaskRow,
    TeamRow,
    WhyDrawn,
)
from sanitation.errors import Code, Problem


def row(draw: Draw, now: datetime) -> DrawRow:
    """Copy a draw into plain values; the seed's secret line stays inside while sealed."""
    return DrawRow(
        ref=draw.ref,
        quarter=draw.quarter,
        state=draw.state,
        plan_sha256=draw.plan_sha256,
        frame_sha256=draw.frame.sha256,
        frame_ref=draw.frame.ref,
        merkle_root=draw.frame.merkle_root,
        rubric_sha256=draw.rubric_sha256,
        committed_at=draw.committed_at,
        drawn_at=draw.drawn_at,
        assigned_at=draw.assigned_at,
        dice=draw.dice,
        beacon_round=draw.beacon_round,
        beacon_randomness=draw.beacon_randomness,
        seed_text=shown_seed(draw, now),
        sample_sha256=draw.sample_sha256,
        assignment_sha256=draw.assignment_sha256,
        cancelled_reason=draw.cancelled_reason,
        plan=draw.plan.decode(),
        seal=seal(draw, now),
        rehearsal=planning.is_rehearsal(draw.plan),
        opens_at=draw.opens_at,
        opened_at=draw.opened_at,
        dice_at=draw.dice_at,
    )


def seal(draw: Draw, now: datetime) -> Seal:
    """Tell what may be known of a draw's sample now."""
    return seal_of(draw.state, draw.drawn_at, draw.opens_at, draw.opened_at, now)


def shown_seed(draw: Draw, now: datetime) -> str:
    """Return the seed text as anybody may read it: no secret line before the opening."""
    if seal(draw, now) in {Seal.NONE, Seal.OPENED}:
        return draw.seed_text
    lines = draw.seed_text.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("secret="))


def opened(session: Session, draw: Draw) -> bool:
    """Tell whether everybody may see the sample.

    A sealed draw's, once its shares are open; an open rehearsal's, once no task is open.
    """
    if draw.opens_at is not None:
        return draw.opened_at is not None
    if draw.state is not DrawState.ASSIGNED or waiting(queries.waves(session, draw.id)):
        return False
    return not queries.task_counts(session, draw.id).get(TaskState.OPEN, 0)


def waiting(waves: Sequence[DrawWave]) -> int:
    """Count the waves that are still to be drawn."""
    return sum(one.state is WaveState.WAITING for one in waves)


def page(session: Session, draw: Draw, now: datetime) -> DrawPage:
    """Build a draw's page; the sample and the teams stay out until it is opened."""
    shown = opened(session, draw)
    sample = queries.sample(session, draw.id)
    counts = queries.task_counts(session, draw.id)
    return DrawPage(
        draw=row(draw, now),
        drawn=sum(one.place is Place.DRAWN for one in sample),
        reserves=sum(one.place is Place.RESERVE for one in sample),
        streets=len({one.site.street for one in sample}),
        sample=tuple(sample_row(one) for one in sample) if shown else (),
        teams=_teams(session, draw) if shown else (),
        tasks=counts,
        days=queries.task_days(session, draw.id),
        opened=shown,
        planned=sum(canonical.parse_plan(draw.plan).take_per_cell.values()),
        waves=wave_rows.rows(queries.waves(session, draw.id), now),
    )


def task_row(task: Task) -> TaskRow:
    """Copy a task into plain values."""
    return TaskRow(
        handle=task.handle,
        site_id=task.site.site_id,
        name=task.site.name,
        street=task.site.street,
        venue=task.site.venue,
        team=task.team.code,
        day=task.day,
        state=task.state,
        reason=task.substitution_reason,
    )


def sample_row(one: DrawnSite) -> SampleRow:
    """Copy a drawn site into plain values."""
    return SampleRow(
        site_id=one.site.site_id,
        name=one.site.name,
        street=one.site.street,
        venue=one.site.venue,
        cell=one.cell,
        position=one.position,
        place=one.place,
        take=one.take,
        size_m=one.size_m,
        ticket=one.ticket,
    )


def why(session: Session, blobs: Blobs, draw: Draw, site_id: str) -> WhyDrawn:
    """Tell a site's ticket, its cell and the cut; NOT_FOUND for a site not in the frame."""
    rows = canonical.parse_frame(blobs.get(draw.frame.sha256))
    mine = next((one for one in rows if one.site_id == site_id), None)
    if mine is None:
        raise Problem(Code.NOT_FOUND)
    plan = canonical.parse_plan(draw.plan)
    same = [one for one in rows if one.cell == mine.cell and one.cell]
    seed, label = _seed_of(session, draw, plan, mine.cell)
    cells = {mine.cell: plan.take_per_cell.get(mine.cell, 0)}
    narrow = replace(plan, take_per_cell=cells)
    ranked = rank_sites(same, narrow, seed, label=label) if same and seed else ()
    own = next((one for one in ranked if one.site_id == site_id), None)
    cut = [one.ticket for one in ranked if one.order == one.take]
    drawn = queries.drawn_site(session, draw.id, site_id)
    return WhyDrawn(
        row=sample_row(drawn) if drawn else None,
        site_id=site_id,
        cell=mine.cell,
        ticket=own.ticket if own else "",
        order=own.order if own else 0,
        take=own.take if own else 0,
        size_m=own.m if own else len(same),
        cut=cut[0] if cut else "",
        reason=str(mine.reason),
        wave=label if label != plan.quarter else "",
        not_drawn=bool(same) and not seed,
        in_order=tuple(
            InCell(one.site_id, one.ticket, drawn=one.order <= one.take) for one in ranked
        ),
    )


def _seed_of(session: Session, draw: Draw, plan: Plan, cell: str) -> tuple[bytes, str]:
    """Return the seed text a cell was drawn from, and its label; empty if none was."""
    waves = queries.waves(session, draw.id)
    if not waves:
        return draw.seed_text.encode(), plan.quarter
    texts = wave_rows.seeds(waves)
    for visit in visits(plan, texts):
        if cell in cells_of(visit, plan):
            return texts[visit.label], visit.label
    return b"", ""


def facts(draw: Draw) -> Mapping[str, object]:
    """Give what the ledger's entry says of a draw, from its rows alone."""
    return {
        "quarter": draw.quarter,
        "state": draw.state.value,
        "plan": draw.plan_sha256,
        "frame": draw.frame.sha256,
        "seed": hashlib.sha256(draw.seed_text.encode()).hexdigest(),
        "dice": draw.dice,
        "beacon": draw.beacon_randomness,
        "opens_at": planning.instant(draw.opens_at) if draw.opens_at else "",
        "opened": draw.opened_at is not None,
        "sample": draw.sample_sha256,
        "assignment": draw.assignment_sha256,
        "reason": draw.cancelled_reason,
    }


def substitution_facts(task: Task, stand_in: str) -> Mapping[str, object]:
    """Give what the ledger says of a substitution."""
    return {
        "site": task.site.site_id,
        "reason": task.substitution_reason,
        "stand_in": stand_in,
        "state": task.state.value,
    }


def _teams(session: Session, draw: Draw) -> tuple[TeamRow, ...]:
    loads: dict[int, int] = {}
    for task in queries.tasks(session, draw.id):
        loads[task.team_id] = loads.get(task.team_id, 0) + 1
    return tuple(
        TeamRow(team.code, (), loads.get(team.id, 0))  # people stay out: reviews are blind
        for team in queries.teams(session, draw.id)
    )
