"""The ledger on a real database: append, sign, prove, look up, erase."""

import json
import stat
import threading
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitation.errors import Code, Problem
from sanitation.ledger import keys
from sanitation.ledger.leaf import FileRef, Leaf
from sanitation.ledger.note import Checkpoint, Note, VerifierKey
from sanitation.ledger.service import append, append_many
from sanitation.ledger.tree import leaf_hash, root_of, verify_consistency
from tests.sanitation.ledger.log import ORIGIN, event, new_log

objects = st.lists(st.sampled_from(["o1", "o2", "o3"]), min_size=1, max_size=12)


def head(note):
    return Checkpoint.parse(Note.parse(note).text)


@given(objects)
def test_appending_many_at_once_is_appending_one_after_another(wanted):
    events = [event(one, mark=at) for at, one in enumerate(wanted)]
    with new_log() as single:
        first = [single.append(one) for one in events]
    with new_log() as bulk:
        second = bulk.append_many(events)
        assert [(one.seq, one.object, one.n) for one in first] == [
            (one.seq, one.object, one.n) for one in second
        ]
        hashes = [bytes.fromhex(one.leaf_hash) for one in second]
        assert bulk.ledger.status().root == root_of(hashes).hex()
        assert bulk.tree().root() == root_of(hashes)
        assert bulk.ledger.fsck().findings == ()


def test_an_object_numbers_its_entries_and_each_names_the_one_before():
    with new_log() as log:
        made = [log.append(event("o1")), log.append(event("o2")), log.append(event("o1"))]
        leaves = [Leaf.read(log.ledger.proof(one.seq).leaf) for one in made]
        assert [one.n for one in leaves] == [0, 0, 1]
        assert [one.prev for one in leaves] == [None, None, made[0].leaf_hash]
        assert [row.seq for row in log.ledger.entries_of("o1")] == [0, 2]


def test_the_leaf_tells_nothing_that_the_body_keeps():
    with new_log() as log:
        told = replace(
            event(mark="ninety-seven"),
            actor="the-actor",
            reason="张三 was seen",
            files=(FileRef("ab" * 32, 5, "image/png"),),
        )
        made = log.append(told)
        leaf = log.ledger.proof(made.seq).leaf.decode()
        body = log.ledger.body(made.seq)
        # Words with letters past f: no digest of the leaf can hold them by chance.
        kept = ("ninety-seven", "张三", "the-actor", "reviewer")
        assert not [word for word in kept if word in leaf]
        assert json.loads(leaf)["files"] == [
            {"sha256": "ab" * 32, "size": 5, "type": "image/png"}
        ]
        assert body.parts["facts"] == {"mark": "ninety-seven"}
        assert (body.parts["actor"], body.parts["role"]) == ("the-actor", "reviewer")


def test_the_entries_of_one_transaction_share_a_command_unless_they_name_theirs():
    with new_log() as log, log.ledger.sessions.begin() as session:
        now = log.clock.now()
        made = [append(session, event(), now) for _ in range(2)]
        made += append_many(session, [event(), replace(event(), command="c9")], now)
        session.commit()
        commands = [log.ledger.entry(one.seq).command for one in made]
        assert len(set(commands[:3])) == 1
        assert commands[3] == "c9"
        later = log.append(event())
        assert log.ledger.entry(later.seq).command not in commands


def append_and_fail(log):
    with log.ledger.sessions.begin() as session:
        append_many(session, [event()] * 300, log.clock.now())
        append(session, event(mark=0.5), log.clock.now())


def test_a_command_that_fails_leaves_no_entry():
    with new_log() as log:
        log.grow(3)
        before = log.ledger.status()
        with pytest.raises(ValueError, match="float"):
            append_and_fail(log)
        assert log.ledger.status() == before
        assert log.ledger.fsck().findings == ()


def test_facts_that_are_no_plain_json_are_refused_before_anything_is_written():
    with new_log() as log:
        with pytest.raises(ValueError, match="float"):
            log.append(event(mark=0.5))
        assert log.ledger.status().size == 0


def test_writers_queue_and_no_number_is_lost_or_given_twice():
    with new_log() as log:
        log.append(event())

        def write():
            for _ in range(15):
                log.append(event())

        threads = [threading.Thread(target=write) for _ in range(4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert [row.n for row in log.ledger.entries_of("o1")] == list(range(61))
        assert log.ledger.fsck().findings == ()


@given(st.lists(st.integers(1, 300), min_size=2, max_size=3))
def test_each_checkpoint_is_the_beginning_of_the_next(parts):
    with new_log() as log:
        heads = []
        for count in parts:
            log.grow(count)
            heads.append(head(log.ledger.checkpoint()))
        for old, new in pairwise(heads):
            path = replace(log.tree(), size=new.size).consistency(old.size)
            verify_consistency(old.size, new.size, old.root, new.root, path)
        assert log.ledger.fsck().checkpoints == len(heads)


def test_a_head_that_did_not_move_is_not_signed_again():
    with new_log() as log:
        log.grow(5)
        note = log.ledger.checkpoint()
        log.clock.advance(timedelta(hours=1))
        assert log.ledger.checkpoint() == note
        assert stat.S_IMODE(log.ledger.key_path.stat().st_mode) == 0o600


def test_an_empty_ledger_can_be_signed_and_grows_from_there():
    with new_log() as log:
        assert head(log.ledger.checkpoint()).size == 0
        log.grow(2)
        assert head(log.ledger.checkpoint()).size == 2
        assert log.ledger.fsck().findings == ()


def test_the_status_says_what_no_checkpoint_covers_and_since_when():
    with new_log() as log:
        log.grow(3)
        log.ledger.checkpoint()
        log.append(event())
        log.clock.advance(timedelta(minutes=5))
        log.append(event())
        now = log.ledger.status()
        assert (now.size, now.signed_size, now.unsigned) == (5, 3, 2)
        assert (now.lag, now.origin) == (timedelta(minutes=5), ORIGIN)


def test_a_proof_waits_for_a_checkpoint_and_then_verifies():
    with new_log() as log:
        made = log.grow(300)[123]
        assert not log.ledger.proof(made.seq).covered
        log.ledger.checkpoint()
        log.grow(10)
        proof = log.ledger.proof(made.seq)
        key = VerifierKey.parse(log.ledger.vkey())
        assert proof.verify([key], keys.check).size == proof.size == 300
        assert proof.leaf_hash == made.leaf_hash == leaf_hash(proof.leaf).hex()


def test_an_entry_is_found_by_its_handle_and_by_nothing_shorter():
    with new_log() as log:
        made = log.grow(40)[17]
        assert log.ledger.find(made.handle) == log.ledger.entry(17)
        assert log.ledger.find(made.leaf_hash) == log.ledger.entry(17)
        for wrong in (made.handle[:10], "0" * 12, "not hex at all", ""):
            with pytest.raises(Problem) as refused:
                log.ledger.find(wrong)
            assert refused.value.code is Code.NOT_FOUND


def test_what_is_not_there_is_not_found():
    with new_log() as log:
        for ask in (log.ledger.entry, log.ledger.body, log.ledger.proof):
            with pytest.raises(Problem) as refused:
                ask(7)
            assert refused.value.code is Code.NOT_FOUND
        assert log.ledger.entries_of("o1") == ()


def test_an_erasure_that_was_logged_is_no_alarm_and_one_that_was_not_is():
    with new_log() as log:
        log.grow(6)
        log.run("DELETE FROM ledger_body WHERE seq IN (2, 4)")
        log.append(event("o2", kind="Erased", entries=[2]))
        log.ledger.checkpoint()
        report = log.ledger.fsck()
        assert [one.place for one in report.findings] == ["entry 4"]
        assert (report.erased, report.bodies) == (1, 5)


def test_the_latest_entries_come_newest_first():
    with new_log() as log:
        log.grow(9)
        assert [row.seq for row in log.ledger.latest(3)] == [8, 7, 6]
