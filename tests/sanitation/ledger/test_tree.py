"""The tree is RFC 6962's: its properties, then every published vector."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitation.ledger import verify_record
from sanitation.ledger.tree import (
    EMPTY_ROOT,
    ProofError,
    Tree,
    grow,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from tests.reference import reference_file

NO_HASHES = "additional/sizes-are-equal-one-and-proof-is-empty"  # its roots have 12 bytes


def vectors(name):
    return json.loads(reference_file(f"merkle/{name}").read_text("utf-8"))


def unhex(lines):
    return [bytes.fromhex(line) for line in lines]


def naive_root(leaves):
    """RFC 6962 §2.1, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(naive_root(leaves[:half]), naive_root(leaves[half:]))


def hashes(count):
    return [leaf_hash(str(at).encode()) for at in range(count)]


def tree_of(*batches):
    """Grow a tree batch by batch over tiles in memory."""
    tiles, size, edge = {}, 0, ()
    for batch in batches:
        grown = grow(size, edge, batch)
        for place, more in grown.tiles.items():
            tiles[place] = tiles.get(place, b"") + more
        size, edge = grown.size, grown.edge
    return Tree(size, lambda level, index: tiles.get((level, index), b""))


sizes = st.one_of(st.integers(1, 80), st.sampled_from([255, 256, 257, 511, 512, 513, 700]))


@given(st.lists(sizes, min_size=1, max_size=3))
def test_tiles_grown_in_batches_lead_to_the_root_of_the_definition(parts):
    leaves = hashes(sum(parts))
    starts = [sum(parts[:at]) for at in range(len(parts))]
    tree = tree_of(
        *(leaves[at : at + size] for at, size in zip(starts, parts, strict=True))
    )
    assert tree.root() == root_of(leaves) == naive_root(leaves)


@given(sizes, sizes, st.data())
def test_every_entry_stays_proved_whatever_is_appended_later(before, more, data):
    leaves = hashes(before + more)
    index = data.draw(st.integers(0, before - 1))
    old, new = tree_of(leaves[:before]), tree_of(leaves[:before], leaves[before:])
    for tree in (old, new):
        path = tree.inclusion(index)
        verify_inclusion(leaves[index], index, tree.size, path, tree.root())
        verify_record.check_inclusion(
            leaves[index], index, tree.size, list(path), tree.root()
        )
    path = new.consistency(before)
    verify_consistency(before, new.size, old.root(), new.root(), path)


@given(st.integers(2, 600), st.data())
def test_a_changed_leaf_is_never_proved_nor_consistent(size, data):
    leaves = hashes(size)
    index = data.draw(st.integers(0, size - 1))
    forged = [*leaves[:index], leaf_hash(b"forged"), *leaves[index + 1 :]]
    honest, rewritten = tree_of(leaves), tree_of(forged, hashes(3))
    path, root = rewritten.inclusion(index), rewritten.root()
    with pytest.raises(ProofError):
        verify_inclusion(leaves[index], index, rewritten.size, path, root)
    path = rewritten.consistency(size)
    with pytest.raises(ProofError):
        verify_consistency(size, size + 3, honest.root(), root, path)


def test_the_proof_of_the_millionth_entry_reads_few_tiles():
    size, leaf, full, seen = 1 << 20, leaf_hash(b"x"), {}, []
    node = leaf
    for level in range(0, 24, 8):
        full[level // 8] = node * 256
        for _ in range(8):
            node = node_hash(node, node)

    def read(level, index):
        seen.append((level, index))
        return full[level]

    tree = Tree(size, read)
    verify_inclusion(leaf, size - 1, size, tree.inclusion(size - 1), tree.root())
    assert len(seen) <= 6


def test_a_short_tile_is_refused_not_read_past_its_end():
    def read(level, index):
        return b"\0" * 32

    tree = Tree(300, read)
    with pytest.raises(ProofError, match="too short"):
        tree.root()
    with pytest.raises(ProofError):
        grow(3, (b"\0" * 32,), hashes(1))


def test_hashes_are_prefixed_as_published():
    known = vectors("rfc6962_hasher.json")
    assert known["empty_root"] == EMPTY_ROOT.hex() == root_of([]).hex()
    assert known["empty_leaf"] == leaf_hash(b"").hex()
    assert known["leaf"]["hash"] == leaf_hash(known["leaf"]["input_utf8"].encode()).hex()
    node = known["node"]
    joined = b"\1" + node["left_utf8"].encode() + node["right_utf8"].encode()
    assert node["hash"] == hashlib.sha256(joined).hexdigest()
    assert (
        node["hash"]
        == node_hash(node["left_utf8"].encode(), node["right_utf8"].encode()).hex()
    )


def test_the_eight_golden_leaves_have_their_roots_and_nodes():
    known = vectors("ct_8leaf_golden.json")
    leaves = [leaf_hash(one) for one in unhex(known["leaf_inputs_hex"])]
    for size, root in enumerate(known["root_by_size_hex"]):
        assert root_of(leaves[:size]).hex() == root
    row = leaves
    for level in known["node_hashes_by_level_hex"]:
        assert [one.hex() for one in row] == level
        row = [node_hash(*row[at : at + 2]) for at in range(0, len(row) - 1, 2)]


def test_every_inclusion_vector_is_judged_as_published_by_both_verifiers():
    known = vectors("tdev_inclusion.json")["vectors"]
    for one in known:
        leaf, root = bytes.fromhex(one["leafHash"]), bytes.fromhex(one["root"])
        args = (leaf, one["leafIdx"], one["treeSize"], unhex(one["proof"]), root)
        if not one["wantErr"]:
            verify_inclusion(*args)
            verify_record.check_inclusion(*args)
            continue
        with pytest.raises(ProofError):
            verify_inclusion(*args)
        with pytest.raises(verify_record.Refused):
            verify_record.check_inclusion(*args)
    assert [len(known), sum(one["wantErr"] for one in known)] == [98, 92]


def test_every_consistency_vector_is_judged_as_published():
    judged = []
    for one in vectors("tdev_consistency.json")["vectors"]:
        if NO_HASHES in one["file"]:
            continue  # published as good, but we demand roots of 32 bytes
        roots = [bytes.fromhex(one["root1"]), bytes.fromhex(one["root2"])]
        args = (one["size1"], one["size2"], *roots, unhex(one["proof"]))
        judged.append(one["wantErr"])
        if not one["wantErr"]:
            verify_consistency(*args)
            continue
        with pytest.raises(ProofError):
            verify_consistency(*args)
    assert [len(judged), sum(judged)] == [97, 92]
