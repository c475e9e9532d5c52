"""Check one record of the ledger: a single file, Python's standard library, no network.

    python -I -S verify_record.py RECORD.json --key VKEY [--photo FILE]...
    python -I -S verify_record.py RECORD.json --policy POLICY [--photo FILE]...

RECORD.json holds the leaf, its proof and, if you may see them, body and salt. VKEY is the
ledger's public key: take it from a printed bulletin, never from who gave you the record.
POLICY is a file of keys and witnesses (C2SP tlog-policy).

Ends with 0 verified, 1 does not verify, 2 unusable input, 3 no checkpoint covers it yet.

Written apart from the program that makes the proofs, lest one fault serve both: the tree
follows the recursive definition of RFC 6962, Ed25519 RFC 8032. Nothing here is secret.
"""

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

Point = tuple[int, int, int, int]
Key = tuple[str, bytes, int, bytes]  # name, key id, type, 32 bytes
Signature = tuple[str, bytes, bytes]  # name, key id, what follows it
Group = tuple[int, list[str]]  # how many of which
Policy = tuple[list[Key], dict[str, Key], dict[str, Group], str]

MAX_LINES = 100  # signature lines under a checkpoint


class Refused(Exception):
    """The record does not verify."""


class Unusable(Exception):
    """The input is not what it should be; code 2."""

    code, word = 2, "UNUSABLE"


class Uncovered(Unusable):
    """No checkpoint covers the record yet; code 3."""

    code, word = 3, "NOT YET"


# Ed25519, RFC 8032 §5.1: points as (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def point_sum(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_times(number: int, p: Point) -> Point:
    found = NEUTRAL
    while number:
        if number & 1:
            found = point_sum(found, p)
        p, number = point_sum(p, p), number >> 1
    return found


def point_read(data: bytes) -> Point | None:
    """Return the point in 32 bytes, None if they are none (§5.1.3)."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x - u) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (v * x * x - u) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def point_bytes(p: Point) -> bytes:
    inverse = pow(p[2], -1, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
BASE_Y = 4 * pow(5, -1, P) % P
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def ed25519_holds(key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether the 64 bytes are the key's signature on the message (§5.1.7)."""
    if len(key) != 32 or len(signature) != 64:
        return False
    public, s = point_read(key), int.from_bytes(signature[32:], "little")
    if public is None or s >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    k = int.from_bytes(digest, "little") % ORDER
    minus = (P - public[0], public[1], 1, P - public[3])
    return (
        point_bytes(point_sum(point_times(s, BASE), point_times(k, minus)))
        == signature[:32]
    )


# The tree, RFC 6962 §2.1.


def tree_root(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Return the root the path leads to, from the top down as §2.1.1 defines it."""
    if size == 1:
        if path:
            raise Refused("the path is too long")
        return leaf
    if not path:
        raise Refused("the path is too short")
    half = 1
    while half * 2 < size:
        half *= 2
    rest, other = path[:-1], path[-1]
    if index < half:
        left, right = tree_root(leaf, index, half, rest), other
    else:
        left, right = other, tree_root(leaf, index - half, size - half, rest)
    return hashlib.sha256(b"\1" + left + right).digest()


def check_inclusion(
    leaf: bytes, index: int, size: int, path: list[bytes], root: bytes
) -> None:
    if not 0 <= index < size:
        raise Refused(f"entry {index} cannot be among {size}")
    if any(len(one) != 32 for one in (leaf, root, *path)):
        raise Refused("a hash is not 32 bytes")
    if tree_root(leaf, index, size, list(path)) != root:
        raise Refused("the entry is not in the tree that was signed")


# Keys, notes and policies, C2SP.


def decoded(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Unusable(f"not base64: {text[:60]!r}") from None
    if base64.b64encode(data).decode() != text:
        raise Unusable(f"not base64 in its one form: {text[:60]!r}")
    return data


def read_key(vkey: str) -> Key:
    """Return (name, key id, type, 32 bytes) of a vkey."""
    name, _, rest = vkey.partition("+")
    hashed, _, encoded = rest.partition("+")
    data = decoded(encoded)
    if (
        not name
        or any(c.isspace() for c in name)
        or len(data) != 33
        or data[0] not in (1, 4)
    ):
        raise Unusable(f"not a public key of a ledger or witness: {vkey!r}")
    key_id = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    if key_id.hex() != hashed:
        raise Unusable(f"the key does not have the hash it states: {vkey!r}")
    return name, key_id, data[0], data[1:]


def read_policy(text: str) -> Policy:
    """Return logs, witnesses by name, groups as (k, members) and the quorum's name."""
    logs: list[Key] = []
    witnesses: dict[str, Key] = {}
    groups: dict[str, Group] = {}
    quorum: list[str] = []
    for line in text.split("\n"):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0] == "log" and len(words) in (2, 3):
            logs.append(read_key(words[1]))
        elif words[0] == "witness" and len(words) in (3, 4):
            witnesses[words[1]] = read_key(words[2])
        elif words[0] == "group" and len(words) > 3:
            groups[words[1]] = read_group(words[2], words[3:], {*witnesses, *groups})
        elif words[0] == "quorum" and len(words) == 2:
            quorum.append(words[1])
        else:
            raise Unusable(f"not a line of a policy: {line!r}")
    if len(quorum) != 1 or not {*quorum} <= {"none", *witnesses, *groups} or not logs:
        raise Unusable("a policy wants a log and one quorum of what it defines")
    return logs, witnesses, groups, quorum[0]


def read_group(wanted: str, members: list[str], known: set[str]) -> Group:
    count = {"all": len(members), "any": 1}.get(wanted)
    if count is None and wanted.isdecimal():
        count = int(wanted)
    once = len({*members}) == len(members)
    if not count or count > len(members) or not once or not {*members} <= known:
        raise Unusable(f"not a group: {wanted} of {' '.join(members)}")
    return count, members


def agreed(name: str, groups: dict[str, Group], signed: set[str]) -> bool:
    if name == "none" or name in signed:
        return True
    if name not in groups:
        return False
    count, members = groups[name]
    return sum(agreed(one, groups, signed) for one in members) >= count


def read_note(note: str) -> tuple[str, list[Signature]]:
    """Return the text and the (name, key id, rest) of each signature line."""
    text, separator, lines = note.rpartition("\n\n")
    rows = lines[:-1].split("\n")
    bad = any(ord(char) < 32 and char != "\n" for char in note)
    if (
        bad
        or not separator
        or not text
        or not lines.endswith("\n")
        or len(rows) > MAX_LINES
    ):
        raise Unusable("the checkpoint is not a signed note")
    return text + "\n", [read_signature(row) for row in rows]


def read_signature(row: str) -> Signature:
    dash, _, rest = row.partition(" ")
    name, _, encoded = rest.partition(" ")
    data = decoded(encoded)
    if dash != "—" or not name or "+" in name or len(data) < 5:
        raise Unusable("a line under the checkpoint is no signature")
    return name, data[:4], data[4:]


def signed_by(key: Key, text: str, signatures: list[Signature]) -> bool:
    """Tell whether the key signed; a false signature of a known key refuses the note."""
    name, key_id, kind, public = key
    found = False
    for other, other_id, data in signatures:
        if (other, other_id) != (name, key_id):
            continue
        message, signature = text.encode(), data
        if kind == 4:
            message = (
                b"cosignature/v1\ntime %d\n" % int.from_bytes(data[:8], "big") + message
            )
            signature = data[8:]
        if not ed25519_holds(public, message, signature):
            raise Refused(f"the signature of {name} is false")
        found = True
    return found


def read_checkpoint(text: str) -> tuple[str, int, bytes]:
    """Return origin, size and root."""
    lines = text.split("\n")
    if len(lines) != 4 or not lines[0] or lines[3]:
        raise Unusable("a checkpoint has three lines")
    return lines[0], whole(lines[1]), decoded(lines[2])


def whole(text: str) -> int:
    if not (
        text.isascii() and text.isdecimal() and len(text) < 20 and str(int(text)) == text
    ):
        raise Unusable(f"not a plain number: {text[:40]!r}")
    return int(text)


def read_proof(text: str) -> tuple[int, list[bytes], str]:
    """Return index, path and checkpoint of a `.tlog-proof` text."""
    head, _, note = text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != "c2sp.org/tlog-proof@v1":
        raise Unusable("not a proof of version 1")
    lines = lines[2:] if len(lines) > 1 and lines[1].startswith("extra ") else lines[1:]
    if not lines or not lines[0].startswith("index "):
        raise Unusable("the proof does not say which entry it is for")
    return whole(lines[0][6:]), [decoded(line) for line in lines[1:]], note


# The record.


def check_checkpoint(note: str, policy: Policy) -> tuple[int, bytes, str]:
    """Return size, root and a sentence on who signed."""
    logs, witnesses, groups, quorum = policy
    text, signatures = read_note(note)
    origin, size, root = read_checkpoint(text)
    signers = [key for key in logs if key[0] == origin and key[2] == 1]
    signing = [signed_by(key, text, signatures) for key in signers]
    if not any(signing):
        raise Refused(f"no key given for {origin} signed the checkpoint")
    seen = {name for name, key in witnesses.items() if signed_by(key, text, signatures)}
    if not agreed(quorum, groups, seen):
        raise Refused(f"too few witnesses signed: {', '.join(sorted(seen))}")
    return size, root, f"{origin} signed it, witnesses: {', '.join(sorted(seen)) or 'none'}"


def check_photos(leaf: dict[str, Any], photos: dict[str, bytes]) -> tuple[int, int]:
    wanted = {one["sha256"]: one["size"] for one in leaf["files"]}
    for name, data in photos.items():
        if wanted.pop(hashlib.sha256(data).hexdigest(), None) != len(data):
            raise Refused(f"{name} is not a file of this record")
    return len(leaf["files"]) - len(wanted), len(wanted)


def verify(
    record: str, policy: Policy, photos: dict[str, bytes]
) -> tuple[list[str], list[str]]:
    """Return what was checked and what was not; record: text, photos: name to bytes."""
    try:
        parts = json.loads(record)
        leaf_bytes, proof = parts["leaf"].encode(), parts["proof"]
        leaf = json.loads(leaf_bytes)
        usable = parts["format"] == "sanitation-record/1" and leaf["v"] == 1
        body, salt = parts.get("body"), bytes.fromhex(parts.get("salt", ""))
        found, absent = check_photos(leaf, photos)
        done = [
            f"leaf: {leaf['kind']} of {leaf['object']} number {leaf['n']}, {leaf['at']}"
        ]
        digest = leaf["body"]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Unusable(f"not a record: {error}") from None
    if not usable or (body is None) != (not salt):
        raise Unusable("not a record of version 1, with body and salt or neither")
    left = [] if body else ["body: not in this file"]
    if body:
        if len(salt) != 32 or hashlib.sha256(salt + body.encode()).hexdigest() != digest:
            raise Refused("the body is not the one that was recorded")
        done.append("body: the one that was recorded")
    if photos:
        done.append(f"photos: {found} are the ones recorded")
    if absent:
        left.append(f"photos: {absent} of the record not given")
    if not proof:
        raise Uncovered("no checkpoint covers this record yet")
    index, path, note = read_proof(proof)
    size, root, signers = check_checkpoint(note, policy)
    check_inclusion(hashlib.sha256(b"\0" + leaf_bytes).digest(), index, size, path, root)
    done += [f"checkpoint: {signers}", f"place: entry {index} of the {size} signed"]
    left.append("whether what was recorded was true")
    return done, left


def arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n")[0], epilog="Exit: 0 1 2 3."
    )
    parser.add_argument("record", type=Path)
    parser.add_argument("--key", action="append", default=[], metavar="VKEY")
    parser.add_argument("--policy", type=Path)
    parser.add_argument("--photo", action="append", default=[], type=Path, metavar="FILE")
    given = parser.parse_args(words)
    if bool(given.key) == bool(given.policy):
        parser.error("wanted --key or --policy")
    return given


def run(words: list[str]) -> tuple[int, list[str]]:
    given = arguments(words)
    try:
        if given.policy:
            policy = read_policy(given.policy.read_text("utf-8"))
        else:
            policy = [read_key(one) for one in given.key], {}, {}, "none"
        photos = {str(path): path.read_bytes() for path in given.photo}
        done, left = verify(given.record.read_text("utf-8"), policy, photos)
    except Refused as error:
        return 1, [f"DOES NOT VERIFY: {error}"]
    except Unusable as error:
        return error.code, [f"{error.word}: {error}"]
    except (OSError, UnicodeError) as error:
        return 2, [f"UNUSABLE: {error}"]
    return 0, [
        "VERIFIED",
        *(f"  {one}" for one in done),
        *(f"  not checked: {one}" for one in left),
    ]


if __name__ == "__main__":
    code, lines = run(sys.argv[1:])
    sys.stdout.write("\n".join(lines) + "\n")
    sys.exit(code)
