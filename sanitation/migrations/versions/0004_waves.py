"""Waves: days or weeks of a quarter, each with a seed of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; a draw from before has one seed and no waves."""
    op.create_table(
        "draw_wave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("beacon_round", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("beacon_randomness", sa.String(length=64), nullable=False),
        sa.Column("beacon_signature", sa.Text(), nullable=False),
        sa.Column("beacon_relays", sa.Text(), nullable=False),
        sa.Column("seed_text", sa.Text(), nullable=False),
        sa.Column("sample_sha256", sa.String(length=64), nullable=False),
        sa.Column("assignment_sha256", sa.String(length=64), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'drawn') = (drawn_at is not null)", name=op.f("ck_draw_wave_dated")
        ),
        sa.ForeignKeyConstraint(
            ["draw_id"], ["draw.id"], name=op.f("fk_draw_wave_draw_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw_wave")),
        sa.UniqueConstraint("ref", name=op.f("uq_draw_wave_ref")),
        sa.UniqueConstraint(
            "draw_id", "position", name=op.f("uq_draw_wave_draw_id_position")
        ),
        sa.UniqueConstraint("draw_id", "label", name=op.f("uq_draw_wave_draw_id_label")),
    )
    with op.batch_alter_table("draw_wave", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draw_wave_draw_id"), ["draw_id"], unique=False)


def downgrade() -> None:
    """Go back; only while no quarter has waves."""
    op.drop_table("draw_wave")
