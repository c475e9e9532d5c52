"""Notices that a beacon round came late."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "draw_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("late_round", sa.BigInteger(), nullable=False),
        sa.Column("next_round", sa.BigInteger(), nullable=False),
        sa.Column("statement", sa.String(length=300), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draw_id"], ["draw.id"], name=op.f("fk_draw_notice_draw_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw_notice")),
        sa.UniqueConstraint(
            "draw_id", "position", name=op.f("uq_draw_notice_draw_id_position")
        ),
        sa.UniqueConstraint("ref", name=op.f("uq_draw_notice_ref")),
    )
    op.create_index(
        op.f("ix_draw_notice_draw_id"), "draw_notice", ["draw_id"], unique=False
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("draw_notice")
