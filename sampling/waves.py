"""Waves: each day or week has a seed of its own and visits units not visited yet.

Source: protocol sanrandom-draw/1, section 7. A wave's beacon round does not exist until
its morning, so not even an insider can tell a street beforehand. Each unit is visited
exactly once, and any two sites of a cell stay equally likely: pi does not change.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sampling.commitment import LABEL
from sampling.draw import check_plan, rank_sites, street_order
from sampling.facts import Wave, units, waves
from sampling.types import Drawn, FrameRow, Package, Plan, SamplingError, Team


@dataclass(frozen=True, slots=True)
class Visit:
    """The units of one wave, in the order of their tickets."""

    label: str
    units: tuple[str, ...]


def check_waves(rows: Iterable[FrameRow], plan: Plan) -> None:
    """Refuse units and waves that would leave a cell out or visit one twice.

    SamplingError names the cell, unit or wave. Worth asking before the plan is published.
    """
    parts, listed = units(plan), waves(plan)
    street_of = {row.cell: row.street for row in rows if row.cell}
    held = Counter(cell for cells in parts.values() for cell in cells)
    for cell in sorted(street_of.keys() | held.keys()):
        if held[cell] != 1 or cell not in street_of:
            raise SamplingError(
                f"got it in {held[cell]} units, wanted each cell of the frame in one",
                where=f"plan.json, units, cell {cell}",
            )
    for unit, cells in parts.items():
        if len({street_of[cell] for cell in cells}) != 1:
            raise SamplingError("wanted cells of one street", where=f"unit {unit}")
    _check_labels(plan, listed)
    visited = sum(wave.units for wave in listed)
    if visited != len(parts):
        raise SamplingError(
            f"got {visited} visits for {len(parts)} units, wanted each exactly once",
            where="plan.json, waves",
        )


def visits(plan: Plan, seeds: Mapping[str, bytes]) -> tuple[Visit, ...]:
    """Return which units each wave visits, as far as its seed is known.

    seeds: label -> bytes of the wave's seed text. Waves follow each other: SamplingError
    if a later one has a seed and an earlier one has none.
    """
    waiting, made = list(units(plan)), []
    for number, wave in enumerate(waves(plan)):
        if wave.label not in seeds:
            if later := [one.label for one in waves(plan)[number:] if one.label in seeds]:
                raise SamplingError(f"{later[0]} has a seed before it", where=wave.label)
            break
        order = street_order(waiting, seeds[wave.label], wave.label)
        made.append(Visit(wave.label, order[: wave.units]))
        waiting = [unit for unit in waiting if unit not in set(made[-1].units)]
    return tuple(made)


def rank_waves(
    rows: Sequence[FrameRow], plan: Plan, seeds: Mapping[str, bytes]
) -> tuple[Drawn, ...]:
    """Return the sites of the waves so far, each cell under the keys of its own wave."""
    ranked = rank_each(rows, plan, seeds)
    every = (one for wave in ranked.values() for one in wave)
    return tuple(sorted(every, key=lambda one: (one.cell, one.order)))


def rank_each(
    rows: Sequence[FrameRow], plan: Plan, seeds: Mapping[str, bytes]
) -> dict[str, tuple[Drawn, ...]]:
    """Return label -> the sites of that wave, for the waves so far in their order.

    The frame is gone through once, however many waves there are.
    """
    check_plan(rows, plan)
    inside: dict[str, list[FrameRow]] = defaultdict(list)
    for row in rows:
        inside[row.cell].append(row)
    ranked = {}
    for visit in visits(plan, seeds):
        members = [row for cell in cells_of(visit, plan) for row in inside[cell]]
        ranked[visit.label] = rank_wave(members, plan, seeds[visit.label], visit)
    return ranked


def rank_wave(
    rows: Iterable[FrameRow], plan: Plan, seed: bytes, visit: Visit
) -> tuple[Drawn, ...]:
    """Return the sites of one wave; rows of other cells are passed over."""
    takes = {cell: plan.take_per_cell[cell] for cell in cells_of(visit, plan)}
    narrow = replace(plan, take_per_cell=takes)
    members = [row for row in rows if row.cell in takes]
    return rank_sites(members, narrow, seed, label=visit.label)


def cells_of(visit: Visit, plan: Plan) -> tuple[str, ...]:
    """Return the cells of the units a wave visits."""
    parts = units(plan)
    return tuple(cell for unit in visit.units for cell in parts[unit])


def teams_of_wave(
    packages: Sequence[Package], teams: Sequence[Team], held: Mapping[str, int]
) -> tuple[Team, ...]:
    """Return the teams that take part in a wave: those that have not had their share yet.

    held: team -> packages of earlier waves. A team's share is what falls to each if all
    packages so far, with this wave's, are spread evenly, rounded up. All teams take part
    where a package would be barred for every one of those.

    Distance alone would send the same few teams day after day: who was drawn also works.
    """
    given = sum(held.values()) + len(packages)
    rest = tuple(one for one in teams if held.get(one.code, 0) * len(teams) < given)
    open_to_all = all(
        any(package.street not in team.barred for team in rest) for package in packages
    )
    return rest if open_to_all else tuple(teams)


def _check_labels(plan: Plan, listed: Sequence[Wave]) -> None:
    seen: set[str] = set()
    for wave in listed:
        own = wave.label.startswith(f"{plan.quarter}-") and LABEL.fullmatch(wave.label)
        if not own or wave.label in seen:
            raise SamplingError(
                f"got label {wave.label!r}, wanted {plan.quarter}-W01 or the like, once",
                where="plan.json, waves",
            )
        seen.add(wave.label)
    rounds = [wave.drand_round for wave in listed]
    if rounds != sorted(set(rounds)) or (rounds and rounds[0] <= plan.drand_round):
        raise SamplingError(
            "wanted rounds after the quarter's own, each later than the one before",
            where="plan.json, waves",
        )
