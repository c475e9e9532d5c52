"""Recomputes a published draw and names the first difference.

Source: protocol sanrandom-draw/1, section 11. Only the standard library is needed and
nothing of the office is trusted: every file is rebuilt from frame, plan and seed.
`python -m sampling verify FOLDER` is the same from the command line. The rules are in
`checks`, one file a group; this file says in which order they are asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sampling import facts
from sampling.bundle import Bundle
from sampling.checks import frame, sample, seed, teams
from sampling.types import Check, SamplingError, Verdict

REHEARSAL = "this plan calls itself a REHEARSAL: dice and beacon may be made up"
OUT_OF_REACH = (
    "the plan's time stamp token: needs the stamping body's certificate",
    "the beacon's signature: needs a BLS library, or compare two relays",
    "a second draw under the same plan: compare the public list of draws",
    "a record for each site visited: compare the published scores",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, the files it reads and the rules that must hold before it can be asked."""

    name: str
    files: tuple[str, ...]
    after: tuple[str, ...]
    holds: Callable[[Bundle], None]  # raises SamplingError with the first difference
    each: tuple[str, ...] = ()  # further files, one a wave: {} is its label
    waves: bool | None = None  # only asked of a plan with waves, or without; None: of both


def verify(
    files: Mapping[str, bytes], tell: Callable[[str, int], None] | None = None
) -> Verdict:
    """Check a bundle, given as name -> bytes; what is absent is listed as not checked.

    tell: called with each rule before it is asked and how many there are: a frame of a
    million sites takes a quarter of a minute.

    Nothing is raised for a bad bundle: each broken rule is a check that is not ok, with
    file and row. A rule that rests on a broken one is not asked.
    """
    bundle = Bundle(files)
    checks: dict[str, Check] = {}
    skipped: list[str] = []
    labels = _labels(bundle)
    asked = [rule for rule in RULES if rule.waves in (None, labels is not None)]
    for rule in asked:
        if tell is not None:
            tell(rule.name, len(asked))
        absent = [name for name in _files(rule, labels) if name not in files]
        broken = [name for name in rule.after if name not in checks or not checks[name].ok]
        if absent:
            skipped.append(f"{rule.name}: no {', '.join(absent)}")
        elif broken:
            skipped.append(f"{rule.name}: rests on {', '.join(broken)}")
        else:
            checks[rule.name] = _ask(rule, bundle)
    read = {name for rule in asked for name in _files(rule, labels)} | READ_IF_THERE
    unread = (name for name in sorted(files) if name not in read and not _is_wave(name))
    skipped += [f"{name}: content" for name in unread]
    if "plan" in checks and checks["plan"].ok:
        skipped += _ahead(bundle)
        skipped += [REHEARSAL] * (facts.mode(bundle.plan) is facts.Mode.REHEARSAL)
    return Verdict(tuple(checks.values()), (*skipped, *OUT_OF_REACH))


def _labels(bundle: Bundle) -> tuple[str, ...] | None:
    """Return the waves that have a seed; None where the plan has no waves, or no form."""
    try:
        return tuple(bundle.wave_seeds) if facts.waves(bundle.plan) else None
    except (KeyError, SamplingError):
        return None


def _files(rule: Rule, labels: tuple[str, ...] | None) -> tuple[str, ...]:
    own = (name.format(label) for label in labels or () for name in rule.each)
    return (*rule.files, *own)


def _ahead(bundle: Bundle) -> list[str]:
    """Name the waves whose units were not drawn, or not yet."""
    waiting = [
        w.label for w in facts.waves(bundle.plan) if w.label not in bundle.wave_seeds
    ]
    return [f"{', '.join(waiting)}: no seed, so their units are not drawn"] * bool(waiting)


def _ask(rule: Rule, bundle: Bundle) -> Check:
    try:
        rule.holds(bundle)
    except SamplingError as error:
        return Check(rule.name, ok=False, where=error.where, detail=error.detail)
    return Check(rule.name, ok=True)


def _is_wave(name: str) -> bool:
    return name.startswith("seed-") and name.endswith(".txt")


FRAME, PLAN, SEED = "frame.csv", "plan.json", "seed.txt"
DRAWN_FROM = (FRAME, PLAN, SEED)
BEFORE_DRAW = ("frame", "plan", "takes", "seed", "waves")
PEOPLE = (PLAN, SEED, "roster.csv", "conflicts.csv", "teams.csv")
READ_IF_THERE = {*frame.PINNED.values(), "notice.json", "previous_substitutions.csv"}
RULES = (
    Rule("sums", ("SHA256SUMS",), (), frame.sums),
    Rule("frame", (FRAME,), (), frame.frame),
    Rule("plan", (PLAN,), (), frame.plan),
    Rule("pins", (FRAME, PLAN), ("frame", "plan"), frame.pins),
    Rule(
        "difference",
        (FRAME, "frame_diff.csv", "previous_frame.csv"),
        ("frame",),
        frame.difference,
    ),
    Rule("takes", (FRAME, PLAN), ("frame", "plan"), frame.takes),
    Rule("cells", (FRAME, PLAN), ("frame", "plan", "takes"), frame.cells),
    Rule("cooloff", (FRAME, PLAN), ("frame", "plan", "takes"), frame.cooloff),
    Rule(
        "before",
        (FRAME, "previous_plan.json", "previous_frame.csv", "previous_sample.csv"),
        ("frame",),
        frame.before,
    ),
    Rule("waves", (FRAME, PLAN), ("frame", "plan", "takes"), sample.waves),
    Rule("opened", (PLAN,), ("plan",), seed.opened),
    Rule("shares", (PLAN, "shares.json"), ("plan",), seed.shares),
    Rule("seed", (PLAN, SEED), ("plan",), seed.seed),
    Rule("secret", (PLAN, SEED, "shares.json"), ("seed", "shares"), seed.secret),
    Rule("order", (PLAN, SEED, "stamp.json", "dice.json"), ("plan", "seed"), seed.order),
    Rule("beacon", (SEED, "beacon.json"), ("seed",), seed.beacon),
    Rule("beacons", (PLAN, SEED), ("seed",), seed.beacons, ("beacon-{}.json",), waves=True),
    Rule("fallback", (PLAN, SEED), ("plan", "seed"), seed.fallback),
    Rule("tickets", (*DRAWN_FROM, "tickets.csv"), BEFORE_DRAW, sample.tickets),
    Rule("sample", (*DRAWN_FROM, "sample.csv"), BEFORE_DRAW, sample.sample),
    Rule("logged", (*DRAWN_FROM, "logged.json"), BEFORE_DRAW, seed.logged),
    Rule(
        "substitutions",
        (*DRAWN_FROM, "substitutions.csv"),
        BEFORE_DRAW,
        sample.substitutions,
    ),
    Rule("teams", PEOPLE, ("plan", "seed"), teams.teams),
    Rule("packages", (FRAME, PLAN, "packages.csv"), ("takes",), teams.packages),
    Rule(
        "assignment",
        (*PEOPLE, "packages.csv", "assignment.csv", "certificate.json"),
        ("teams", "packages"),
        teams.assignment,
        waves=False,
    ),
    Rule(
        "assignments",
        (*PEOPLE, "packages.csv"),
        ("teams", "packages", "waves", "seed"),
        teams.assignments,
        ("assignment-{}.csv", "certificate-{}.json"),
        waves=True,
    ),
)
