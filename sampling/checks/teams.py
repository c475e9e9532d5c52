"""Are people, teams, packages and their assignment what the seed says?

Source: protocol sanrandom-draw/1, section 11, point 8. Nothing is solved here: that the
assignment is the only optimum follows from its certificate.
"""

from collections import Counter

from sampling import certificate, commitment, facts, roster
from sampling import teams as dealing
from sampling.bundle import Bundle
from sampling.difference import same, same_table
from sampling.types import Package, SamplingError, Team
from sampling.waves import teams_of_wave


def teams(bundle: Bundle) -> None:
    """teams.csv has the people drawn, dealt to teams in turn."""
    wanted, number = facts.people(bundle.plan), facts.whole(bundle.plan, "teams")
    seed, quarter = bundle.files["seed.txt"], bundle.plan.quarter
    drawn = dealing.draw_people(bundle.people, wanted, seed, quarter)
    made = dealing.deal_teams(drawn, number or min(wanted.values(), default=0))
    same_table("teams.csv", bundle.files["teams.csv"], roster.teams_bytes(made))


def packages(bundle: Bundle) -> None:
    """packages.csv binds consecutive cells as the plan lists them."""
    size, units = facts.whole(bundle.plan, "package_size"), facts.units(bundle.plan)
    made = dealing.packages(bundle.rows, bundle.plan.take_per_cell, size, units or None)
    same_table("packages.csv", bundle.files["packages.csv"], roster.packages_bytes(made))


def assignment(bundle: Bundle) -> None:
    """Each package has one team, no pair is barred, and nothing else is as cheap."""
    seed, quarter = bundle.files["seed.txt"], bundle.plan.quarter
    names = "assignment.csv", "certificate.json"
    _check(bundle, bundle.packages, bundle.teams, (seed, quarter), names)


def assignments(bundle: Bundle) -> None:
    """The same of each wave: its units' packages, its own keys, the teams it is open to."""
    held: Counter[str] = Counter()
    for visit in bundle.visits:
        label, units = visit.label, set(visit.units)
        inside = tuple(one for one in bundle.packages if one.unit in units)
        names = f"assignment-{label}.csv", f"certificate-{label}.json"
        able = teams_of_wave(inside, bundle.teams, held)
        _check(bundle, inside, able, (bundle.wave_seeds[label], label), names)
        held.update(bundle.assignment_in(*names).team_of.values())


def _check(
    bundle: Bundle, packages: tuple[Package, ...], able: tuple[Team, ...],
    key: tuple[bytes, str], names: tuple[str, str],
) -> None:  # fmt: skip
    """Ask one assignment. key: a seed text and its label; names: its two files."""
    given, limits = bundle.assignment_in(*names), facts.assigning(bundle.plan)
    stage = commitment.stage_key(key[0], "assign", key[1])
    bans = certificate.street_bans(packages, able)
    c = certificate.certify_published(
        packages, able, given, stage, bans, limits.lambda_m, limits.load_min
    )
    same(names[1], "c", str(given.c), str(c))
    if c is not None and c <= 0:
        raise SamplingError(f"got c = {c}: not the one optimum", where=names[0])
    if given.load_max < limits.load_max:
        raise SamplingError("load_max is below the plan's", where=names[1])
    # load_max was raised only as far as it had to be
    if given.load_max > limits.load_max and certificate.fits_below(
        packages, able, given, bans
    ):
        raise SamplingError(f"load_max {given.load_max} was not needed", where=names[1])
    made = roster.assignment_bytes(packages, given.team_of)
    same_table(names[0], bundle.files[names[0]], made)
