"""Are people, teams, packages and their assignment what the seed says?

Source: protocol sanrandom-draw/1, section 11, point 8. Nothing is solved here: that the
assignment is the only optimum follows from its certificate.
"""

from sampling import certificate, commitment, facts, roster
from sampling import teams as dealing
from sampling.bundle import Bundle
from sampling.difference import same, same_table
from sampling.types import SamplingError


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
    given, limits = bundle.assignment, facts.assigning(bundle.plan)
    key = commitment.stage_key(bundle.files["seed.txt"], "assign", bundle.plan.quarter)
    bans = certificate.street_bans(bundle.packages, bundle.teams)
    c = certificate.certify_published(
        bundle.packages, bundle.teams, given, key, bans, limits.lambda_m, limits.load_min
    )
    same("certificate.json", "c", str(given.c), str(c))
    if c is not None and c <= 0:
        raise SamplingError(f"got c = {c}: not the one optimum", where="assignment.csv")
    _check_ceiling(bundle, bans)
    made = roster.assignment_bytes(bundle.packages, given.team_of)
    same_table("assignment.csv", bundle.files["assignment.csv"], made)


def _check_ceiling(bundle: Bundle, bans: frozenset[certificate.Ban]) -> None:
    """Ask that load_max was raised only as far as it had to be."""
    given, wanted = bundle.assignment, facts.assigning(bundle.plan).load_max
    if given.load_max < wanted:
        raise SamplingError("load_max is below the plan's", where="certificate.json")
    if given.load_max > wanted and certificate.fits_below(
        bundle.packages, bundle.teams, given, bans
    ):
        raise SamplingError(
            f"load_max {given.load_max} was not needed", where="certificate.json"
        )
