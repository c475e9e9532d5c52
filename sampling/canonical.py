"""The exact bytes of a frame and a plan, and their digests.

Source: protocol sanrandom-draw/1, sections 2 (frame) and 4 (plan). One frame has one
file: two people who hold the same facts write the same bytes and get the same digest.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sampling import merkle
from sampling.types import FrameRow, Plan, Reason, SamplingError

PROTOCOL = "sanrandom-draw/1"
SHORT = "site_id,street,venue,cell,size,x,y"
FULL = SHORT + ",birth,last_drawn,reason"
SAFE = 2**53

SITE_ID = re.compile(r"[A-Z0-9-]{1,54}")
QUARTER = re.compile(r"[0-9]{4}Q[1-4]")
CELL = re.compile(r"(?P<stratum>.+?)(-B(?P<birth>[0-9]{4}Q[1-4]))?-C[0-9]{2,}")
WHOLE = re.compile(r"0|-?[1-9][0-9]{0,15}")
HEX = re.compile(r"[0-9a-f]{64}")
GONE = {Reason.CLOSED, Reason.MOVED, Reason.DUPLICATE, Reason.PRIVATE}


def frame_bytes(rows: Iterable[FrameRow]) -> bytes:
    """Write frame.csv: rows ascending by id, in the short form when all sites are eligible.

    SamplingError names the row and column that break the grammar.
    """
    ordered = sorted(rows, key=lambda row: row.site_id)
    full = any(row.birth or row.last_drawn or row.reason or not row.cell for row in ordered)
    lines = [FULL if full else SHORT]
    lines += [",".join(_fields(row, full=full)) for row in ordered]
    data = ("\n".join(lines) + "\n").encode()
    if parse_frame(data) != tuple(ordered):
        raise SamplingError("a field holds a comma or a line end", where="frame.csv")
    return data


def parse_frame(data: bytes) -> tuple[FrameRow, ...]:
    """Read frame.csv strictly. SamplingError names the first row and column at fault."""
    lines = _lines(data)
    if lines[0] not in (SHORT, FULL):
        raise SamplingError(
            f"got header {lines[0]!r}, wanted {SHORT!r} or the full form",
            where="frame.csv row 1",
        )
    names = lines[0].split(",")
    rows = []
    before = ""
    for number, line in enumerate(lines[1:], start=2):
        row = _row(names, line, f"frame.csv row {number}")
        if row.site_id <= before:
            raise SamplingError(
                f"got {row.site_id} after {before}, wanted ascending unique ids",
                where=f"frame.csv row {number}, column site_id",
            )
        before = row.site_id
        rows.append(row)
    return tuple(rows)


def frame_digest(data: bytes) -> str:
    """Return the SHA-256 of frame.csv, as sha256sum prints it."""
    return hashlib.sha256(data).hexdigest()


def frame_leaves(data: bytes) -> list[bytes]:
    """Return the rows of frame.csv as leaves: without header and line ends."""
    return data.split(b"\n")[1:-1]


def merkle_root(data: bytes) -> str:
    """Return the root over the rows of frame.csv, in file order."""
    return merkle.root(frame_leaves(data))


def plan_bytes(plan: Mapping[str, Any]) -> bytes:
    """Write plan.json in RFC 8785 form: whole numbers below 2^53 and NFC strings only."""
    _check_json(plan, "plan.json")
    text = json.dumps(plan, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def parse_plan(data: bytes) -> Plan:
    """Read plan.json; SamplingError if it is not canonical or lacks a required field."""
    facts = parse_json(data, "plan.json")
    if plan_bytes(facts) != data:
        raise SamplingError("got other bytes than its canonical form", where="plan.json")
    reserves = facts.get("reserves")
    plan = Plan(
        protocol=_wanted(facts, "protocol", lambda text: text == PROTOCOL),
        quarter=_wanted(facts, "quarter", QUARTER.fullmatch),
        frame_sha256=_wanted(facts, "frame_sha256", HEX.fullmatch),
        take_per_cell=_counts(facts, "take_per_cell", least=1),
        dice_digits=_number(facts, "dice_digits", least=20),
        drand_chain=_wanted(facts, "drand_chain", HEX.fullmatch),
        drand_round=_number(facts, "drand_round", least=1),
        reserves=None if reserves is None else _counts(facts, "reserves", least=0),
        frame_merkle_root=str(facts.get("frame_merkle_root", "")),
        trustees=_pins(facts.get("trustees", [])),
        facts=facts,
    )
    if not plan.take_per_cell:
        raise SamplingError("got no cell", where="plan.json, take_per_cell")
    return plan


def parse_json(data: bytes, where: str) -> dict[str, Any]:
    """Read one JSON object; a key given twice, a float or a bare word is refused."""
    try:
        found = json.loads(
            data.decode(),
            object_pairs_hook=_once,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
    except SamplingError as error:
        raise SamplingError(error.detail, where=where) from error
    except (ValueError, RecursionError) as error:
        raise SamplingError(f"not JSON: {error}", where=where) from error
    if not isinstance(found, dict):
        raise SamplingError("got no object", where=where)
    return found


def _lines(data: bytes) -> list[str]:
    where = "frame.csv"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SamplingError("not UTF-8", where=where) from error
    for mark, name in (("\ufeff", "byte order mark"), ("\r", "CR"), ('"', "quote")):
        if mark in text:
            row = text[: text.index(mark)].count("\n") + 1
            raise SamplingError(f"got a {name}, wanted none", where=f"{where} row {row}")
    if not unicodedata.is_normalized("NFC", text):
        raise SamplingError("text is not in NFC", where=where)
    if not text.endswith("\n"):
        raise SamplingError("the last line has no line end", where=where)
    return text[:-1].split("\n")


def _row(names: list[str], line: str, where: str) -> FrameRow:
    fields = line.split(",")
    if len(fields) != len(names):
        raise SamplingError(f"got {len(fields)} fields, wanted {len(names)}", where=where)
    row = dict(zip(names, fields, strict=True))
    for name in names:
        if name in GRAMMAR and not GRAMMAR[name][0](row[name]):
            raise SamplingError(
                f"got {row[name]!r}, wanted {GRAMMAR[name][1]}",
                where=f"{where}, column {name}",
            )
    read = FrameRow(
        row["site_id"], row["street"], row["venue"], row["cell"],
        int(row["size"]), int(row["x"]), int(row["y"]),
        row.get("birth", ""), row.get("last_drawn", ""), row.get("reason", ""),
    )  # fmt: skip
    _check_cell(read, f"{where}, column cell")
    return read


def _check_cell(row: FrameRow, where: str) -> None:
    """Refuse a cell that contradicts the reason, the stratum or the birth class."""
    if (row.cell == "") != (row.reason in GONE):
        raise SamplingError(
            f"got cell {row.cell!r} with reason {row.reason!r}, wanted an empty cell"
            " exactly for closed, moved, duplicate or private",
            where=where,
        )
    found = CELL.fullmatch(row.cell)
    if row.cell and (
        found is None
        or found["stratum"] != f"{row.street}-{row.venue}"
        or found["birth"] not in (None, row.birth)
    ):
        raise SamplingError(
            f"got {row.cell!r}, wanted {row.street}-{row.venue}-C01 or the like",
            where=where,
        )


def _fields(row: FrameRow, *, full: bool) -> list[str]:
    fields = [row.site_id, row.street, row.venue, row.cell, str(row.size), str(row.x)]
    fields.append(str(row.y))
    return [*fields, row.birth, row.last_drawn, row.reason] if full else fields


def _whole(text: str) -> bool:
    return bool(WHOLE.fullmatch(text)) and abs(int(text)) < SAFE


def _quarter_or_empty(text: str) -> bool:
    return text == "" or bool(QUARTER.fullmatch(text))


A_QUARTER = "a quarter such as 2026Q1, or nothing"
# column -> (whether a field may stand in it, what is wanted)
GRAMMAR: dict[str, tuple[Callable[[str], object], str]] = {
    "site_id": (SITE_ID.fullmatch, "1 to 54 of A-Z, 0-9 and -"),
    "street": (bool, "a code"),
    "venue": (bool, "a code"),
    "size": (lambda text: _whole(text) and int(text) >= 1, "a whole number of at least 1"),
    "x": (_whole, "whole metres"),
    "y": (_whole, "whole metres"),
    "birth": (_quarter_or_empty, A_QUARTER),
    "last_drawn": (_quarter_or_empty, A_QUARTER),
    "reason": (
        frozenset(map(str, Reason)).__contains__,
        "closed, moved, duplicate, private, cooloff or nothing",
    ),
}


def _check_json(value: object, where: str) -> None:
    if isinstance(value, str):
        _check_text(value, where)
    elif isinstance(value, list | tuple):
        for index, one in enumerate(value):
            _check_json(one, f"{where}[{index}]")
    elif isinstance(value, Mapping):
        for key, one in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise SamplingError(f"got key {key!r}, wanted ASCII", where=where)
            _check_json(one, f"{where}, {key}")
    elif isinstance(value, bool) or not isinstance(value, int) or abs(value) >= SAFE:
        raise SamplingError(
            f"got {value!r}, wanted text or a whole number below 2^53", where=where
        )


def _check_text(text: str, where: str) -> None:
    whole = not any("\ud800" <= letter <= "\udfff" for letter in text)
    if not whole or not unicodedata.is_normalized("NFC", text):
        raise SamplingError(f"got {text!r}, wanted NFC text", where=where)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise SamplingError("a key is given twice")
    return found


def _refuse(text: str) -> Any:
    raise SamplingError(f"got {text}, wanted text or a whole number")


def _wanted(facts: Mapping[str, Any], name: str, holds: Callable[[str], object]) -> str:
    value = facts.get(name)
    if not isinstance(value, str) or not holds(value):
        raise SamplingError(f"got {value!r}", where=f"plan.json, {name}")
    return value


def _number(facts: Mapping[str, Any], name: str, *, least: int, inside: str = "") -> int:
    value = facts.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise SamplingError(
            f"got {value!r}, wanted at least {least}", where=f"plan.json, {inside}{name}"
        )
    return value


def _counts(facts: Mapping[str, Any], name: str, *, least: int) -> dict[str, int]:
    value = facts.get(name)
    if not isinstance(value, dict):
        raise SamplingError(f"got {value!r}, wanted cells", where=f"plan.json, {name}")
    return {cell: _number(value, cell, least=least, inside=f"{name}, ") for cell in value}


def _pins(value: object) -> tuple[str, ...]:
    pins = value if isinstance(value, list) else [None]
    if not all(isinstance(pin, str) and HEX.fullmatch(pin) for pin in pins):
        raise SamplingError("wanted SHA-256 pins", where="plan.json, trustees")
    return tuple(pins)
