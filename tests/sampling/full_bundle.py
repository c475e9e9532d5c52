"""One honest bundle with every file the protocol knows: cool-off, teams, last quarter."""

import json
from dataclasses import replace

from sampling import (
    assignment,
    canonical,
    cells,
    certificate,
    commitment,
    draw,
    facts,
    results,
    roster,
    split,
    teams,
)
from sampling.types import FrameRow
from tests.sampling import examples

ROSTER = b"""id,role,exam,pledge,home_x,home_y,organisation
A01,lead,1,1,0,0,X
A02,lead,1,1,900,50,Y
A03,second,1,1,400,-90,X
A04,second,1,1,10,700,Y
A05,second,0,1,10,700,Y
A06,lead,1,1,300,300,X
A07,second,1,1,555,5,Y
"""
CONFLICTS = b"""id,street,person
A01,S02,
A03,,A02
A07,S01,
"""
WANTED = {("S01", "V01"): 4, ("S02", "V01"): 4, ("S02", "V12"): 2}


def frame_before():
    """Last quarter's frame, without cells for who is gone."""
    rows = examples.grid(40) + examples.grid(44, "S02") + examples.grid(9, "S02", "V12")
    rows = [replace(row, birth="2024Q1") for row in rows]
    return cells.assign_cells(rows, WANTED)


def quarter_before(rows):
    """Last quarter's plan and sample."""
    takes = split.take_per_cell(rows, WANTED)
    plan = examples.plan_for(rows, takes, quarter="2025Q4")
    seed = examples.seed_for(plan)
    data = canonical.plan_bytes(plan)
    return data, results.sample_bytes(
        draw.rank_sites(rows, canonical.parse_plan(data), seed)
    )


def frame_now(before, drawn):
    """The frame of this quarter: two rest, one is gone, one has moved, one is new."""
    rows = []
    for number, row in enumerate(before):
        rest = row.site_id in drawn and row.venue == "V01"
        last = "2025Q4" if row.site_id in drawn else ""
        rows.append(replace(row, last_drawn=last, reason="cooloff" if rest else ""))
        if number == 60 and not rest:
            rows[-1] = replace(row, x=row.x + 1, last_drawn=last)
    born = FrameRow("S02-V12-900", "S02", "V12", "S02-V12-C01", 1, 0, 0, "2026Q1")
    gone = next(row for row in rows if row.venue == "V12" and row.site_id not in drawn)
    rows = [replace(r, cell="", reason="closed") if r is gone else r for r in rows]
    return sorted([*rows, born], key=lambda row: row.site_id)


def plan_of(rows, previous, changes, conflicts=CONFLICTS):
    """A plan with cool-off, people and the numbers of the assignment."""
    fixed = {
        "minimum": 2,
        "cooloff": {"quarters": 3, "dropped": ["S02-V12"]},
        "previous_plan_sha256": examples.sha256(previous),
        "roster_sha256": examples.sha256(ROSTER),
        "conflicts_sha256": examples.sha256(conflicts),
        "assessors": {"lead": 2, "second": 2},
        "teams": 2,
        "package_size": 4,
        "assign": {"lambda_m": 500, "load_min": 1, "load_max": 2},
    }
    return examples.plan_for(rows, split.take_per_cell(rows, WANTED), **fixed | changes)


def difference(before, now):
    """frame_diff.csv: who is new, gone or elsewhere."""
    was = {row.site_id: row for row in before}
    lines = ["site_id,change"]
    for row in now:
        old = was.get(row.site_id)
        if old is None:
            lines.append(f"{row.site_id},added")
        elif row.reason == "closed":
            lines.append(f"{row.site_id},closed")
        elif old.x != row.x:
            lines.append(f"{row.site_id},moved")
    return ("\n".join(lines) + "\n").encode()


def work_of(rows, plan, seed, conflicts=CONFLICTS):
    """Teams, packages and assignment with its certificate."""
    people = roster.parse_roster(ROSTER, conflicts)
    groups = teams.draw_people(people, {"lead": 2, "second": 2}, seed, "2026Q1")
    crews = teams.deal_teams(groups, 2)
    bound = teams.packages(rows, plan.take_per_cell, 4, facts.units(plan) or None)
    key = commitment.stage_key(seed, "assign", "2026Q1")
    bans = certificate.street_bans(bound, crews)
    most = plan.facts["assign"]["load_max"]
    found = assignment.assign(bound, crews, key, bans, 500, 1, most)
    return {
        "roster.csv": ROSTER,
        "conflicts.csv": conflicts,
        "teams.csv": roster.teams_bytes(crews),
        "packages.csv": roster.packages_bytes(bound),
        "assignment.csv": roster.assignment_bytes(bound, found.team_of),
        "certificate.json": roster.certificate_bytes(found),
    }


def full_bundle(conflicts=CONFLICTS, **changes):
    """Return every file by name, without SHA256SUMS; changes are of the plan's facts."""
    before = frame_before()
    previous, sample_before = quarter_before(before)
    drawn = {line.split(",")[0] for line in sample_before.decode().splitlines()[1:]}
    now = frame_now(before, drawn)
    plan = plan_of(now, previous, changes, conflicts)
    files = examples.bundle_for(now, plan)
    parsed, seed = canonical.parse_plan(files["plan.json"]), files["seed.txt"]
    files |= work_of(now, parsed, seed, conflicts)
    files |= {
        "previous_plan.json": previous,
        "previous_frame.csv": canonical.frame_bytes(before),
        "previous_sample.csv": sample_before,
        "frame_diff.csv": difference(before, now),
        "substitutions.csv": _one_substitution(files["tickets.csv"]),
        "stamp.json": _json(
            plan_sha256=commitment.plan_digest(files["plan.json"]),
            stamped_at="2023-08-20T00:00:00Z",
        ),
        "dice.json": _json(digits=examples.ROLLED, rolled_at="2023-09-15T10:00:00+08:00"),
        "logged.json": _json(
            sample_sha256=examples.sha256(files["sample.csv"]),
            assignment_sha256=examples.sha256(files["assignment.csv"]),
        ),
    }
    return files


def _one_substitution(tickets):
    rows = [line.split(",") for line in tickets.decode().splitlines()[1:]]
    cell = rows[0][1]
    order = [row[0] for row in rows if row[1] == cell]
    return f"site_id,reason,substitute\n{order[0]},unsafe,{order[2]}\n".encode()


def _json(**content):
    return json.dumps(content, sort_keys=True).encode()
