"""Alembic's entry: runs the migrations on the engine it is handed."""

from typing import Any, Literal

from alembic import context

import sanitation.bootstrap  # noqa: F401  loads the tables of every stage
from sanitation.db.base import Base, ByValue, UtcTime


def render(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Write our own column types as the plain ones they are stored as."""
    if kind == "type" and isinstance(item, UtcTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, ByValue):
        return f"sa.String(length={item.length})"
    return False


def run() -> None:
    """Run inside the connection given by `sanitation.cli.db`."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


run()
