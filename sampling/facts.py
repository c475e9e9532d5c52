"""What a plan fixes beyond the required fields: cool-off, waves, draws by size, teams.

Source: protocol sanrandom-draw/1, sections 4, 7, 8 and 10. Each part is read strictly,
because whoever could bend one after the seed would choose a sample.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sampling.canonical import QUARTER
from sampling.types import Plan, SamplingError


class Mode(StrEnum):
    """What a plan says of itself."""

    LIVE = "live"
    REHEARSAL = "rehearsal"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class CoolOff:
    """Sites drawn in the last `quarters` quarters rest, but for the strata dropped."""

    quarters: int
    dropped: frozenset[str] = frozenset()  # stratum ids that are too small for it
    since: str = ""  # the quarter in which cells were cut and the rest began anew


@dataclass(frozen=True, slots=True)
class Wave:
    """A day or week with its own beacon round and a number of units."""

    label: str  # 2026Q1-W03
    drand_round: int
    units: int


@dataclass(frozen=True, slots=True)
class Assigning:
    """The numbers that steer which team goes where."""

    lambda_m: int
    load_min: int
    load_max: int


def cooloff(plan: Plan) -> CoolOff:
    """Return the plan's cool-off; none is zero quarters."""
    fact = _object(plan, "cooloff")
    dropped = _texts(fact.get("dropped", []), "cooloff, dropped")
    since = fact.get("since", "")
    if since and not (isinstance(since, str) and QUARTER.fullmatch(since)):
        raise SamplingError(
            f"got {since!r}, wanted a quarter", where="plan.json, cooloff, since"
        )
    return CoolOff(_whole(fact, "quarters", "cooloff"), frozenset(dropped), since)


def units(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Return the parts of streets that waves visit: unit -> its cells in order."""
    return {
        unit: _texts(cells, f"units, {unit}")
        for unit, cells in _object(plan, "units").items()
    }


def waves(plan: Plan) -> tuple[Wave, ...]:
    """Return the plan's waves in their order; empty where a quarter has one seed."""
    found = plan.facts.get("waves", [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise SamplingError("wanted a list of waves", where="plan.json, waves")
    return tuple(
        Wave(
            str(one.get("label", "")),
            _whole(one, "drand_round", "waves"),
            _whole(one, "units", "waves"),
        )
        for one in found
    )


def fallback(plan: Plan) -> tuple[tuple[int, ...], str]:
    """Return the rounds that may stand in for a late one, and the second beacon's name."""
    fact = _object(plan, "fallback")
    rounds = fact.get("drand_rounds", [])
    if not isinstance(rounds, list) or not all(type(one) is int for one in rounds):
        raise SamplingError("wanted whole numbers", where="plan.json, fallback")
    return tuple(rounds), str(fact.get("beacon", ""))


def by_size(plan: Plan) -> dict[str, str]:
    """Return the strata drawn by size, and the rule of their order: id -> pareto."""
    fact = _object(plan, "pps")
    order, strata = str(fact.get("order", "pareto")), fact.get("strata", [])
    return dict.fromkeys(_texts(strata, "pps, strata"), order)


def at_random(plan: Plan) -> frozenset[str]:
    """Return the strata drawn at random without cells: one cell, whatever they give."""
    fact = _object(plan, "simple_random")
    return frozenset(_texts(fact.get("strata", []), "simple_random, strata"))


def assigning(plan: Plan) -> Assigning:
    """Return the numbers of the assignment; a load_max of 0 asks for the least possible."""
    fact = _object(plan, "assign")
    read = [_whole(fact, name, "assign") for name in ("lambda_m", "load_min", "load_max")]
    return Assigning(*read)


def people(plan: Plan) -> dict[str, int]:
    """Return how many people each role gives, in the plan's order of roles."""
    fact = _object(plan, "assessors")
    return {role: _whole(fact, role, "assessors") for role in fact}


def mode(plan: Plan) -> Mode:
    """Return whether a plan says that it is live, or a rehearsal that steers nothing.

    A rehearsal's dice and beacon may be made up; a plan without the word leaves it open.
    """
    if "rehearsal" not in plan.facts:
        return Mode.UNSAID
    return Mode.REHEARSAL if whole(plan, "rehearsal") else Mode.LIVE


def whole(plan: Plan, name: str) -> int:
    """Return one number of the plan, 0 where it has none."""
    return _whole(plan.facts, name, name)


def _object(plan: Plan, name: str) -> Mapping[str, Any]:
    value = plan.facts.get(name, {})
    if not isinstance(value, dict):
        raise SamplingError(f"got {value!r}, wanted an object", where=f"plan.json, {name}")
    return value


def _whole(fact: Mapping[str, Any], name: str, where: str) -> int:
    value = fact.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise SamplingError(
            f"{name}: got {value!r}, wanted a whole number", where=f"plan.json, {where}"
        )
    return value


def _texts(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise SamplingError(f"got {value!r}, wanted texts", where=f"plan.json, {where}")
    return tuple(value)
