"""Notes, checkpoints and keys are those of the published formats, good and bad."""

import base64
import json

import pytest

from sanitation.ledger import keys, verify_record
from sanitation.ledger.note import (
    Checkpoint,
    KeyType,
    Note,
    NoteError,
    Signature,
    VerifierKey,
    cosigned_text,
    opened,
)
from tests.reference import reference_file

ROOT = bytes(range(32))


def vectors(name):
    return json.loads(reference_file(f"merkle/{name}").read_text("utf-8"))


def test_valid_notes_open_and_one_is_signed_byte_for_byte():
    known = vectors("signed_note.json")["valid"]
    assert len(known) == 4
    for one in known:
        key = VerifierKey.parse(one["vkey"])
        assert key.vkey == one["vkey"]
        note, signed = opened(one["note"], [key], keys.check)
        assert (note.text, signed) == (one["text"], {key.name})
        assert note.write() == one["note"]
        text, lines = verify_record.read_note(one["note"])
        assert verify_record.signed_by(verify_record.read_key(one["vkey"]), text, lines)
        if "skey_public_test_key" in one:
            seed = base64.b64decode(one["skey_public_test_key"].split("+", 4)[4])[1:]
            assert keys.Signer.of(key.name, seed).sign(one["text"]) == one["note"]


def test_bad_keys_and_notes_are_refused_by_both_verifiers():
    known = vectors("signed_note.json")
    peter = known["valid"][0]["vkey"]
    for vkey in known["bad_vkeys"]:
        with pytest.raises(NoteError):
            VerifierKey.parse(vkey)
        with pytest.raises(verify_record.Unusable):
            verify_record.read_key(vkey)
    for note in known["malformed_notes_for_peter"]:
        with pytest.raises(NoteError):
            opened(note, [VerifierKey.parse(peter)], keys.check)
        with pytest.raises(verify_record.Unusable):
            verify_record.read_note(note)
    for note in known["invalid_signature_for_peter"]:
        with pytest.raises(NoteError, match="false"):
            opened(note, [VerifierKey.parse(peter)], keys.check)
        text, lines = verify_record.read_note(note)
        with pytest.raises(verify_record.Refused):
            verify_record.signed_by(verify_record.read_key(peter), text, lines)


def test_checkpoints_are_read_and_written_as_published():
    known = vectors("checkpoint_format.json")
    for one in known["golden"]:
        found = Checkpoint.parse_form(one["text"])
        assert (found.origin, found.size, found.text) == (
            one["origin"],
            one["size"],
            one["text"],
        )
        if "hash_bytes_utf8" not in one:
            assert Checkpoint.parse(one["text"]) == found
            continue
        assert found.root == one["hash_bytes_utf8"].encode()
        with pytest.raises(NoteError, match="32"):
            Checkpoint.parse(one["text"])
    for text in known["invalid"]:
        with pytest.raises(NoteError):
            Checkpoint.parse_form(text)


def test_cosignatures_are_as_published():
    known = vectors("checkpoint_format.json")["cosignature_v1"]
    text = known["signed_message_example"].split("\n", 2)[2]
    assert cosigned_text(text, 1679315147) == known["signed_message_example"]
    line = Note.parse(f"{text}\n{known['line']}\n").signatures[0]
    assert (line.timestamp, line.line) == (1679315147, known["line"])
    for one in known["timestamp_vectors"]:
        data = base64.b64decode(one["sig"])
        assert Signature("w", data[:4], data[4:]).timestamp == one["unix"]
    assert VerifierKey.parse(known["vkey_type4_ok"]).type is KeyType.COSIGNATURE


def test_a_cosignature_is_checked_over_its_own_time():
    signer = keys.Signer.of("witness.example/w1", b"\7" * 32)
    key = VerifierKey(signer.public.name, KeyType.COSIGNATURE, signer.public.key)
    text = Checkpoint("log.example", 9, ROOT).text
    made = Note.parse(signer.sign(cosigned_text(text, 1000))).signatures[0].data
    for time, holds in ((1000, True), (1001, False)):
        data = time.to_bytes(8, "big") + made
        note = Note(text, (Signature(key.name, key.id, data),)).write()
        if holds:
            assert opened(note, [key], keys.check)[1] == {key.name}
        else:
            with pytest.raises(NoteError, match="false"):
                opened(note, [key], keys.check)


def test_a_note_signed_by_strangers_only_is_refused():
    note = keys.Signer.of("a", b"\1" * 32).sign("text\n")
    with pytest.raises(NoteError, match="no known key"):
        opened(note, [keys.Signer.of("b", b"\2" * 32).public], keys.check)


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path):
    path = tmp_path / "keys" / "log.key"
    made = keys.load_or_make(path, "log.example")
    assert path.stat().st_mode & 0o777 == 0o600
    assert keys.load_or_make(path, "log.example").public == made.public
    assert [one.name for one in path.parent.iterdir()] == ["log.key"]
