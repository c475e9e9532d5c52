"""Base of all models: named constraints, UTC times, enums stored by value."""

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcTime(TypeDecorator[datetime]):
    """An aware instant; refuses naive times and always reads back as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Store UTC; SQLite keeps no zone, so it is dropped there after conversion."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"got the naive time {value}, wanted an aware one")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> Any:
        """Read back as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ByValue(Enum):
    """A StrEnum stored as its value in a plain text column with a length to spare."""

    cache_ok = True

    def __init__(self, *enums: Any, **kw: Any) -> None:
        kw.setdefault(
            "values_callable", lambda members: [member.value for member in members]
        )
        kw.setdefault("native_enum", False)
        kw.setdefault("create_constraint", False)
        kw.setdefault("length", 40)
        super().__init__(*enums, **kw)


BigKey = BigInteger().with_variant(Integer(), "sqlite")


class Base(DeclarativeBase):
    """Gives every constraint a name, stores enums by value and accepts only aware times."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcTime(), StrEnum: ByValue(StrEnum)}


def new_ref() -> str:
    """Make a random public name for a row: 128 bits, 32 hex characters."""
    return secrets.token_hex(16)
