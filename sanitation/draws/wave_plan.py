"""Units and waves of a plan: parts of streets, and when each number of them is visited. Pure.

Source: protocol sanrandom-draw/1, section 7. All of it is fixed before the dice; which
units a wave visits follows from its own beacon round, on its own morning.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sampling import canonical
from sampling.types import FrameRow, SamplingError
from sampling.waves import check_waves
from sanitation.draws import planning
from sanitation.errors import Code, Problem

MORNING = time(6)  # product default: a wave's beacon round is the first one due then
MOST = 99  # two digits of a wave's label


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell on the map: its middle in whole metres, and how many sites it gives."""

    cell: str
    x: int
    y: int
    sites: int


@dataclass(frozen=True, slots=True)
class Window:
    """When the waves run: working days of fieldwork, working days a wave, the time zone."""

    days: Sequence[date]
    wave_days: int
    zone: ZoneInfo


def with_waves(
    plan: Mapping[str, object], rows: Sequence[FrameRow], package_size: int, window: Window
) -> Mapping[str, object]:
    """Return the plan with units and waves, each wave's packages assigned by themselves.

    INVALID_INPUT where a wave's round is not after the quarter's own, or where there are
    fewer parts of streets than waves; PLAN_IMPOSSIBLE for what the protocol refuses.
    """
    takes = canonical.parse_plan(canonical.plan_bytes(plan)).take_per_cell
    units = units_of(rows, takes, package_size)
    listed = waves_of(plan, window, len(units))
    assign = plan["assign"]
    if not isinstance(assign, dict):
        raise TypeError("a plan's assign is an object")
    made = {**plan, "units": units, "waves": listed, "assign": {**assign, "load_max": 0}}
    try:
        check_waves(rows, canonical.parse_plan(canonical.plan_bytes(made)))
    except SamplingError as error:
        raise Problem(Code.PLAN_IMPOSSIBLE, detail=str(error)) from error
    return made


def units_of(
    rows: Iterable[FrameRow], takes: Mapping[str, int], size: int
) -> dict[str, list[str]]:
    """Part every street into units of neighbouring cells, none with more sites than size.

    A cell is never cut, so one that gives more than size is a unit of its own. Units mix
    venue types: whoever visits one walks a small part of the street.
    """
    streets: dict[str, dict[str, list[FrameRow]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.cell:
            streets[row.street][row.cell].append(row)
    made: dict[str, list[str]] = {}
    for street in sorted(streets):
        spots = [_spot(cell, takes[cell], own) for cell, own in streets[street].items()]
        for number, part in enumerate(_parts(spots, size), start=1):
            made[f"{street}-U{number:02d}"] = [one.cell for one in part]
    return made


def waves_of(
    plan: Mapping[str, object], window: Window, units: int
) -> list[dict[str, object]]:
    """List the waves: label, first day, beacon round of its morning, number of units."""
    firsts = list(window.days[:: window.wave_days])
    if len(firsts) > min(units, MOST):
        _refuse("wave_days", len(firsts), f"{min(units, MOST)} waves or fewer")
    own = int(str(plan["drand_round"]))
    rounds = [morning_round(day, window.zone) for day in firsts]
    if rounds[0] <= own:
        due = datetime.fromtimestamp(planning.round_due(own), UTC).astimezone(window.zone)
        _refuse("first_day", firsts[0], f"a day after {due:%Y-%m-%d %H:%M}")
    return [
        {
            "label": f"{plan['quarter']}-W{number:02d}",
            "day": day.isoformat(),
            "drand_round": round_,
            "units": number * units // len(firsts) - (number - 1) * units // len(firsts),
        }
        for number, (day, round_) in enumerate(zip(firsts, rounds, strict=True), start=1)
    ]


def morning_round(day: date, zone: ZoneInfo) -> int:
    """Return the first beacon round due on the morning of a day, at MORNING or after it."""
    instant = int(datetime.combine(day, MORNING, zone).timestamp())
    return planning.round_after(instant - 1)


def _spot(cell: str, take: int, rows: Sequence[FrameRow]) -> Spot:
    count = len(rows)
    return Spot(
        cell, sum(r.x for r in rows) // count, sum(r.y for r in rows) // count, take
    )


def _parts(spots: Sequence[Spot], size: int) -> list[list[Spot]]:
    """Halve a street along its longer side until no part has more sites than size."""
    total, ordered = (
        sum(one.sites for one in spots),
        sorted(spots, key=lambda one: one.cell),
    )
    if total <= size or len(spots) == 1:
        return [ordered]
    wide = _extent(one.x for one in spots) >= _extent(one.y for one in spots)
    ordered.sort(key=lambda one: one.x if wide else one.y)  # stable: ties stay by cell
    wanted = -(-total // size)
    cut = _cut(ordered, total * (wanted // 2) // wanted)
    return _parts(ordered[:cut], size) + _parts(ordered[cut:], size)


def _cut(ordered: Sequence[Spot], goal: int) -> int:
    """Return how many cells come nearest to so many sites, leaving some on both sides."""
    sums, before = [], 0
    for one in ordered[:-1]:
        before += one.sites
        sums.append(abs(before - goal))
    return sums.index(min(sums)) + 1


def _extent(values: Iterable[int]) -> int:
    listed = list(values)
    return max(listed) - min(listed)


def _refuse(field: str, got: object, wanted: str) -> None:
    row = {"column": field, "got": str(got), "wanted": wanted}
    raise Problem(Code.INVALID_INPUT, rows=(row,), field=field)
