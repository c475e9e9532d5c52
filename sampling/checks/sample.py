"""Are tickets, sample, waves and substitutes what the seed says?

Source: protocol sanrandom-draw/1, section 11, points 6 and 7. Each function raises
SamplingError with the first difference.
"""

from sampling import facts, results
from sampling.bundle import Bundle
from sampling.difference import same_table, table
from sampling.draw import stand_ins
from sampling.split import stratum_id_of_cell
from sampling.types import Drawn, SamplingError, Status
from sampling.waves import check_waves, visits


def tickets(bundle: Bundle) -> None:
    """tickets.csv has every eligible site with its ticket and place."""
    same_table(
        "tickets.csv", bundle.files["tickets.csv"], results.tickets_bytes(bundle.ranked)
    )


def sample(bundle: Bundle) -> None:
    """sample.csv has the sites drawn, with the probability of each."""
    same_table(
        "sample.csv", bundle.files["sample.csv"], results.sample_bytes(bundle.ranked)
    )


def waves(bundle: Bundle) -> None:
    """Waves visit every unit once, and no seed comes before that of the wave before."""
    if facts.waves(bundle.plan):
        check_waves(bundle.rows, bundle.plan)
        visits(bundle.plan, bundle.wave_seeds)


def substitutions(bundle: Bundle) -> None:
    """Each substitute is the next reserve of the cell, for a reason on the plan's list.

    Where a cell runs out, the stratum's other sites follow in the order of stage replace;
    in a wave, those the same wave visits.
    """
    allowed = str(bundle.plan.facts.get("substitution_reasons", "")).split(",")
    rows = table(LOG, bundle.files[LOG], "site_id", "reason", "substitute")
    place = {one.site_id: one for one in bundle.ranked}
    visited = {name for name, one in place.items() if one.status is Status.DRAWN}
    used = set(visited)
    for number, row in enumerate(rows, start=2):
        where = f"{LOG} row {number}"
        if row["reason"] not in allowed:
            raise SamplingError(f"reason {row['reason']!r} is not in the plan", where=where)
        if row["site_id"] not in visited:
            raise SamplingError(f"{row['site_id']!r} was not to be visited", where=where)
        wanted = _next(place[row["site_id"]], used, bundle)
        if row["substitute"] != wanted:
            raise SamplingError(
                f"{row['substitute']!r} is not the next reserve, which is {wanted!r}",
                where=where,
            )
        visited = (visited - {row["site_id"]}) | {wanted}
        used.add(wanted)


def _next(site: Drawn, used: set[str], bundle: Bundle) -> str:
    """Return who follows: in the cell by ticket, else in the stratum; "" if nobody."""
    same_cell = [one for one in bundle.ranked if one.cell == site.cell]
    for one in sorted(same_cell, key=lambda one: one.order):
        if one.site_id not in used:
            return one.site_id
    stratum, (seed, label) = stratum_id_of_cell(site.cell), bundle.seed_of(site.cell)
    others = {  # in waves only those of the same one: a later one's cells are not drawn yet
        one.site_id
        for one in bundle.ranked
        if stratum_id_of_cell(one.cell) == stratum and bundle.seed_of(one.cell)[1] == label
    }
    return next(iter(stand_ins(others - used, seed, label)), "")


LOG = "substitutions.csv"
