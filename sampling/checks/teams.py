"""Are people, teams, packages and their assignment what the seed says?

Source: protocol sanrandom-draw/1, section 11, point 8. Nothing is solved here: that the
assignment is the only optimum follows from its certificate.
"""

from sampling import certificate, commitment, facts, roster
from sampling import teams as dealing
from sampling.bundle import Bundle
from sampling.difference import same, same_table
from sampling.types import Package, SamplingError


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
    _check(bundle, bundle.packages, seed, quarter, ("assignment.csv", "certificate.json"))


def assignments(bundle: Bundle) -> None:
    """The same of each wave: exactly the packages of its units, under its own keys."""
    for visit in bundle.visits:
        label, units = visit.label, set(visit.units)
        inside = tuple(one for one in bundle.packages if one.unit in units)
        names = f"assignment-{label}.csv", f"certificate-{label}.json"
        _check(bundle, inside, bundle.wave_seeds[label], label, names)


def _check(
    bundle: Bundle, packages: tuple[Package, ...], seed: bytes, label: str,
    names: tuple[str, str],
) -> None:  # fmt: skip
    given, limits = bundle.assignment_in(*names), facts.assigning(bundle.plan)
    key = commitment.stage_key(seed, "assign", label)
    bans = certificate.street_bans(packages, bundle.teams)
    c = certificate.certify_published(
        packages, bundle.teams, given, key, bans, limits.lambda_m, limits.load_min
    )
    same(names[1], "c", str(given.c), str(c))
    if c is not None and c <= 0:
        raise SamplingError(f"got c = {c}: not the one optimum", where=names[0])
    if given.load_max < limits.load_max:
        raise SamplingError("load_max is below the plan's", where=names[1])
    # load_max was raised only as far as it had to be
    if given.load_max > limits.load_max and certificate.fits_below(
        packages, bundle.teams, given, bans
    ):
        raise SamplingError(f"load_max {given.load_max} was not needed", where=names[1])
    made = roster.assignment_bytes(packages, given.team_of)
    same_table(names[0], bundle.files[names[0]], made)
