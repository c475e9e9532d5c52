"""Does the seed follow from plan, dice, beacon and shares, in the order that binds them?

Source: protocol sanrandom-draw/1, section 11, points 4 and 5. Each function raises
SamplingError with the first difference.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

from sampling import canonical, commitment, facts, results
from sampling.bundle import Bundle
from sampling.difference import same
from sampling.types import Drawn, SamplingError, SeedText

HOUR = 3600
NOTICE_S, DICE_BEFORE_S, LATE_S = 72 * HOUR, HOUR // 2, 24 * HOUR


def order(bundle: Bundle) -> None:
    """Plan, then dice at least half an hour before the round, named 72 hours ahead."""
    stamp, dice = bundle.json("stamp.json"), bundle.json("dice.json")
    digest = commitment.plan_digest(bundle.files["plan.json"])
    same("stamp.json", "plan_sha256", str(stamp.get("plan_sha256")), digest)
    same("dice.json", "digits", str(dice.get("digits")), bundle.seed.dice)
    stamped = _instant(stamp, "stamped_at", "stamp.json")
    rolled = _instant(dice, "rolled_at", "dice.json")
    if stamped >= rolled:
        raise SamplingError("the dice were rolled before the plan", where="dice.json")
    if bundle.plan.drand_chain != commitment.QUICKNET:
        return  # another chain has another clock: compare its own documents
    if facts.mode(bundle.plan) is facts.Mode.REHEARSAL:
        return  # it steers nothing, so it may name a nearer round
    due = commitment.beacon_due(bundle.plan.drand_round)
    if due - stamped < NOTICE_S:
        raise SamplingError("the round is due less than 72 h later", where="stamp.json")
    if due - rolled < DICE_BEFORE_S:
        raise SamplingError("the round is due less than 30 min later", where="dice.json")


def opened(bundle: Bundle) -> None:
    """Once a sealed draw's shares are to be seen, they are in the bundle."""
    if bundle.plan.trustees and "shares.json" not in bundle.files:
        raise SamplingError("the trustees' shares are not opened", where="shares.json")


def shares(bundle: Bundle) -> None:
    """Each share matches its pin in the plan, in order."""
    pins = tuple(commitment.share_pin(share) for share in bundle.shares)
    pairs = zip_longest(pins, bundle.plan.trustees)
    for number, (got, wanted) in enumerate(pairs, start=1):
        where = f"shares.json share {number}"
        same(where, "pin", got or "nothing", wanted or "no such trustee")


def seed(bundle: Bundle) -> None:
    """seed.txt, and that of each wave, follow from the plan line by line."""
    _check_seed("seed.txt", bundle, bundle.seed)
    later, second = facts.fallback(bundle.plan)
    if bundle.seed.second_beacon:
        same("seed.txt row 4", "beacon", bundle.seed.second_beacon, second or "drand")
    elif bundle.seed.round not in later:
        _check_round("seed.txt", bundle, bundle.seed, bundle.plan.drand_round)
    waves = {wave.label: wave for wave in facts.waves(bundle.plan)}
    for label, data in bundle.wave_seeds.items():
        name, read = f"seed-{label}.txt", commitment.parse_seed(data)
        if label not in waves:
            raise SamplingError("the plan has no such wave", where=name)
        _check_seed(name, bundle, read)
        _check_round(name, bundle, read, waves[label].drand_round)  # a wave has no fallback
        same(f"{name} row 3", "dice", read.dice, bundle.seed.dice)
        same(f"{name} row 5", "secret", read.secret, bundle.seed.secret)


def secret(bundle: Bundle) -> None:
    """The fifth line follows from the shares."""
    same("seed.txt row 5", "secret", bundle.seed.secret, commitment.secret(bundle.shares))


def beacon(bundle: Bundle) -> None:
    """The beacon is the one in the seed, and its value the digest of its signature.

    A live plan's has a signature: without it the value could be anybody's.
    """
    _check_beacon("beacon.json", bundle, bundle.seed)


def beacons(bundle: Bundle) -> None:
    """The same of each wave: its beacon file is the one in its seed."""
    for label, data in bundle.wave_seeds.items():
        _check_beacon(f"beacon-{label}.json", bundle, commitment.parse_seed(data))


def fallback(bundle: Bundle) -> None:
    """Another beacon than the first counts only if notices came before anybody knew it.

    notice.json lists one notice for each round that was late, in the plan's order: the
    first, then the plan's next ones, and only then the second beacon.
    """
    later, _ = facts.fallback(bundle.plan)
    rounds = (bundle.plan.drand_round, *later)
    number = bundle.seed.round
    skipped = rounds[: rounds.index(number)] if number in rounds else rounds
    if skipped and "notice.json" not in bundle.files:
        raise SamplingError("no notice that the first round was late", where="notice.json")
    notices = bundle.json("notice.json").get("notices") if skipped else []
    if not isinstance(notices, list) or len(notices) != len(skipped):
        raise SamplingError(f"wanted {len(skipped)} notices", where="notice.json")
    followed = (*skipped[1:], number)[: len(skipped)]
    for late, follows, notice in zip(skipped, followed, notices, strict=True):
        _check_notice(notice if isinstance(notice, dict) else {}, late, follows)


def _check_notice(notice: dict[str, Any], late: int, follows: int) -> None:
    """Ask that it came a day after the late round, and before the one that follows it."""
    where = f"notice.json round {late}"
    same(where, "late_round", str(notice.get("late_round")), str(late))
    stamped = _instant(notice, "stamped_at", where)
    if stamped - commitment.beacon_due(late) < LATE_S:
        raise SamplingError("the round was not yet 24 h late", where=where)
    if follows and commitment.beacon_due(follows) - stamped < DICE_BEFORE_S:
        raise SamplingError("less than 30 min before the round that follows", where=where)
    copied = "first_copy_at" in notice
    if copied and stamped >= _instant(notice, "first_copy_at", where):
        raise SamplingError("a copy of the late round is older", where=where)


def logged(bundle: Bundle) -> None:
    """The result's digest, logged when the draw was made, is that of the replay."""
    told = bundle.json("logged.json")
    if facts.waves(bundle.plan):
        _check_logged_waves(bundle, told.get("waves"))
    else:
        _check_logged("", told, bundle.ranked, bundle.files.get("assignment.csv"))


def _check_logged_waves(bundle: Bundle, told: object) -> None:
    """Ask that each wave with a seed was logged with its own digests, and no other."""
    listed = told if isinstance(told, dict) else {}
    drawn = bundle.ranked_by_wave
    same("logged.json", "waves", " ".join(sorted(listed)), " ".join(sorted(drawn)))
    for label, ranked in drawn.items():
        own = listed[label] if isinstance(listed[label], dict) else {}
        file = bundle.files.get(f"assignment-{label}.csv")
        _check_logged(f"{label}, ", own, ranked, file)


def _check_logged(
    wave: str, told: Mapping[str, Any], ranked: Sequence[Drawn], assignment: bytes | None
) -> None:
    digest = canonical.frame_digest(results.sample_bytes(ranked))
    got = str(told.get("sample_sha256"))
    same("logged.json", f"{wave}sample_sha256", got, digest)
    if assignment is not None:
        digest = canonical.frame_digest(assignment)
        got = str(told.get("assignment_sha256"))
        same("logged.json", f"{wave}assignment_sha256", got, digest)


def _check_beacon(name: str, bundle: Bundle, read: SeedText) -> None:
    found = bundle.json(name)
    wanted = {"chain": read.chain, "round": read.round, "randomness": read.randomness}
    for field, value in wanted.items():
        same(name, field, str(found.get(field)), str(value))
    try:
        signature = bytes.fromhex(str(found.get("signature", "")))
    except ValueError as error:
        raise SamplingError("signature is not hex", where=name) from error
    if not signature and facts.mode(bundle.plan) is facts.Mode.LIVE:
        raise SamplingError("a live plan needs the beacon's signature", where=name)
    if signature:
        randomness = commitment.beacon_randomness(signature)
        same(name, "SHA-256 of the signature", randomness, read.randomness)


def _check_seed(name: str, bundle: Bundle, read: SeedText) -> None:
    plan = bundle.plan
    digest = commitment.plan_digest(bundle.files["plan.json"])
    same(f"{name} row 2", "plan", read.plan_sha256, digest)
    same(f"{name} row 3", "number of dice", str(len(read.dice)), str(plan.dice_digits))
    if not read.second_beacon:
        same(f"{name} row 4", "chain", read.chain, plan.drand_chain)
    sealed = "sealed" if plan.trustees else "open"
    same(f"{name} row 5", "mode", "sealed" if read.secret else "open", sealed)


def _check_round(name: str, bundle: Bundle, read: SeedText, number: int) -> None:
    same(f"{name} row 4", "chain", read.chain, bundle.plan.drand_chain)
    same(f"{name} row 4", "round", str(read.round), str(number))


def _instant(found: dict[str, Any], name: str, where: str) -> float:
    """Read a time such as 2026-01-05T09:00:00Z as Unix seconds."""
    try:
        instant = datetime.fromisoformat(str(found.get(name)))
    except ValueError as error:
        raise SamplingError(f"{name}: {error}", where=where) from error
    if instant.tzinfo is None:
        raise SamplingError(f"{name}: wanted a time zone, such as Z", where=where)
    return instant.timestamp()
