"""The exact bytes of a frame and a plan, and their digests.

Source: protocol sanrandom-draw/1, sections 2 (frame) and 4 (plan). One frame has one
file: two people who hold the same facts write the same bytes and get the same digest.
"""

import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    check_text(data)
    lines = (line[:-1].decode() for line in io.BytesIO(data))
    header = check_header(next(lines))
    return tuple(parse_rows(header, lines))


def check_header(header: str) -> str:
    """Return the header if it is one of the two; SamplingError if not."""
    if header not in SOUND:
        raise SamplingError(
            f"got header {header!r}, wanted {SHORT!r} or the full form",
            where="frame.csv row 1",
        )
    return header


def parse_rows(
    header: str, lines: Iterable[str], first: int = 2, before: str = ""
) -> Iterator[FrameRow]:
    """Read rows, the first of which has that number in the file and follows that id.

    A row that is sound at one glance is taken as it is; any other one is read field by
    field, to say which is wrong. Rows of one cell share its texts: a frame has millions.
    """
    sound, names = SOUND[header], header.split(",")
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    for number, line in enumerate(lines, start=first):
        found = sound.fullmatch(line)
        fields = found.groups() if found else _fields_of(names, line, number)
        site_id, street, venue, cell, size, x, y, *rest = fields
        placed = (street, venue, cell, *rest)
        if placed not in known:
            known[placed] = placed
            _check_cell(placed, number)
        street, venue, cell, *rest = known[placed]
        if site_id <= before:
            raise SamplingError(
                f"got {site_id} after {before}, wanted ascending unique ids",
                where=f"frame.csv row {number}, column site_id",
            )
        before = site_id
        yield FrameRow(site_id, street, venue, cell, int(size), int(x), int(y), *rest)


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


def check_text(data: bytes) -> None:
    """Refuse a frame that is not plain text in NFC; SamplingError names the row."""
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


def _fields_of(names: list[str], line: str, number: int) -> Sequence[str]:
    """Read a row field by field; SamplingError names the first column at fault."""
    fields, where = line.split(","), f"frame.csv row {number}"
    if len(fields) != len(names):
        raise SamplingError(f"got {len(fields)} fields, wanted {len(names)}", where=where)
    for name, text in zip(names, fields, strict=True):
        if name in GRAMMAR and not GRAMMAR[name][0](text):
            raise SamplingError(
                f"got {text!r}, wanted {GRAMMAR[name][1]}", where=f"{where}, column {name}"
            )
    return fields


def _check_cell(placed: Sequence[str], number: int) -> None:
    """Refuse a cell that contradicts the reason, the stratum or the birth class.

    placed: street, venue type and cell, in the full form birth, last_drawn and reason.
    """
    street, venue, cell, birth, _, reason = (*placed, "", "", "")[:6]
    where = f"frame.csv row {number}, column cell"
    if (cell == "") != (reason in GONE):
        raise SamplingError(
            f"got cell {cell!r} with reason {reason!r}, wanted an empty cell"
            " exactly for closed, moved, duplicate or private",
            where=where,
        )
    found = CELL.fullmatch(cell)
    if cell and (
        found is None
        or found["stratum"] != f"{street}-{venue}"
        or found["birth"] not in (None, birth)
    ):
        raise SamplingError(
            f"got {cell!r}, wanted {street}-{venue}-C01 or the like", where=where
        )


def _fields(row: FrameRow, *, full: bool) -> list[str]:
    fields = [row.site_id, row.street, row.venue, row.cell, str(row.size), str(row.x)]
    fields.append(str(row.y))
    return [*fields, row.birth, row.last_drawn, row.reason] if full else fields


def _whole(text: str) -> bool:
    return bool(WHOLE.fullmatch(text)) and abs(int(text)) < SAFE


def _quarter_or_empty(text: str) -> bool:
    return text == "" or bool(QUARTER.fullmatch(text))


# A number of 15 digits is below 2^53, one of 16 has to be read to know.
SURE = {
    "site_id": SITE_ID.pattern,
    "street": "[^,]+",
    "venue": "[^,]+",
    "cell": "[^,]*",
    "size": "[1-9][0-9]{0,14}",
    "x": "0|-?[1-9][0-9]{0,14}",
    "y": "0|-?[1-9][0-9]{0,14}",
    "birth": f"(?:{QUARTER.pattern})?",
    "last_drawn": f"(?:{QUARTER.pattern})?",
    "reason": "|".join(Reason),
}
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

# header -> what a row looks like whose every field is right without a second look
SOUND = {
    header: re.compile(",".join(f"({SURE[name]})" for name in header.split(",")))
    for header in (SHORT, FULL)
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
