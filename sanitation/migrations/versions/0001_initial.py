"""The tables of the first line, from empty."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "frame",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("quarter", sa.String(length=6), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("merkle_root", sa.String(length=64), nullable=False),
        sa.Column("diff_sha256", sa.String(length=64), nullable=False),
        sa.Column("sites", sa.Integer(), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frame")),
        sa.UniqueConstraint("quarter", "sha256", name=op.f("uq_frame_quarter_sha256")),
        sa.UniqueConstraint("ref", name=op.f("uq_frame_ref")),
    )
    with op.batch_alter_table("frame", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_frame_quarter"), ["quarter"], unique=False)

    op.create_table(
        "ledger_checkpoint",
        sa.Column(
            "size",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_ledger_checkpoint")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("object", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("command", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("object", "n", name=op.f("uq_ledger_entry_object_n")),
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ledger_entry_leaf_hash"), ["leaf_hash"], unique=False
        )

    op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("edge", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_ledger_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_head")),
    )
    op.create_table(
        "ledger_tile",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "idx",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "idx", name=op.f("pk_ledger_tile")),
    )
    op.create_table(
        "login_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_account", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_failure")),
    )
    with op.batch_alter_table("login_failure", schema=None) as batch_op:
        batch_op.create_index("ix_login_failure_key_at", ["key", "at"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
        sa.UniqueConstraint("ref", name=op.f("uq_organisation_ref")),
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("quarter", sa.String(length=6), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.String(length=32), nullable=False),
        sa.Column("responses", sa.Integer(), nullable=False),
        sa.Column("valid_responses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("ref", name=op.f("uq_survey_ref")),
    )
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_quarter"), ["quarter"], unique=False)

    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("handle", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("district", sa.String(length=20), nullable=False),
        sa.Column("street", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "level <> 'district' or district <> ''", name=op.f("ck_account_district_given")
        ),
        sa.CheckConstraint(
            "level <> 'street' or street <> ''", name=op.f("ck_account_street_given")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_account_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("handle", name=op.f("uq_account_handle")),
        sa.UniqueConstraint("ref", name=op.f("uq_account_ref")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("street", sa.String(length=20), nullable=False),
        sa.Column("venue", sa.String(length=8), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to is null or valid_to >= valid_from", name=op.f("ck_contract_ordered")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_contract_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("ref", name=op.f("uq_contract_ref")),
    )
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contract_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_contract_street"), ["street"], unique=False)

    op.create_table(
        "draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("quarter", sa.String(length=6), nullable=False),
        sa.Column("frame_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("plan", sa.LargeBinary(), nullable=False),
        sa.Column("plan_sha256", sa.String(length=64), nullable=False),
        sa.Column("rubric_sha256", sa.String(length=64), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dice", sa.String(length=80), nullable=False),
        sa.Column("beacon_round", sa.BigInteger(), nullable=False),
        sa.Column("beacon_randomness", sa.String(length=64), nullable=False),
        sa.Column("beacon_signature", sa.Text(), nullable=False),
        sa.Column("seed_text", sa.Text(), nullable=False),
        sa.Column("sample_sha256", sa.String(length=64), nullable=False),
        sa.Column("assignment_sha256", sa.String(length=64), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_reason", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["frame_id"], ["frame.id"], name=op.f("fk_draw_frame_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("plan_sha256", name=op.f("uq_draw_plan_sha256")),
        sa.UniqueConstraint("ref", name=op.f("uq_draw_ref")),
    )
    with op.batch_alter_table("draw", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draw_quarter"), ["quarter"], unique=False)

    op.create_table(
        "ledger_body",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["seq"], ["ledger_entry.seq"], name=op.f("fk_ledger_body_seq")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ledger_body")),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("site_id", sa.String(length=54), nullable=False),
        sa.Column("venue", sa.String(length=8), nullable=False),
        sa.Column("street", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("lon_e7", sa.Integer(), nullable=False),
        sa.Column("lat_e7", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("contractor_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_on is not null)",
            name=op.f("ck_site_closed_dated"),
        ),
        sa.CheckConstraint("size >= 1", name=op.f("ck_site_size_positive")),
        sa.ForeignKeyConstraint(
            ["contractor_id"], ["organisation.id"], name=op.f("fk_site_contractor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("site_id", name=op.f("uq_site_site_id")),
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_site_contractor_id"), ["contractor_id"], unique=False
        )
        batch_op.create_index("ix_site_street_venue", ["street", "venue"], unique=False)

    op.create_table(
        "survey_response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("street", sa.String(length=20), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("answers", sa.String(length=60), nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_response_survey_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_response")),
        sa.UniqueConstraint(
            "survey_id", "number", name=op.f("uq_survey_response_survey_id_number")
        ),
    )
    with op.batch_alter_table("survey_response", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_survey_response_survey_id"), ["survey_id"], unique=False
        )

    op.create_table(
        "assessor_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(length=6), nullable=False),
        sa.Column("training_hours", sa.Integer(), nullable=False),
        sa.Column("mock_agreement_pct", sa.Integer(), nullable=True),
        sa.Column("exam_score", sa.Integer(), nullable=True),
        sa.Column("confidentiality_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("integrity_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confidentiality_text_sha256", sa.String(length=64), nullable=False),
        sa.Column("integrity_text_sha256", sa.String(length=64), nullable=False),
        sa.Column("exam_attempts", sa.Integer(), nullable=False),
        sa.Column("home_x", sa.Integer(), nullable=False),
        sa.Column("home_y", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "exam_score between 0 and 100", name=op.f("ck_assessor_file_exam_points")
        ),
        sa.CheckConstraint(
            "mock_agreement_pct between 0 and 100", name=op.f("ck_assessor_file_mock_pct")
        ),
        sa.CheckConstraint(
            "training_hours >= 0", name=op.f("ck_assessor_file_hours_counted")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_assessor_file_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessor_file")),
        sa.UniqueConstraint(
            "account_id", "quarter", name=op.f("uq_assessor_file_account_id_quarter")
        ),
        sa.UniqueConstraint("ref", name=op.f("uq_assessor_file_ref")),
    )
    op.create_table(
        "conflict_of_interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("district", sa.String(length=20), nullable=False),
        sa.Column("street", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "district <> '' or street <> '' or organisation_id is not null",
            name=op.f("ck_conflict_of_interest_somewhere"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_conflict_of_interest_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_conflict_of_interest_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_of_interest")),
        sa.UniqueConstraint("ref", name=op.f("uq_conflict_of_interest_ref")),
    )
    with op.batch_alter_table("conflict_of_interest", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conflict_of_interest_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "drawn_site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("site_pk", sa.Integer(), nullable=False),
        sa.Column("cell", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("take", sa.Integer(), nullable=False),
        sa.Column("size_m", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["draw_id"], ["draw.id"], name=op.f("fk_drawn_site_draw_id")
        ),
        sa.ForeignKeyConstraint(
            ["site_pk"], ["site.id"], name=op.f("fk_drawn_site_site_pk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawn_site")),
        sa.UniqueConstraint(
            "draw_id", "site_pk", name=op.f("uq_drawn_site_draw_id_site_pk")
        ),
    )
    with op.batch_alter_table("drawn_site", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_drawn_site_draw_id"), ["draw_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_drawn_site_site_pk"), ["site_pk"], unique=False
        )

    op.create_table(
        "grant_of_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_grant_of_role_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_of_role")),
        sa.UniqueConstraint(
            "account_id", "role", name=op.f("uq_grant_of_role_account_id_role")
        ),
    )
    op.create_table(
        "inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("site_pk", sa.Integer(), nullable=False),
        sa.Column("inspector_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lon_e7", sa.Integer(), nullable=True),
        sa.Column("lat_e7", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspector_id"], ["account.id"], name=op.f("fk_inspection_inspector_id")
        ),
        sa.ForeignKeyConstraint(
            ["site_pk"], ["site.id"], name=op.f("fk_inspection_site_pk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("ref", name=op.f("uq_inspection_ref")),
    )
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspection_inspector_id"), ["inspector_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_inspection_site_pk"), ["site_pk"], unique=False
        )

    op.create_table(
        "login_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.String(length=120), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_login_session_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_login_session_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "one_time_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_one_time_link_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_link_token_hash")),
    )
    op.create_table(
        "score_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("quarter", sa.String(length=6), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=True),
        sa.Column("survey_id", sa.Integer(), nullable=True),
        sa.Column("rubric_id", sa.String(length=60), nullable=False),
        sa.Column("rubric_sha256", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=60), nullable=False),
        sa.Column("algorithm", sa.String(length=60), nullable=False),
        sa.Column("inputs_sha256", sa.String(length=64), nullable=False),
        sa.Column("result_sha256", sa.String(length=64), nullable=False),
        sa.Column("ledger_size", sa.Integer(), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draw_id"], ["draw.id"], name=op.f("fk_score_run_draw_id")
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["score_run.id"], name=op.f("fk_score_run_previous_id")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_score_run_survey_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_run")),
        sa.UniqueConstraint("ref", name=op.f("uq_score_run_ref")),
    )
    with op.batch_alter_table("score_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_score_run_quarter"), ["quarter"], unique=False)

    op.create_table(
        "site_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_pk", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_ref", sa.String(length=32), nullable=False),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_pk"], ["site.id"], name=op.f("fk_site_change_site_pk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_change")),
    )
    with op.batch_alter_table("site_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_site_change_site_pk"), ["site_pk"], unique=False
        )

    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_team_draw_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("draw_id", "code", name=op.f("uq_team_draw_id_code")),
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_draw_id"), ["draw_id"], unique=False)

    op.create_table(
        "toilet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_pk", sa.Integer(), nullable=False),
        sa.Column("toilet_class", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("industry", sa.String(length=30), nullable=False),
        sa.Column("stalls_women", sa.Integer(), nullable=False),
        sa.Column("stalls_men", sa.Integer(), nullable=False),
        sa.Column("stalls_unisex", sa.Integer(), nullable=False),
        sa.Column("urinals", sa.Integer(), nullable=False),
        sa.Column("stalls_accessible", sa.Integer(), nullable=False),
        sa.Column("third_toilet", sa.Boolean(), nullable=False),
        sa.Column("nursing_room", sa.Boolean(), nullable=False),
        sa.Column("hours", sa.String(length=40), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "stalls_women >= 0 and stalls_men >= 0 and urinals >= 0",
            name=op.f("ck_toilet_counts"),
        ),
        sa.CheckConstraint(
            "toilet_class in (1, 2, 3)", name=op.f("ck_toilet_three_classes")
        ),
        sa.ForeignKeyConstraint(["site_pk"], ["site.id"], name=op.f("fk_toilet_site_pk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_toilet")),
        sa.UniqueConstraint("site_pk", name=op.f("uq_toilet_site_pk")),
    )
    with op.batch_alter_table("toilet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_toilet_industry"), ["industry"], unique=False)

    op.create_table(
        "uploaded_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_uploaded_file_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploaded_file")),
        sa.UniqueConstraint(
            "record", "sha256", name=op.f("uq_uploaded_file_record_sha256")
        ),
    )
    with op.batch_alter_table("uploaded_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_uploaded_file_record"), ["record"], unique=False
        )

    op.create_table(
        "inspection_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "findings >= 0", name=op.f("ck_inspection_answer_findings_counted")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
            name=op.f("fk_inspection_answer_inspection_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_answer")),
        sa.UniqueConstraint(
            "inspection_id", "item", name=op.f("uq_inspection_answer_inspection_id_item")
        ),
    )
    with op.batch_alter_table("inspection_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspection_answer_inspection_id"),
            ["inspection_id"],
            unique=False,
        )

    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("quarter", sa.String(length=6), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.String(length=32), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.String(length=32), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeals_close_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("findings_notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("checkpoint", sa.Text(), nullable=False),
        sa.Column("draw_digest", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["score_run.id"], name=op.f("fk_release_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["release.id"], name=op.f("fk_release_supersedes_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("quarter", "number", name=op.f("uq_release_quarter_number")),
        sa.UniqueConstraint("ref", name=op.f("uq_release_ref")),
    )
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_quarter"), ["quarter"], unique=False)

    op.create_table(
        "score_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=30), nullable=False),
        sa.Column("area", sa.String(length=80), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("shown", sa.String(length=30), nullable=True),
        sa.Column("number", sa.Float(), nullable=True),
        sa.Column("empty_because", sa.String(length=20), nullable=False),
        sa.Column("standard_error", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("coverage_pct", sa.Float(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("rank_low", sa.Integer(), nullable=True),
        sa.Column("rank_high", sa.Integer(), nullable=True),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("flag", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["score_run.id"], name=op.f("fk_score_value_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_value")),
        sa.UniqueConstraint(
            "run_id",
            "level",
            "area",
            "measure",
            name=op.f("uq_score_value_run_id_level_area_measure"),
        ),
    )
    with op.batch_alter_table("score_value", schema=None) as batch_op:
        batch_op.create_index(
            "ix_score_value_run_id_level_measure",
            ["run_id", "level", "measure"],
            unique=False,
        )

    op.create_table(
        "supervision_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("site_pk", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("severity", sa.String(length=4), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("closing_condition", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("closing", sa.String(length=40), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("district", sa.String(length=20), nullable=False),
        sa.Column("street", sa.String(length=20), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("escalated", sa.String(length=10), nullable=False),
        sa.Column("accept_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_provisional", sa.Boolean(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issuer_ref", sa.String(length=32), nullable=False),
        sa.Column("visitor_ref", sa.String(length=32), nullable=False),
        sa.Column("submitter_ref", sa.String(length=32), nullable=False),
        sa.Column("reviewer_ref", sa.String(length=32), nullable=False),
        sa.Column("looked_back", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closing is not null)",
            name=op.f("ck_supervision_case_closing_given"),
        ),
        sa.CheckConstraint("round >= 1", name=op.f("ck_supervision_case_rounds_counted")),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspection.id"],
            name=op.f("fk_supervision_case_inspection_id"),
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["organisation.id"], name=op.f("fk_supervision_case_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["site_pk"], ["site.id"], name=op.f("fk_supervision_case_site_pk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_case")),
        sa.UniqueConstraint("number", name=op.f("uq_supervision_case_number")),
        sa.UniqueConstraint("ref", name=op.f("uq_supervision_case_ref")),
    )
    with op.batch_alter_table("supervision_case", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_supervision_case_district"), ["district"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_supervision_case_party_id"), ["party_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_supervision_case_site_pk"), ["site_pk"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_supervision_case_state"), ["state"], unique=False
        )
        batch_op.create_index(
            "ix_supervision_case_state_due_at", ["state", "due_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_supervision_case_street"), ["street"], unique=False
        )

    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("drawn_site_id", sa.Integer(), nullable=False),
        sa.Column("site_pk", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("package", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("stands_in_for_id", sa.Integer(), nullable=True),
        sa.Column("substitution_reason", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_task_draw_id")),
        sa.ForeignKeyConstraint(
            ["drawn_site_id"], ["drawn_site.id"], name=op.f("fk_task_drawn_site_id")
        ),
        sa.ForeignKeyConstraint(["site_pk"], ["site.id"], name=op.f("fk_task_site_pk")),
        sa.ForeignKeyConstraint(
            ["stands_in_for_id"], ["task.id"], name=op.f("fk_task_stands_in_for_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_task_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("draw_id", "site_pk", name=op.f("uq_task_draw_id_site_pk")),
        sa.UniqueConstraint("handle", name=op.f("uq_task_handle")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_draw_id"), ["draw_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_site_pk"), ["site_pk"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_team_id"), ["team_id"], unique=False)

    op.create_table(
        "team_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_team_member_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_team_member_team_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_member")),
        sa.UniqueConstraint(
            "team_id", "account_id", name=op.f("uq_team_member_team_id_account_id")
        ),
    )
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_team_member_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_team_member_team_id"), ["team_id"], unique=False
        )

    op.create_table(
        "case_deadline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("calendar_version", sa.String(length=40), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["supervision_case.id"], name=op.f("fk_case_deadline_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_deadline")),
    )
    with op.batch_alter_table("case_deadline", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_deadline_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "case_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("command", sa.String(length=40), nullable=False),
        sa.Column("state_after", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_ref", sa.String(length=32), nullable=False),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["supervision_case.id"], name=op.f("fk_case_event_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
    )
    with op.batch_alter_table("case_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_event_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "case_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_ref", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["supervision_case.id"], name=op.f("fk_case_photo_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_photo")),
        sa.UniqueConstraint("ref", name=op.f("uq_case_photo_ref")),
        sa.UniqueConstraint("sha256", name=op.f("uq_case_photo_sha256")),
    )
    with op.batch_alter_table("case_photo", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_photo_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("record", sa.String(length=36), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.Column("route", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("statement_sha256", sa.String(length=64), nullable=False),
        sa.Column("rubric_sha256", sa.String(length=64), nullable=False),
        sa.Column("site_found", sa.String(length=40), nullable=False),
        sa.Column("lon_e7", sa.Integer(), nullable=True),
        sa.Column("lat_e7", sa.Integer(), nullable=True),
        sa.Column("accuracy_m", sa.Integer(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("flags", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'incomplete') = (received_at is not null)",
            name=op.f("ck_submission_dated"),
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["account.id"], name=op.f("fk_submission_submitted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_submission_task_id")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_submission_team_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("record", name=op.f("uq_submission_record")),
        sa.UniqueConstraint("ref", name=op.f("uq_submission_ref")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_state"), ["state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_submission_submitted_by_id"), ["submitted_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_submission_task_id"), ["task_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_submission_team_id"), ["team_id"], unique=False
        )

    op.create_table(
        "adjudication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("adjudicator_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("swapped", sa.Boolean(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'sealed') = (sealed_at is not null)",
            name=op.f("ck_adjudication_dated"),
        ),
        sa.ForeignKeyConstraint(
            ["adjudicator_id"], ["account.id"], name=op.f("fk_adjudication_adjudicator_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_adjudication_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjudication")),
        sa.UniqueConstraint("handle", name=op.f("uq_adjudication_handle")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_adjudication_submission_id")),
    )
    with op.batch_alter_table("adjudication", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_adjudication_adjudicator_id"), ["adjudicator_id"], unique=False
        )

    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "state = 'counted' or findings = 0", name=op.f("ck_answer_only_counted")
        ),
        sa.CheckConstraint("findings >= 0", name=op.f("ck_answer_findings_counted")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_answer_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint(
            "submission_id", "item", name=op.f("uq_answer_submission_id_item")
        ),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_answer_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("quarter", sa.String(length=6), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("stood", sa.Integer(), nullable=False),
        sa.Column("district", sa.String(length=20), nullable=False),
        sa.Column("street", sa.String(length=20), nullable=False),
        sa.Column("contractor", sa.String(length=32), nullable=False),
        sa.Column("filed_by_id", sa.Integer(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["filed_by_id"], ["account.id"], name=op.f("fk_appeal_filed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_appeal_release_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_appeal_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("number", name=op.f("uq_appeal_number")),
        sa.UniqueConstraint("ref", name=op.f("uq_appeal_ref")),
        sa.UniqueConstraint(
            "submission_id", "item", name=op.f("uq_appeal_submission_id_item")
        ),
    )
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_quarter"), ["quarter"], unique=False)
        batch_op.create_index(batch_op.f("ix_appeal_street"), ["street"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_appeal_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("finding", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_photo_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("ref", name=op.f("uq_photo_ref")),
        sa.UniqueConstraint(
            "submission_id", "number", name=op.f("uq_photo_submission_id_number")
        ),
    )
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_sha256"), ["sha256"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_photo_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'assigned') = (sealed_at is null)", name=op.f("ck_review_dated")
        ),
        sa.CheckConstraint("slot in (1, 2)", name=op.f("ck_review_two_slots")),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["account.id"], name=op.f("fk_review_reviewer_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_review_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("handle", name=op.f("uq_review_handle")),
        sa.UniqueConstraint(
            "submission_id", "reviewer_id", name=op.f("uq_review_submission_id_reviewer_id")
        ),
        sa.UniqueConstraint(
            "submission_id", "slot", name=op.f("uq_review_submission_id_slot")
        ),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(
            "ix_review_reviewer_id_state_position",
            ["reviewer_id", "state", "position"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_review_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "scored_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("street", sa.String(length=20), nullable=False),
        sa.Column("venue", sa.String(length=8), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["score_run.id"], name=op.f("fk_scored_mark_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_scored_mark_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scored_mark")),
        sa.UniqueConstraint(
            "run_id",
            "submission_id",
            "item",
            name=op.f("uq_scored_mark_run_id_submission_id_item"),
        ),
    )
    with op.batch_alter_table("scored_mark", schema=None) as batch_op:
        batch_op.create_index(
            "ix_scored_mark_run_id_street", ["run_id", "street"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_scored_mark_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "adjudicated_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adjudication_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("blind_state", sa.String(length=40), nullable=False),
        sa.Column("blind_findings", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=True),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["adjudication_id"],
            ["adjudication.id"],
            name=op.f("fk_adjudicated_mark_adjudication_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjudicated_mark")),
        sa.UniqueConstraint(
            "adjudication_id", "item", name=op.f("uq_adjudicated_mark_adjudication_id_item")
        ),
    )
    with op.batch_alter_table("adjudicated_mark", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_adjudicated_mark_adjudication_id"),
            ["adjudication_id"],
            unique=False,
        )

    op.create_table(
        "appeal_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_evidence_appeal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_evidence")),
    )
    with op.batch_alter_table("appeal_evidence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_appeal_evidence_appeal_id"), ["appeal_id"], unique=False
        )

    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_mark_review_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint("review_id", "item", name=op.f("uq_mark_review_id_item")),
    )
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mark_review_id"), ["review_id"], unique=False)

    op.create_table(
        "panel_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(findings is null) = (sealed_at is null)", name=op.f("ck_panel_seat_dated")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_panel_seat_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeal.id"], name=op.f("fk_panel_seat_appeal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_seat")),
        sa.UniqueConstraint(
            "appeal_id", "account_id", name=op.f("uq_panel_seat_appeal_id_account_id")
        ),
        sa.UniqueConstraint("handle", name=op.f("uq_panel_seat_handle")),
    )
    with op.batch_alter_table("panel_seat", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_panel_seat_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_panel_seat_appeal_id"), ["appeal_id"], unique=False
        )

    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ruled_by", sa.String(length=32), nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "findings is null or findings >= 0", name=op.f("ck_ruling_findings_counted")
        ),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeal.id"], name=op.f("fk_ruling_appeal_id")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_ruling_release_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
        sa.UniqueConstraint("appeal_id", name=op.f("uq_ruling_appeal_id")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("ruling")
    with op.batch_alter_table("panel_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_panel_seat_appeal_id"))
        batch_op.drop_index(batch_op.f("ix_panel_seat_account_id"))

    op.drop_table("panel_seat")
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mark_review_id"))

    op.drop_table("mark")
    with op.batch_alter_table("appeal_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appeal_evidence_appeal_id"))

    op.drop_table("appeal_evidence")
    with op.batch_alter_table("adjudicated_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_adjudicated_mark_adjudication_id"))

    op.drop_table("adjudicated_mark")
    with op.batch_alter_table("scored_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scored_mark_submission_id"))
        batch_op.drop_index("ix_scored_mark_run_id_street")

    op.drop_table("scored_mark")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_submission_id"))
        batch_op.drop_index("ix_review_reviewer_id_state_position")

    op.drop_table("review")
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photo_submission_id"))
        batch_op.drop_index(batch_op.f("ix_photo_sha256"))

    op.drop_table("photo")
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appeal_submission_id"))
        batch_op.drop_index(batch_op.f("ix_appeal_street"))
        batch_op.drop_index(batch_op.f("ix_appeal_quarter"))

    op.drop_table("appeal")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_submission_id"))

    op.drop_table("answer")
    with op.batch_alter_table("adjudication", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_adjudication_adjudicator_id"))

    op.drop_table("adjudication")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_team_id"))
        batch_op.drop_index(batch_op.f("ix_submission_task_id"))
        batch_op.drop_index(batch_op.f("ix_submission_submitted_by_id"))
        batch_op.drop_index(batch_op.f("ix_submission_state"))

    op.drop_table("submission")
    with op.batch_alter_table("case_photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_photo_case_id"))

    op.drop_table("case_photo")
    with op.batch_alter_table("case_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_event_case_id"))

    op.drop_table("case_event")
    with op.batch_alter_table("case_deadline", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_deadline_case_id"))

    op.drop_table("case_deadline")
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_member_team_id"))
        batch_op.drop_index(batch_op.f("ix_team_member_account_id"))

    op.drop_table("team_member")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_team_id"))
        batch_op.drop_index(batch_op.f("ix_task_site_pk"))
        batch_op.drop_index(batch_op.f("ix_task_draw_id"))
        batch_op.drop_index(batch_op.f("ix_task_day"))

    op.drop_table("task")
    with op.batch_alter_table("supervision_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supervision_case_street"))
        batch_op.drop_index("ix_supervision_case_state_due_at")
        batch_op.drop_index(batch_op.f("ix_supervision_case_state"))
        batch_op.drop_index(batch_op.f("ix_supervision_case_site_pk"))
        batch_op.drop_index(batch_op.f("ix_supervision_case_party_id"))
        batch_op.drop_index(batch_op.f("ix_supervision_case_district"))

    op.drop_table("supervision_case")
    with op.batch_alter_table("score_value", schema=None) as batch_op:
        batch_op.drop_index("ix_score_value_run_id_level_measure")

    op.drop_table("score_value")
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_quarter"))

    op.drop_table("release")
    with op.batch_alter_table("inspection_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspection_answer_inspection_id"))

    op.drop_table("inspection_answer")
    with op.batch_alter_table("uploaded_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_uploaded_file_record"))

    op.drop_table("uploaded_file")
    with op.batch_alter_table("toilet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_toilet_industry"))

    op.drop_table("toilet")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_draw_id"))

    op.drop_table("team")
    with op.batch_alter_table("site_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_change_site_pk"))

    op.drop_table("site_change")
    with op.batch_alter_table("score_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_score_run_quarter"))

    op.drop_table("score_run")
    op.drop_table("one_time_link")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_account_id"))

    op.drop_table("login_session")
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspection_site_pk"))
        batch_op.drop_index(batch_op.f("ix_inspection_inspector_id"))

    op.drop_table("inspection")
    op.drop_table("grant_of_role")
    with op.batch_alter_table("drawn_site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drawn_site_site_pk"))
        batch_op.drop_index(batch_op.f("ix_drawn_site_draw_id"))

    op.drop_table("drawn_site")
    with op.batch_alter_table("conflict_of_interest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conflict_of_interest_account_id"))

    op.drop_table("conflict_of_interest")
    op.drop_table("assessor_file")
    with op.batch_alter_table("survey_response", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_response_survey_id"))

    op.drop_table("survey_response")
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_index("ix_site_street_venue")
        batch_op.drop_index(batch_op.f("ix_site_contractor_id"))

    op.drop_table("site")
    op.drop_table("ledger_body")
    with op.batch_alter_table("draw", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draw_quarter"))

    op.drop_table("draw")
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_street"))
        batch_op.drop_index(batch_op.f("ix_contract_organisation_id"))

    op.drop_table("contract")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_organisation_id"))

    op.drop_table("account")
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_quarter"))

    op.drop_table("survey")
    op.drop_table("organisation")
    with op.batch_alter_table("login_failure", schema=None) as batch_op:
        batch_op.drop_index("ix_login_failure_key_at")

    op.drop_table("login_failure")
    op.drop_table("ledger_tile")
    op.drop_table("ledger_head")
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_entry_leaf_hash"))

    op.drop_table("ledger_entry")
    op.drop_table("ledger_checkpoint")
    with op.batch_alter_table("frame", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_frame_quarter"))

    op.drop_table("frame")
