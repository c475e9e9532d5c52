"""The Merkle tree of RFC 6962: roots, proofs (RFC 9162 §2.1) and tiles of 256 hashes.

Pure. A tile (level L, index N) holds the roots of complete subtrees of 256^L leaves,
from the 256·N-th on, 32 bytes each (C2SP tlog-tiles 0.1.0); the last tile of a level is
shorter. `edge` is the right edge of a tree: the roots of its maximal complete subtrees,
largest first, as many as the size has one-bits. With it an append needs no tile at all.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

HASH = 32  # bytes
WIDTH = 256  # hashes in a full tile
TILE_BITS = 8  # levels of the tree in one tile
EMPTY_ROOT = hashlib.sha256(b"").digest()

ReadTile = Callable[[int, int], bytes]  # (level, index) -> hashes; b"" if there is none


class ProofError(ValueError):
    """A proof, or a stored tile, does not show what it should."""


def leaf_hash(data: bytes) -> bytes:
    """Return SHA-256(00 || data)."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(01 || left || right)."""
    return hashlib.sha256(b"\1" + left + right).digest()


def edge_root(edge: Sequence[bytes]) -> bytes:
    """Return the root of the tree with this right edge."""
    if not edge:
        return EMPTY_ROOT
    root = edge[-1]
    for left in edge[-2::-1]:
        root = node_hash(left, root)
    return root


@dataclass(frozen=True, slots=True)
class Growth:
    """A tree after an append: its new edge, and what to add at the end of which tile."""

    size: int
    edge: tuple[bytes, ...]
    tiles: Mapping[tuple[int, int], bytes]  # (level, index) -> hashes to append

    @property
    def root(self) -> bytes:
        """Return the new root."""
        return edge_root(self.edge)


def grow(size: int, edge: Sequence[bytes], leaves: Sequence[bytes]) -> Growth:
    """Append leaf hashes; about two hashes of work for each, whatever the size."""
    if len(edge) != size.bit_count():
        raise ProofError(f"got an edge of {len(edge)}, wanted {size.bit_count()}")
    stack, more = list(edge), dict[tuple[int, int], bytearray]()
    for leaf in leaves:
        node, index, level = leaf, size, 0
        more.setdefault((0, index // WIDTH), bytearray()).extend(node)
        while index & 1:
            node, index, level = node_hash(stack.pop(), node), index >> 1, level + 1
            if level % TILE_BITS == 0:
                place = (level // TILE_BITS, index // WIDTH)
                more.setdefault(place, bytearray()).extend(node)
        stack.append(node)
        size += 1
    return Growth(size, tuple(stack), {place: bytes(data) for place, data in more.items()})


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    return grow(0, (), leaves).root


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree of the first `size` leaves, read from tiles that may hold more."""

    size: int
    read: ReadTile
    _seen: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def edge(self) -> tuple[bytes, ...]:
        """Return the right edge."""
        return self._cover(0, self.size)

    def root(self) -> bytes:
        """Return the root, from stored tiles."""
        return edge_root(self.edge())

    def leaf(self, index: int) -> bytes:
        """Return the stored hash of a leaf."""
        return self._node(0, index)

    def inclusion(self, index: int) -> tuple[bytes, ...]:
        """Return the path that proves leaf `index` (RFC 9162 §2.1.3.1), leaf side first."""
        if not 0 <= index < self.size:
            raise ProofError(f"got the index {index}, wanted one below {self.size}")
        low, high, path = 0, self.size, []
        while high - low > 1:
            middle = low + _half(high - low)
            if index < middle:
                path.append(self._range(middle, high))
                high = middle
            else:
                path.append(self._range(low, middle))
                low = middle
        return tuple(reversed(path))

    def consistency(self, old: int) -> tuple[bytes, ...]:
        """Return the proof that the first `old` leaves are unchanged (§2.1.4.1)."""
        if not 0 < old <= self.size:
            raise ProofError(f"got the old size {old}, wanted 1 to {self.size}")
        low, high, path, whole = 0, self.size, [], True
        while old != high:
            middle = low + _half(high - low)
            if old <= middle:
                path.append(self._range(middle, high))
                high = middle
            else:
                path.append(self._range(low, middle))
                low, whole = middle, False
        if not whole:
            path.append(self._range(low, high))
        return tuple(reversed(path))

    def _range(self, low: int, high: int) -> bytes:
        return edge_root(self._cover(low, high))

    def _cover(self, low: int, high: int) -> tuple[bytes, ...]:
        # Every range asked for begins at a multiple of a power of two not below its
        # length, so cutting off the largest power first leaves each piece aligned.
        nodes = []
        while low < high:
            level = (high - low).bit_length() - 1
            nodes.append(self._node(level, low >> level))
            low += 1 << level
        return tuple(nodes)

    def _node(self, level: int, index: int) -> bytes:
        tile_level, depth = divmod(level, TILE_BITS)
        number, offset = divmod(index << depth, WIDTH)
        hashes = self._tile(tile_level, number)[
            offset * HASH : (offset + (1 << depth)) * HASH
        ]
        if len(hashes) != HASH << depth:
            raise ProofError(f"tile {tile_level}/{number} is too short")
        row = [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]
        while len(row) > 1:
            row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
        return row[0]

    def _tile(self, level: int, number: int) -> bytes:
        if (level, number) not in self._seen:
            self._seen[level, number] = self.read(level, number)
        return self._seen[level, number]


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> None:
    """Check that `leaf` (a hash) is number `index` of the tree (RFC 9162 §2.1.3.2).

    ProofError for an index not below the size, a hash that is not 32 bytes, a path too
    long or too short, or another root.
    """
    _check_hashes(leaf, root, *path)
    if not 0 <= index < size:
        raise ProofError(f"got the index {index} in a tree of {size}")
    place, last, node = index, size - 1, leaf
    for other in path:
        if last == 0:
            raise ProofError("the path is too long")
        if place & 1 or place == last:
            node = node_hash(other, node)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, other)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise ProofError("the path is too short")
    if node != root:
        raise ProofError("the path leads to another root")


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> None:
    """Check that the old tree is the beginning of the new one (RFC 9162 §2.1.4.2).

    ProofError for an old size of 0 (it would prove nothing), sizes that shrink, a path
    between equal sizes, a hash that is not 32 bytes, a wrong length or another root.
    """
    _check_hashes(old_root, new_root, *path)
    if not 0 < old <= new:
        raise ProofError(f"got the sizes {old} and {new}")
    if old == new:
        if path or old_root != new_root:
            raise ProofError("equal sizes want an empty path and equal roots")
        return
    if not path:
        raise ProofError("the path is too short")
    first = [old_root] if old & (old - 1) == 0 else []
    if _climb(old - 1, new - 1, [*first, *path]) != (old_root, new_root):
        raise ProofError("the path leads to other roots")


def _climb(place: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for other in path[1:]:
        if last == 0:
            raise ProofError("the path is too long")
        if place & 1 or place == last:
            old, new = node_hash(other, old), node_hash(other, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, other)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise ProofError("the path is too short")
    return old, new


def _half(size: int) -> int:
    """Return the largest power of two below a size of at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def _check_hashes(*hashes: bytes) -> None:
    if any(len(one) != HASH for one in hashes):
        raise ProofError("got a hash that is not 32 bytes")
