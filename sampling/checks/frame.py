"""Is the frame whole, is it the plan's, and are its cells where the rule puts them?

Source: protocol sanrandom-draw/1, section 11, points 1 to 3. Each function raises
SamplingError with the first difference.
"""

from collections import Counter, defaultdict

from sampling import canonical, facts
from sampling.bundle import Bundle
from sampling.canonical import GONE
from sampling.cooloff import is_young, reason_of, too_small
from sampling.difference import same, table
from sampling.draw import check_plan
from sampling.results import parse_sums
from sampling.split import leaves_for, split, stratum_id, stratum_id_of_cell, stratum_of
from sampling.types import FrameRow, Reason, SamplingError

PINNED = {  # fact of the plan -> the file whose SHA-256 it is
    "frame_sha256": "frame.csv",
    "roster_sha256": "roster.csv",
    "conflicts_sha256": "conflicts.csv",
    "previous_plan_sha256": "previous_plan.json",
    "verifier_sha256": "verify_draw.py",
}

PARTS = (
    facts.cooloff,
    facts.units,
    facts.waves,
    facts.by_size,
    facts.at_random,
    facts.fallback,
    facts.people,
    facts.assigning,
)


def sums(bundle: Bundle) -> None:
    """Every file has the digest in SHA256SUMS, and every file named there is given."""
    named = parse_sums(bundle.files["SHA256SUMS"])
    for name in sorted(named.keys() | (bundle.files.keys() - {"SHA256SUMS"})):
        data = bundle.files.get(name)
        got = "no such file" if data is None else canonical.frame_digest(data)
        same(name, "SHA-256", got, named.get(name, "nothing"))


def frame(bundle: Bundle) -> None:
    """frame.csv keeps its grammar and holds a site."""
    if not bundle.rows:
        raise SamplingError("got no site", where="frame.csv")


def plan(bundle: Bundle) -> None:
    """plan.json is canonical, and each of its parts can be read."""
    same("plan.json", "protocol", bundle.plan.protocol, canonical.PROTOCOL)
    for part in PARTS:
        part(bundle.plan)


def pins(bundle: Bundle) -> None:
    """The files that the plan names by their digest are these very files."""
    for fact, name in PINNED.items():
        pinned, data = bundle.plan.facts.get(fact), bundle.files.get(name)
        if pinned and data is not None:
            same(name, "SHA-256", canonical.frame_digest(data), str(pinned))
    if bundle.plan.frame_merkle_root:
        root = canonical.merkle_root(bundle.files["frame.csv"])
        same("frame.csv", "Merkle root", root, bundle.plan.frame_merkle_root)


def takes(bundle: Bundle) -> None:
    """Frame and plan have the same cells, each can give its sites, and minima hold."""
    check_plan(bundle.rows, bundle.plan)
    least = facts.whole(bundle.plan, "minimum")
    given: Counter[str] = Counter()
    able: Counter[str] = Counter()
    for cell, take in bundle.plan.take_per_cell.items():
        given[stratum_id_of_cell(cell)] += take
    for row in bundle.rows:
        able[stratum_id_of_cell(row.cell)] += row.eligible
    for stratum, take in sorted(given.items()):
        if take < min(least, able[stratum]):
            raise SamplingError(
                f"got {take} sites, wanted at least {min(least, able[stratum])}",
                where=f"plan.json, take_per_cell, stratum {stratum}",
            )


def cells(bundle: Bundle) -> None:
    """Cut every stratum again, except where sites rest: there the cells are older."""
    strata: dict[str, list[FrameRow]] = defaultdict(list)
    for row in bundle.rows:
        if row.cell:
            strata[stratum_id_of_cell(row.cell)].append(row)
    single = facts.by_size(bundle.plan).keys() | facts.at_random(bundle.plan)
    for name, members in strata.items():
        if any(row.reason == Reason.COOLOFF for row in members):
            continue
        held = {row.cell for row in members}
        taken = sum(bundle.plan.take_per_cell[cell] for cell in held)
        leaves = 1 if name in single else leaves_for(len(members), taken)
        for number, leaf in enumerate(split(members, leaves), start=1):
            wanted = f"{name}-C{number:02d}"
            for row in leaf:
                if row.cell != wanted:
                    same(f"frame.csv site {row.site_id}", "cell", row.cell, wanted)


def cooloff(bundle: Bundle) -> None:
    """Who was drawn lately rests and nobody else, and every cell has room for it."""
    rule, quarter = facts.cooloff(bundle.plan), bundle.plan.quarter
    small = too_small(bundle.rows, bundle.plan.take_per_cell, rule) - rule.dropped
    if small:
        raise SamplingError(
            f"a cell is too small for {rule.quarters} quarters of cool-off",
            where=f"frame.csv stratum {min(small)}",
        )
    for row in bundle.rows:
        where, wanted = f"frame.csv site {row.site_id}", reason_of(row, quarter, rule)
        if row.reason != wanted:
            same(f"{where}, column reason", "reason", row.reason or "-", wanted or "-")
        if rule.quarters and row.cell:
            _check_class(row, quarter, rule, where)


def difference(bundle: Bundle) -> None:
    """The frame differs from last quarter's as frame_diff.csv says; no id is lost."""
    told = {row["site_id"]: row["change"] for row in _diff(bundle)}
    before = {row.site_id: row for row in bundle.rows_before}
    now = {row.site_id: row for row in bundle.rows}
    for site_id in sorted(before.keys() | now.keys()):
        where = f"frame_diff.csv site {site_id}"
        if site_id not in now:
            raise SamplingError(
                "got no row; a site that is gone keeps its row", where=where
            )
        was = before.get(site_id)
        if was is not None and was.birth != now[site_id].birth:
            raise SamplingError("birth is another: an id is never reused", where=where)
        changed = was is None or _facts(was) != _facts(now[site_id])
        same(where, "change", *(_told(one) for one in (site_id in told, changed)))
        if (told.get(site_id) == "added") != (was is None):
            raise SamplingError("added means: not in the frame before", where=where)
    for site_id in sorted(told.keys() - now.keys() - before.keys()):
        raise SamplingError("no such site", where=f"frame_diff.csv site {site_id}")


def before(bundle: Bundle) -> None:
    """`last_drawn` is what last quarter's sample says, and resting cells stood still."""
    earlier_plan = canonical.parse_plan(bundle.files["previous_plan.json"])
    then, digest = earlier_plan.quarter, canonical.frame_digest
    given = digest(bundle.files["previous_frame.csv"])
    same("previous_frame.csv", "SHA-256", given, earlier_plan.frame_sha256)
    resting = {
        stratum_id_of_cell(r.cell) for r in bundle.rows if r.reason == Reason.COOLOFF
    }
    drawn = _visited_before(bundle)
    earlier = {row.site_id: row for row in bundle.rows_before}
    for row in bundle.rows:
        where, was = f"frame.csv site {row.site_id}", earlier.get(row.site_id)
        last = was.last_drawn if was else ""
        wanted = then if row.site_id in drawn else last
        same(f"{where}, column last_drawn", "quarter", row.last_drawn, wanted)
        stratum = stratum_id_of_cell(row.cell)
        if was and stratum in resting and stratum_id_of_cell(was.cell) == stratum:
            same(f"{where}, column cell", "cell", row.cell, was.cell)


def _check_class(row: FrameRow, quarter: str, rule: facts.CoolOff, where: str) -> None:
    """Ask that a site born since the cells were cut is in its birth quarter's stratum."""
    stratum = stratum_id_of_cell(row.cell)
    if stratum not in rule.dropped:
        young = {row.birth} if is_young(row, quarter, rule) else set()
        wanted = stratum_id(stratum_of(row, young))
        same(f"{where}, column cell", "class", stratum, wanted)


def _visited_before(bundle: Bundle) -> set[str]:
    """Return the sites drawn last quarter, and those that stood in for one."""
    name, log = "previous_sample.csv", "previous_substitutions.csv"
    drawn = {row["site_id"] for row in table(name, bundle.files[name], "site_id")}
    if log in bundle.files:
        drawn |= {row["substitute"] for row in table(log, bundle.files[log], "substitute")}
    return drawn


def _diff(bundle: Bundle) -> list[dict[str, str]]:
    return table("frame_diff.csv", bundle.files["frame_diff.csv"], "site_id", "change")


def _facts(row: FrameRow) -> tuple[object, ...]:
    gone = row.reason if row.reason in GONE else ""
    return row.street, row.venue, row.size, row.x, row.y, gone


def _told(yes: bool) -> str:  # noqa: FBT001
    return "told" if yes else "not told"
