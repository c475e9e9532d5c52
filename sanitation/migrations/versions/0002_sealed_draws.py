"""Sealed draws: trustees' shares, and dice entered by two people."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; a draw from before is an open rehearsal and keeps its empty times."""
    with op.batch_alter_table("draw", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(sa.Column("dice_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("beacon_relays", sa.Text(), nullable=True))

    op.create_table(
        "draw_dice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digits", sa.String(length=80), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("place in (1, 2)", name=op.f("ck_draw_dice_two_people")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_draw_dice_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["draw_id"], ["draw.id"], name=op.f("fk_draw_dice_draw_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw_dice")),
        sa.UniqueConstraint("ref", name=op.f("uq_draw_dice_ref")),
        sa.UniqueConstraint(
            "draw_id",
            "attempt",
            "account_id",
            name=op.f("uq_draw_dice_draw_id_attempt_account_id"),
        ),
        sa.UniqueConstraint(
            "draw_id", "attempt", "place", name=op.f("uq_draw_dice_draw_id_attempt_place")
        ),
    )
    with op.batch_alter_table("draw_dice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draw_dice_draw_id"), ["draw_id"], unique=False)

    op.create_table(
        "draw_trustee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("quarter", sa.String(length=6), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("pin", sa.String(length=64), nullable=False),
        sa.Column("sealed_share", sa.LargeBinary(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("share", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_draw_trustee_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["draw_id"], ["draw.id"], name=op.f("fk_draw_trustee_draw_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_draw_trustee_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw_trustee")),
        sa.UniqueConstraint(
            "draw_id", "position", name=op.f("uq_draw_trustee_draw_id_position")
        ),
        sa.UniqueConstraint("pin", name=op.f("uq_draw_trustee_pin")),
        sa.UniqueConstraint(
            "quarter",
            "attempt",
            "account_id",
            name=op.f("uq_draw_trustee_quarter_attempt_account_id"),
        ),
        sa.UniqueConstraint(
            "quarter",
            "attempt",
            "organisation_id",
            name=op.f("uq_draw_trustee_quarter_attempt_organisation_id"),
        ),
        sa.UniqueConstraint("ref", name=op.f("uq_draw_trustee_ref")),
    )
    with op.batch_alter_table("draw_trustee", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_draw_trustee_draw_id"), ["draw_id"], unique=False
        )


def downgrade() -> None:
    """Go back; refused by nothing, so opened shares are lost with their table."""
    op.drop_table("draw_trustee")
    op.drop_table("draw_dice")
    with op.batch_alter_table("draw", schema=None) as batch_op:
        for column in ("beacon_relays", "dice_at", "opened_at", "opens_at"):
            batch_op.drop_column(column)
