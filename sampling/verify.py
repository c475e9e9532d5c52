"""Recomputes a published draw and names the first difference.

Source: protocol sanrandom-draw/1, section 11. Only the standard library is needed and
nothing of the office is trusted: every file is rebuilt from frame, plan and seed.
`python -m sampling FOLDER/*` is the same from the command line.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from sampling import canonical, commitment, results
from sampling.draw import check_plan, rank_sites
from sampling.split import leaves_for, split, stratum_id_of_cell
from sampling.types import (
    Check,
    Drawn,
    FrameRow,
    Plan,
    Reason,
    SamplingError,
    SeedText,
    Verdict,
)

OUT_OF_REACH = (
    "the time stamp of the plan, and that dice came before the beacon: compare the ledger",
    "the beacon's signature: needs a BLS library, or compare two relays",
    "the frame against last quarter's: compare frame_diff.csv",
)


@dataclass(frozen=True)
class Bundle:
    """The files as given, each read once."""

    files: Mapping[str, bytes]

    @cached_property
    def rows(self) -> tuple[FrameRow, ...]:
        """The rows of frame.csv."""
        return canonical.parse_frame(self.files["frame.csv"])

    @cached_property
    def plan(self) -> Plan:
        """The content of plan.json."""
        return canonical.parse_plan(self.files["plan.json"])

    @cached_property
    def seed(self) -> SeedText:
        """The parts of seed.txt."""
        return commitment.parse_seed(self.files["seed.txt"])

    @cached_property
    def shares(self) -> tuple[bytes, ...]:
        """The trustees' opened shares, in the order of their pins."""
        given = canonical.parse_json(self.files["shares.json"], "shares.json").get("shares")
        try:
            return tuple(bytes.fromhex(share) for share in given or [])
        except (TypeError, ValueError) as error:
            raise SamplingError(
                "wanted a list of hex texts", where="shares.json"
            ) from error

    @cached_property
    def ranked(self) -> tuple[Drawn, ...]:
        """The draw, replayed."""
        return rank_sites(self.rows, self.plan, self.files["seed.txt"])


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, the files it reads and the rules that must hold before it can be asked."""

    name: str
    files: tuple[str, ...]
    after: tuple[str, ...]
    holds: Callable[[Bundle], None]  # raises SamplingError with the first difference


def verify(files: Mapping[str, bytes]) -> Verdict:
    """Check a bundle, given as name -> bytes; what is absent is listed as not checked.

    Nothing is raised for a bad bundle: each broken rule is a check that is not ok, with
    file and row. A rule that rests on a broken one is not asked.
    """
    bundle = Bundle(files)
    checks: dict[str, Check] = {}
    skipped: list[str] = []
    for rule in RULES:
        absent = [name for name in rule.files if name not in files]
        broken = [name for name in rule.after if name not in checks or not checks[name].ok]
        if absent:
            skipped.append(f"{rule.name}: no {', '.join(absent)}")
        elif broken:
            skipped.append(f"{rule.name}: rests on {', '.join(broken)}")
        else:
            checks[rule.name] = _ask(rule, bundle)
    read = {name for rule in RULES for name in rule.files}
    skipped += [f"{name}: content" for name in sorted(files) if name not in read]
    return Verdict(tuple(checks.values()), (*skipped, *OUT_OF_REACH))


def _ask(rule: Rule, bundle: Bundle) -> Check:
    try:
        rule.holds(bundle)
    except SamplingError as error:
        return Check(rule.name, ok=False, where=error.where, detail=error.detail)
    return Check(rule.name, ok=True)


def _sums(bundle: Bundle) -> None:
    given = {name: data for name, data in bundle.files.items() if name != "SHA256SUMS"}
    named = results.parse_sums(bundle.files["SHA256SUMS"])
    for name, data in given.items():
        _same(name, "SHA-256", canonical.frame_digest(data), named.get(name, "nothing"))


def _frame(bundle: Bundle) -> None:
    if not bundle.rows:
        raise SamplingError("got no site", where="frame.csv")


def _plan(bundle: Bundle) -> None:
    _same("plan.json", "protocol", bundle.plan.protocol, canonical.PROTOCOL)


def _pins(bundle: Bundle) -> None:
    """Compare the files that the plan names by their digest."""
    frame, plan = bundle.files["frame.csv"], bundle.plan
    _same("frame.csv", "SHA-256", canonical.frame_digest(frame), plan.frame_sha256)
    if plan.frame_merkle_root:
        root = canonical.merkle_root(frame)
        _same("frame.csv", "Merkle root", root, plan.frame_merkle_root)
    for name in ("roster", "conflicts"):
        pinned, data = plan.facts.get(f"{name}_sha256"), bundle.files.get(f"{name}.csv")
        if pinned is not None and data is not None:
            _same(f"{name}.csv", "SHA-256", canonical.frame_digest(data), str(pinned))


def _cells(bundle: Bundle) -> None:
    """Cut every stratum again, except where sites rest: there the cells are older."""
    strata: dict[str, list[FrameRow]] = defaultdict(list)
    for row in bundle.rows:
        if row.cell:
            strata[stratum_id_of_cell(row.cell)].append(row)
    for name, members in strata.items():
        if any(row.reason == Reason.COOLOFF for row in members):
            continue
        taken = sum(
            bundle.plan.take_per_cell[cell] for cell in {row.cell for row in members}
        )
        leaves = split(members, leaves_for(len(members), taken))
        for number, leaf in enumerate(leaves, start=1):
            for row in leaf:
                _same(
                    f"frame.csv site {row.site_id}",
                    "cell",
                    row.cell,
                    f"{name}-C{number:02d}",
                )


def _takes(bundle: Bundle) -> None:
    check_plan(bundle.rows, bundle.plan)
    rest = bundle.plan.facts.get("cooloff")
    quarters = rest.get("quarters") if isinstance(rest, dict) else 0
    if not isinstance(quarters, int):
        raise SamplingError("wanted a number of quarters", where="plan.json, cooloff")
    sizes = Counter(row.cell for row in bundle.rows)
    for row in bundle.rows:
        take = bundle.plan.take_per_cell.get(row.cell, 0)
        if row.reason == Reason.COOLOFF and sizes[row.cell] <= take * (quarters + 1):
            raise SamplingError(
                f"got {sizes[row.cell]} sites, too few for {quarters} quarters of cool-off",
                where=f"frame.csv cell {row.cell}",
            )


def _shares(bundle: Bundle) -> None:
    pins = tuple(commitment.share_pin(share) for share in bundle.shares)
    for number, (got, wanted) in enumerate(
        zip_longest(pins, bundle.plan.trustees), start=1
    ):
        _same("shares.json", f"share {number}", got or "nothing", wanted or "no such pin")


def _seed(bundle: Bundle) -> None:
    seed, plan = bundle.seed, bundle.plan
    digest = commitment.plan_digest(bundle.files["plan.json"])
    _same("seed.txt row 2", "plan", seed.plan_sha256, digest)
    _same("seed.txt row 3", "number of dice", str(len(seed.dice)), str(plan.dice_digits))
    _same("seed.txt row 4", "chain", seed.chain, plan.drand_chain)
    _same("seed.txt row 4", "round", str(seed.round), str(plan.drand_round))
    sealed = "sealed" if plan.trustees else "open"
    _same("seed.txt row 5", "mode", "sealed" if seed.secret else "open", sealed)
    if plan.trustees and "shares.json" not in bundle.files:
        raise SamplingError("the trustees' shares are not opened", where="shares.json")


def _secret(bundle: Bundle) -> None:
    secret = commitment.secret(bundle.shares)
    _same("seed.txt row 5", "secret", bundle.seed.secret, secret)


def _beacon(bundle: Bundle) -> None:
    beacon = canonical.parse_json(bundle.files["beacon.json"], "beacon.json")
    seed = bundle.seed
    for name, wanted in (
        ("chain", seed.chain),
        ("round", seed.round),
        ("randomness", seed.randomness),
    ):
        _same("beacon.json", name, str(beacon.get(name)), str(wanted))
    try:
        signature = bytes.fromhex(str(beacon.get("signature", "")))
    except ValueError as error:
        raise SamplingError("signature is not hex", where="beacon.json") from error
    if signature:
        randomness = commitment.beacon_randomness(signature)
        _same("beacon.json", "SHA-256 of the signature", randomness, seed.randomness)


def _tickets(bundle: Bundle) -> None:
    _same_table("tickets.csv", bundle.files, results.tickets_bytes(bundle.ranked))


def _sample(bundle: Bundle) -> None:
    _same_table("sample.csv", bundle.files, results.sample_bytes(bundle.ranked))


def _substitutions(bundle: Bundle) -> None:
    """Ask that each cell's substitutes are its first reserves, for reasons on the list."""
    lines = bundle.files["substitutions.csv"].decode("utf-8", "replace").splitlines()
    names = lines[0].split(",") if lines else []
    if not {"site_id", "reason", "substitute"} <= set(names):
        raise SamplingError("wanted site_id, reason, substitute", where="substitutions.csv")
    place = {one.site_id: one for one in bundle.ranked}
    allowed = str(bundle.plan.facts.get("substitution_reasons", "")).split(",")
    used: Counter[str] = Counter()
    for number, line in enumerate(lines[1:], start=2):
        row = dict(zip(names, line.split(","), strict=False))
        where = f"substitutions.csv row {number}"
        if row.get("reason") not in allowed:
            raise SamplingError(
                f"reason {row.get('reason')!r} is not in the plan", where=where
            )
        site, stand_in = (
            place.get(row.get(name, "")) for name in ("site_id", "substitute")
        )
        if site is None or stand_in is None or site.cell != stand_in.cell:
            raise SamplingError("wanted two sites of one cell", where=where)
        used[site.cell] += 1
        if (
            stand_in.order != stand_in.take + used[site.cell]
            or stand_in.order <= site.order
        ):
            raise SamplingError(f"{stand_in.site_id} is not the next reserve", where=where)


def _same(where: str, what: str, got: str, wanted: str) -> None:
    if got != wanted:
        raise SamplingError(f"{what}: got {got}, wanted {wanted}", where=where)


def _same_table(name: str, files: Mapping[str, bytes], wanted: bytes) -> None:
    pairs = zip_longest(files[name].split(b"\n"), wanted.split(b"\n"))
    for number, (got, want) in enumerate(pairs, start=1):
        _same(f"{name} row {number}", "row", _shown(got), _shown(want))


def _shown(line: bytes | None) -> str:
    return "nothing" if line is None else repr(line)[2:-1]


FRAME, PLAN, SEED = "frame.csv", "plan.json", "seed.txt"
DRAWN_FROM = (FRAME, PLAN, SEED)
BEFORE_DRAW = ("frame", "plan", "takes", "seed")
RULES = (
    Rule("sums", ("SHA256SUMS",), (), _sums),
    Rule("frame", (FRAME,), (), _frame),
    Rule("plan", (PLAN,), (), _plan),
    Rule("pins", (FRAME, PLAN), ("frame", "plan"), _pins),
    Rule("takes", (FRAME, PLAN), ("frame", "plan"), _takes),
    Rule("cells", (FRAME, PLAN), ("frame", "plan", "takes"), _cells),
    Rule("shares", (PLAN, "shares.json"), ("plan",), _shares),
    Rule("seed", (PLAN, SEED), ("plan",), _seed),
    Rule("secret", (SEED, "shares.json"), ("seed", "shares"), _secret),
    Rule("beacon", (SEED, "beacon.json"), ("seed",), _beacon),
    Rule("tickets", (*DRAWN_FROM, "tickets.csv"), BEFORE_DRAW, _tickets),
    Rule("sample", (*DRAWN_FROM, "sample.csv"), BEFORE_DRAW, _sample),
    Rule("substitutions", (*DRAWN_FROM, "substitutions.csv"), BEFORE_DRAW, _substitutions),
)
