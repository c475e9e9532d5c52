"""The stand-alone verifier: alone, in agreement with the program, and unforgiving."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanitation.ledger import keys, verify_record
from sanitation.ledger.leaf import FileRef
from sanitation.ledger.note import (
    KeyType,
    Note,
    NoteError,
    Signature,
    VerifierKey,
    cosigned_text,
)
from sanitation.ledger.service import Record
from sanitation.ledger.tree import ProofError
from tests.sanitation.ledger.log import event, new_log

SCRIPT = Path(verify_record.__file__)
PHOTO = b"\xff\xd8 not really a photograph"
WITNESS = keys.Signer.of("witness.example/audit", b"\5" * 32)
WITNESS_KEY = VerifierKey(WITNESS.public.name, KeyType.COSIGNATURE, WITNESS.public.key)


@pytest.fixture(scope="module")
def made():
    """Give a record with body and photo, the same without body, and the log's key."""
    with new_log() as log:
        log.grow(123)
        ref = FileRef(hashlib.sha256(PHOTO).hexdigest(), len(PHOTO), "image/jpeg")
        told = event(kind="SubmissionReceived", note="很干净")
        seq = log.append(type(told)(told.kind, told.object, told.facts, files=(ref,))).seq
        uncovered = log.ledger.record(seq).text
        log.grow(77)
        log.ledger.checkpoint()
        full, closed = log.ledger.record(seq, opened=True).text, log.ledger.record(seq).text
        return {
            "full": full,
            "closed": closed,
            "uncovered": uncovered,
            "key": log.ledger.vkey(),
        }


def run(folder, record, *words):
    """Run the file as a citizen does: isolated, without site packages."""
    path = folder / "record.json"
    path.write_text(record, "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-S", SCRIPT, path, *words],
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    return done.returncode, done.stdout


def test_an_honest_record_verifies_alone_and_says_what_it_did_not_check(made, tmp_path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(PHOTO)
    code, told = run(tmp_path, made["full"], "--key", made["key"], "--photo", photo)
    assert code == 0, told
    assert "entry 123 of the 201 signed" in told
    assert "photos: 1 are the ones recorded" in told
    code, told = run(tmp_path, made["closed"], "--key", made["key"])
    assert code == 0
    assert "not checked: body" in told
    assert "not checked: photos: 1" in told


def test_each_way_to_fail_has_its_exit_code(made, tmp_path):
    other = keys.Signer.of("sanitation.example/log", b"\1" * 32).public.vkey
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(PHOTO + b" edited")
    key = ("--key", made["key"])
    assert run(tmp_path, made["full"], "--key", other)[0] == 1
    assert run(tmp_path, made["full"], *key, "--photo", photo)[0] == 1
    assert run(tmp_path, made["full"].replace("很干净", "很肮脏"), *key)[0] == 1
    assert run(tmp_path, "not json", *key)[0] == 2
    assert run(tmp_path, "{}", *key)[0] == 2
    assert run(tmp_path, made["full"], "--key", "nonsense")[0] == 2
    assert run(tmp_path, made["full"])[0] == 2
    assert run(tmp_path, made["uncovered"], *key)[0] == 3


def ours(text, vkey):
    """Judge a record with the program's own modules."""
    try:
        record = Record.parse(text)
        record.check_body()
        record.proof.verify([VerifierKey.parse(vkey)], keys.check)
    except (ProofError, NoteError, UnicodeError):
        return False
    return True


def theirs(text, vkey):
    """Judge a record with the stand-alone verifier."""
    try:
        key = verify_record.read_key(vkey)
        verify_record.verify(text, ([key], {}, {}, "none"), {})
    except (verify_record.Refused, verify_record.Unusable, UnicodeError):
        return False
    return True


FIELDS = ["format", "leaf", "body", "salt", "proof"]


@settings(max_examples=1_000)
@given(data=st.data())
def test_no_single_change_of_a_record_passes_either_verifier(made, data):
    parts = json.loads(made["full"])
    name = data.draw(st.sampled_from(FIELDS))
    text = parts[name]
    at = data.draw(st.integers(0, len(text) - 1))
    drawn = data.draw(st.sampled_from(["cut", "double", "change", "drop"]))
    if drawn == "drop":
        del parts[name]
    elif drawn == "change":
        other = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
        parts[name] = text[:at] + other + text[at + 1 :]
    else:
        parts[name] = (
            text[:at] + (text[at] * 2 if drawn == "double" else "") + text[at + 1 :]
        )
    changed = json.dumps(parts)
    same = parts == json.loads(made["full"]) or (
        # Hexadecimal in capitals is the same salt.
        name == "salt" and parts.get("salt", "").lower() == text
    )
    assert ours(changed, made["key"]) is theirs(changed, made["key"]) is same


def policy(made, *lines):
    return verify_record.read_policy("\n".join([f"log {made['key']}", *lines, ""]))


def cosigned(record, time=1_790_000_000):
    """Add the witness's signature to a record's checkpoint."""
    parts = json.loads(record)
    head, _, note = parts["proof"].partition("\n\n")
    found = Note.parse(note)
    data = Note.parse(WITNESS.sign(cosigned_text(found.text, time))).signatures[0].data
    line = Signature(WITNESS_KEY.name, WITNESS_KEY.id, time.to_bytes(8, "big") + data)
    parts["proof"] = f"{head}\n\n{Note(found.text, (*found.signatures, line)).write()}"
    return json.dumps(parts)


def test_a_policy_asks_for_the_witnesses_it_names(made):
    asked = policy(
        made,
        f"witness audit {WITNESS_KEY.vkey}",
        f"witness district {made['key']}",
        "group both all audit district",
        "group either any audit district",
        "quorum audit",
    )
    groups = {quorum: (*asked[:3], quorum) for quorum in ("audit", "both", "either")}
    with pytest.raises(verify_record.Refused, match="too few"):
        verify_record.verify(
            made["closed"],
            policy(made, f"witness audit {WITNESS_KEY.vkey}", "quorum audit"),
            {},
        )
    for one in groups.values():
        done, _ = verify_record.verify(cosigned(made["closed"]), one, {})
        assert any("audit" in line for line in done)


def test_a_false_cosignature_of_a_known_witness_refuses_the_record(made):
    asked = policy(made, f"witness audit {WITNESS_KEY.vkey}", "quorum none")
    parts = json.loads(cosigned(made["closed"]))
    head, _, note = parts["proof"].partition("\n\n")
    found = Note.parse(note)
    last = found.signatures[-1]
    false = Signature(last.name, last.key_id, b"\0" * 8 + last.data[8:])
    parts["proof"] = f"{head}\n\n{Note(found.text, (found.signatures[0], false)).write()}"
    with pytest.raises(verify_record.Refused, match="false"):
        verify_record.verify(json.dumps(parts), asked, {})


@pytest.mark.parametrize(
    "lines",
    [
        ["quorum nobody"],
        [],
        ["quorum none", "quorum none"],
        ["group g 2 a", "quorum g"],
        ["group g any missing", "quorum g"],
        ["nonsense", "quorum none"],
    ],
)
def test_a_policy_that_says_nothing_certain_is_unusable(made, lines):
    with pytest.raises(verify_record.Unusable):
        policy(made, *lines)


@given(
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=1, max_size=80),
    st.integers(0, 511),
)
def test_the_signature_check_agrees_with_the_library(seed, message, bit):
    signer = keys.Signer.of("a", seed)
    note = Note.parse(signer.sign(message.hex() + "\n"))
    signed, data = note.text.encode(), note.signatures[0].data
    assert verify_record.ed25519_holds(signer.public.key, signed, data)
    flipped = bytearray(data)
    flipped[bit // 8] ^= 1 << bit % 8
    for key, text, signature in (
        (signer.public.key, signed, bytes(flipped)),
        (signer.public.key, signed + b"x", data),
        (keys.Signer.of("b", seed[::-1]).public.key, signed, bytes(flipped)),
        (signer.public.key, signed, data[:-1]),
    ):
        public = VerifierKey("a", KeyType.ED25519, key)
        assert not verify_record.ed25519_holds(key, text, signature)
        assert not keys.check(public, text, signature)


def test_the_published_ed25519_vectors_hold():
    # RFC 8032 §7.1, tests 1 and 3.
    for key, message, signature in (
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ):
        assert verify_record.ed25519_holds(
            *(bytes.fromhex(one) for one in (key, message, signature))
        )
