"""What somebody with the database's password tries, and who notices.

Five hundred entries, a witness who last came at 450, a bulletin printed at 300, and a
receipt for entry 123 handed out at 130; the log's key is not stolen. Each row states
which detectors must notice and which cannot: if one that cannot suddenly does, the table
of what we promise is wrong too.
"""

from dataclasses import replace

import pytest
from sqlalchemy import text

from sanitation.errors import Code, Problem
from sanitation.ledger.fsck import Detector
from sanitation.ledger.keys import Signer
from sanitation.ledger.leaf import Leaf, body_digest
from sanitation.ledger.note import Checkpoint, Note
from sanitation.ledger.tree import ProofError, grow, leaf_hash, verify_consistency
from tests.sanitation.ledger.log import ORIGIN, event, new_log

SIZE, WITNESS, BULLETIN, RECEIPT = 500, 450, 300, 130
STATE = "CREATE TABLE IF NOT EXISTS attacked (object TEXT PRIMARY KEY, mark INTEGER)"


def rows_of(session):
    """Give what a stage's rows say now."""
    for row in session.execute(text("SELECT object, mark FROM attacked")):
        yield row.object, {"mark": row.mark}


def signed(log):
    return Checkpoint.parse(Note.parse(log.ledger.checkpoint()).text)


def history(log):
    """Make the ledger, the stage's rows and the copies that others hold."""
    log.run(STATE)
    log.run("DELETE FROM attacked")
    copies, made = {}, 0
    stops = {"receipt": RECEIPT, "bulletin": BULLETIN, "witness": WITNESS, "signed": SIZE}
    for name, size in stops.items():
        log.append_many([event(f"o{at % 30}", mark=at) for at in range(made, size)])
        copies[name], made = signed(log), size
    for at in range(SIZE - 30, SIZE):
        log.run("INSERT INTO attacked VALUES (:o, :m)", o=f"o{at % 30}", m=at)
    return copies


def stored(log):
    with log.ledger.sessions.read() as session:
        found = session.execute(
            text(
                "SELECT e.seq, leaf, at, command, salt, body FROM ledger_entry e"
                " JOIN ledger_body b ON b.seq = e.seq ORDER BY e.seq"
            )
        )
        return [dict(row) for row in found.mappings()]


def rewrite(log, rows):
    """Write a whole ledger anew, faultless in itself: order, bodies, tiles and head."""
    last, hashes = {}, []
    log.run("DELETE FROM ledger_body")
    log.run("DELETE FROM ledger_entry")
    log.run("DELETE FROM ledger_tile")
    for seq, row in enumerate(rows):
        old = Leaf.read(row["leaf"])
        n, prev = last.get(old.object, (-1, None))
        digest = body_digest(row["salt"], row["body"])
        leaf = replace(old, n=n + 1, prev=prev, body=digest).data()
        hashes.append(leaf_hash(leaf))
        last[old.object] = (n + 1, hashes[-1].hex())
        values = {**row, "seq": seq, "leaf": leaf, "hash": hashes[-1], "n": n + 1}
        values |= {"kind": old.kind, "object": old.object}
        log.run(
            "INSERT INTO ledger_entry (seq, leaf, leaf_hash, kind, object, n, at, command)"
            " VALUES (:seq, :leaf, :hash, :kind, :object, :n, :at, :command)",
            **values,
        )
        log.run("INSERT INTO ledger_body VALUES (:seq, :salt, :body)", **values)
    grown = grow(0, (), hashes)
    for (level, idx), data in grown.tiles.items():
        log.run("INSERT INTO ledger_tile VALUES (:l, :i, :d)", l=level, i=idx, d=data)
    head = {"s": grown.size, "r": grown.root, "e": b"".join(grown.edge)}
    log.run("UPDATE ledger_head SET size = :s, root = :r, edge = :e", **head)
    log.run("DELETE FROM ledger_checkpoint WHERE size > :s", s=grown.size)


def edit_row(log):
    log.run("UPDATE attacked SET mark = 100 WHERE object = 'o3'")


def edit_leaf(log):
    leaf = stored(log)[123]["leaf"].replace(b"Review", b"Rewrew")
    log.run(
        "UPDATE ledger_entry SET leaf = :leaf, kind = :k WHERE seq = 123",
        leaf=leaf,
        k="RewrewSealed",
    )


def edit_leaf_and_hash(log):
    edit_leaf(log)
    log.run(
        "UPDATE ledger_entry SET leaf_hash = :hash WHERE seq = 123",
        hash=leaf_hash(stored(log)[123]["leaf"]),
    )


def forged(row):
    return {**row, "body": row["body"].replace(b'"mark":', b'"mark":9')}


def rewrite_early(log):
    rows = stored(log)
    rewrite(log, [*rows[:123], forged(rows[123]), *rows[124:]])


def rewrite_late(log):
    rows = stored(log)
    # An entry of an object that has later ones: its row still agrees with the last of them.
    rewrite(log, [*rows[:460], forged(rows[460]), *rows[461:]])


def cut_20(log):
    rewrite(log, stored(log)[:480])


def cut_100(log):
    rewrite(log, stored(log)[:400])


def insert_back_dated(log):
    rows = stored(log)
    rewrite(log, [*rows[:100], forged(rows[99]), *rows[100:]])


def shrank_or_changed(log, copy):
    """Ask as a holder of an older checkpoint does: is it still the beginning?"""
    tree = log.tree()
    try:
        path = tree.consistency(copy.size)
        verify_consistency(copy.size, tree.size, copy.root, tree.root(), path)
    except ProofError:
        return True
    return False


def noticed(log, copies):
    report = log.ledger.fsck([rows_of])
    found = {one.detector.value for one in report.findings}
    for name in ("witness", "bulletin", "receipt"):
        if shrank_or_changed(log, copies[name]):
            found.add(name)
    return found


OUTSIDE = {"checkpoint", "witness", "bulletin", "receipt"}


@pytest.mark.parametrize(
    ("attack", "detectors"),
    [
        (edit_row, {"rows"}),
        (edit_leaf, {"recompute"}),
        (edit_leaf_and_hash, {"recompute"}),
        (rewrite_early, OUTSIDE),
        (rewrite_late, {"checkpoint"}),
        (cut_20, {"checkpoint"}),
        (cut_100, {"checkpoint", "witness"}),
        (insert_back_dated, OUTSIDE),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_each_attack_is_noticed_by_whom_the_table_says(attack, detectors):
    with new_log() as log:
        copies = history(log)
        assert noticed(log, copies) == set()
        attack(log)
        # A ledger cut short also disagrees with the rows written since: those are seen
        # as well, but nobody may rely on it, for rows can be edited along.
        assert noticed(log, copies) - {Detector.ROWS.value} == detectors - {"rows"}
        assert detectors <= noticed(log, copies)


@pytest.mark.parametrize(
    "attack", [rewrite_early, rewrite_late, cut_20, cut_100, insert_back_dated]
)
def test_the_signer_refuses_a_ledger_that_is_not_the_one_it_signed(attack):
    with new_log() as log:
        history(log)
        attack(log)
        log.append(event())
        with pytest.raises(Problem) as refused:
            log.ledger.checkpoint()
        assert refused.value.code is Code.LEDGER_BROKEN


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE ledger_entry SET leaf = :junk WHERE seq = 41",
        "UPDATE ledger_entry SET leaf_hash = :junk WHERE seq = 41",
        "UPDATE ledger_tile SET hashes = :junk WHERE level = 0",
        "UPDATE ledger_head SET root = :junk",
        "DELETE FROM ledger_tile",
        "UPDATE ledger_head SET size = 41",
    ],
)
def test_the_signer_reads_back_what_is_new_and_refuses_what_was_changed(edit):
    with new_log() as log:
        log.grow(40)
        log.ledger.checkpoint()
        log.grow(5)
        values = {"junk": b"\0" * 32} if ":junk" in edit else {}
        log.run(edit, **values)
        with pytest.raises(Problem) as refused:
            log.ledger.checkpoint()
        assert refused.value.code is Code.LEDGER_BROKEN
        assert log.ledger.fsck().findings


def test_nothing_is_appended_upon_a_damaged_tile():
    with new_log() as log:
        log.grow(10)
        log.run("UPDATE ledger_tile SET hashes = :junk", junk=b"\0" * 32)
        with pytest.raises(Problem) as refused:
            log.append(event())
        assert refused.value.code is Code.LEDGER_BROKEN


def test_columns_that_contradict_their_leaf_are_found():
    for column, value in (
        ("kind", "Other"),
        ("object", "o99"),
        ("command", "c1"),
        ("n", 55),
    ):
        with new_log() as log:
            log.grow(10)
            log.run(f"UPDATE ledger_entry SET {column} = :v WHERE seq = 4", v=value)  # noqa: S608
            assert [one.place for one in log.ledger.fsck().findings] == ["entry 4"]


def test_a_body_exchanged_for_another_is_found():
    with new_log() as log:
        log.grow(10)
        log.run("UPDATE ledger_body SET body = :b WHERE seq = 4", b=b'{"facts":{"mark":9}}')
        found = log.ledger.fsck().findings
        assert [(one.detector, one.place) for one in found] == [
            (Detector.RECOMPUTE, "entry 4")
        ]


def test_a_row_without_any_entry_is_found():
    with new_log() as log:
        history(log)
        log.run("INSERT INTO attacked VALUES ('stranger', 1)")
        assert [one.place for one in log.ledger.fsck([rows_of]).findings] == ["stranger"]


def test_a_kept_checkpoint_that_another_key_signed_stops_the_signing():
    with new_log() as log:
        log.grow(3)
        text_signed = signed(log).text
        forged_note = Signer.of(ORIGIN, b"\3" * 32).sign(text_signed)
        (log.folder / "log.key.checkpoint").write_text(forged_note, "utf-8")
        with pytest.raises(Problem) as refused:
            log.ledger.checkpoint()
        assert refused.value.code is Code.LEDGER_BROKEN
        assert [one.detector for one in log.ledger.fsck().findings] == [Detector.CHECKPOINT]
