"""Growing the ledger's tree by 200 000 leaves against bare SHA-256 of the same bytes."""

import hashlib

from benchmarks._report import report, timed
from sanitation.ledger.tree import leaf_hash, root_of

LEAVES = 200_000


def main() -> None:
    """Print the ratio; a tree needs two hashes a leaf, so 2 is the limit."""
    data = [number.to_bytes(256, "big") for number in range(LEAVES)]

    def bare() -> list[bytes]:
        return [hashlib.sha256(one).digest() for one in data]

    def tree() -> bytes:
        return root_of([leaf_hash(one) for one in data])

    report("ledger tree", timed(tree, 3), timed(bare, 3),
           "seconds for 200 000 leaves of 256 bytes, hashlib", "<= 4")  # fmt: skip


if __name__ == "__main__":
    main()
