"""A review that was set aside makes room for another reviewer in its slot."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NAME = "uq_review_submission_id_slot"
STANDING = sa.text("state <> 'set_aside'")


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_constraint(NAME, type_="unique")
    op.create_index(
        NAME,
        "review",
        ["submission_id", "slot"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def downgrade() -> None:
    """Go back; fails while a slot has had two reviewers."""
    op.drop_index(NAME, table_name="review")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_unique_constraint(NAME, ["submission_id", "slot"])
