"""Tables of the ledger: what was hashed, what may be opened, the tree, what was signed."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from sanitation.db.base import Base, BigKey


class LedgerEntry(Base):
    """One leaf, as it was hashed; the other columns repeat what it says, for look-up."""

    __tablename__ = "ledger_entry"
    __table_args__ = (UniqueConstraint("object", "n"),)

    seq: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    leaf: Mapped[bytes] = mapped_column(LargeBinary)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    object: Mapped[str] = mapped_column(String(64))
    n: Mapped[int]
    at: Mapped[datetime]
    command: Mapped[str] = mapped_column(String(64))


class LedgerBody(Base):
    """Salt and body of one entry. Deleting the row erases; the leaf and tree stay valid."""

    __tablename__ = "ledger_body"

    seq: Mapped[int] = mapped_column(
        ForeignKey("ledger_entry.seq"), primary_key=True, autoincrement=False
    )
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class LedgerTile(Base):
    """Up to 256 hashes of one level of the tree, 32 bytes each; only ever extended."""

    __tablename__ = "ledger_tile"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    idx: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    hashes: Mapped[bytes] = mapped_column(LargeBinary)


class LedgerHead(Base):
    """The one row that says how far the ledger goes."""

    __tablename__ = "ledger_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigKey)  # entries
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    edge: Mapped[bytes] = mapped_column(LargeBinary)  # right edge, 32 bytes a subtree


class LedgerCheckpoint(Base):
    """A signed head. A copy: what the signer trusts lies in a file beside its key."""

    __tablename__ = "ledger_checkpoint"

    size: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    note: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[datetime]
