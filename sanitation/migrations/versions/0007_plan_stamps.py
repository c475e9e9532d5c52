"""Time stamps of outside bodies over plans."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "draw_stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("answer_sha256", sa.String(length=64), nullable=False),
        sa.Column("certificates_sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("root_sha256", sa.String(length=64), nullable=False),
        sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draw_id"], ["draw.id"], name=op.f("fk_draw_stamp_draw_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw_stamp")),
        sa.UniqueConstraint("draw_id", name=op.f("uq_draw_stamp_draw_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_draw_stamp_ref")),
    )


def downgrade() -> None:
    """Go back; the stamps' files stay in the store."""
    op.drop_table("draw_stamp")
