"""A frame keeps its sizes beside its bytes, and is open to challenge for some days."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; frames from before keep no sizes and are open no more."""
    with op.batch_alter_table("frame", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "policy_sha256", sa.String(length=64), nullable=False, server_default=""
            )
        )
        batch_op.add_column(
            sa.Column("challenge_closes_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.drop_constraint("uq_frame_quarter_sha256", type_="unique")
        batch_op.create_unique_constraint(
            "uq_frame_quarter_sha256_policy_sha256", ["quarter", "sha256", "policy_sha256"]
        )
    with op.batch_alter_table("frame", schema=None) as batch_op:
        batch_op.alter_column("policy_sha256", server_default=None)
    op.create_table(
        "frame_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("frame_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.String(length=54), nullable=False),
        sa.Column("raised_by", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "(answer = '') = (answered_at is null)",
            name=op.f("ck_frame_objection_answer_dated"),
        ),
        sa.ForeignKeyConstraint(
            ["frame_id"], ["frame.id"], name=op.f("fk_frame_objection_frame_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frame_objection")),
        sa.UniqueConstraint("ref", name=op.f("uq_frame_objection_ref")),
    )
    op.create_index(
        op.f("ix_frame_objection_frame_id"), "frame_objection", ["frame_id"], unique=False
    )


def downgrade() -> None:
    """Go back; fails where a quarter has one frame with two sets of sizes."""
    op.drop_table("frame_objection")
    with op.batch_alter_table("frame", schema=None) as batch_op:
        batch_op.drop_constraint("uq_frame_quarter_sha256_policy_sha256", type_="unique")
        batch_op.create_unique_constraint("uq_frame_quarter_sha256", ["quarter", "sha256"])
        batch_op.drop_column("challenge_closes_at")
        batch_op.drop_column("policy_sha256")
