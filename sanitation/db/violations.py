"""What a broken named constraint means to a person; every other one is a defect."""

import re

from sqlalchemy.exc import IntegrityError

from sanitation.errors import Code, Problem

# constraint name -> code. Names come from the naming convention in db/base.py.
MEANING: dict[str, Code] = {
    "uq_account_handle": Code.NAME_TAKEN,
    "uq_organisation_name": Code.NAME_TAKEN,
    "uq_grant_of_role_account_id_role": Code.ALREADY_DONE,
    "uq_assessor_file_account_id_quarter": Code.STALE_VERSION,
    "ck_contract_ordered": Code.INVALID_INPUT,
    "uq_site_site_id": Code.SITE_ID_TAKEN,
    "uq_review_submission_id_slot": Code.ALREADY_DONE,
    "uq_review_submission_id_reviewer_id": Code.ALREADY_DONE,
    "uq_submission_record": Code.UPLOAD_CONFLICT,
    "uq_appeal_submission_id_item": Code.APPEAL_EXISTS,
    "uq_draw_plan_sha256": Code.PLAN_ALREADY_DRAWN,
    "uq_draw_trustee_pin": Code.SHARE_REUSED,
    "uq_draw_trustee_quarter_attempt_account_id": Code.ALREADY_DONE,
    "uq_draw_trustee_quarter_attempt_organisation_id": Code.TRUSTEE_SAME_BODY,
    "uq_draw_dice_draw_id_attempt_account_id": Code.DICE_SAME_PERSON,
    "uq_draw_dice_draw_id_attempt_place": Code.BUSY,
    "uq_draw_notice_draw_id_position": Code.BUSY,
    "uq_draw_stamp_draw_id": Code.ALREADY_DONE,
    "uq_release_quarter_number": Code.RELEASE_EXISTS,
    "uq_case_photo_sha256": Code.EVIDENCE_REUSED,
    "uq_ruling_appeal_id": Code.ALREADY_DONE,
    "uq_adjudication_submission_id": Code.ALREADY_DONE,
    "uq_frame_quarter_sha256_policy_sha256": Code.ALREADY_DONE,
    "uq_panel_seat_appeal_id_account_id": Code.ALREADY_DONE,
    "ck_site_size_positive": Code.INVALID_INPUT,
    "uq_supervision_case_number": Code.BUSY,
    "uq_appeal_number": Code.BUSY,
}

# What only a fault of this program can break: a defect, answered with a reference number.
DEFECTS: frozenset[str] = frozenset(
    {
        "ck_account_district_given",
        "ck_account_street_given",
        "ck_adjudication_dated",
        "ck_answer_findings_counted",
        "ck_answer_only_counted",
        "ck_assessor_file_exam_points",
        "ck_assessor_file_hours_counted",
        "ck_assessor_file_mock_pct",
        "ck_conflict_of_interest_somewhere",
        "ck_draw_dice_two_people",
        "ck_draw_wave_dated",
        "ck_frame_objection_answer_dated",
        "ck_inspection_answer_findings_counted",
        "ck_ledger_head_one_row",
        "ck_panel_seat_dated",
        "ck_review_dated",
        "ck_review_two_slots",
        "ck_ruling_findings_counted",
        "ck_site_closed_dated",
        "ck_submission_dated",
        "ck_supervision_case_closing_given",
        "ck_supervision_case_rounds_counted",
        "ck_toilet_counts",
        "ck_toilet_three_classes",
        "uq_account_ref",
        "uq_adjudicated_mark_adjudication_id_item",
        "uq_adjudication_handle",
        "uq_answer_submission_id_item",
        "uq_appeal_ref",
        "uq_assessor_file_ref",
        "uq_case_photo_ref",
        "uq_conflict_of_interest_ref",
        "uq_contract_ref",
        "uq_draw_dice_ref",
        "uq_draw_notice_ref",
        "uq_draw_stamp_ref",
        "uq_draw_ref",
        "uq_draw_trustee_draw_id_position",
        "uq_draw_trustee_ref",
        "uq_draw_wave_draw_id_label",
        "uq_draw_wave_draw_id_position",
        "uq_draw_wave_ref",
        "uq_drawn_site_draw_id_site_pk",
        "uq_frame_objection_ref",
        "uq_frame_ref",
        "uq_inspection_answer_inspection_id_item",
        "uq_inspection_ref",
        "uq_ledger_entry_object_n",
        "uq_login_session_token_hash",
        "uq_mark_review_id_item",
        "uq_one_time_link_token_hash",
        "uq_organisation_ref",
        "uq_panel_seat_handle",
        "uq_photo_ref",
        "uq_photo_submission_id_number",
        "uq_release_ref",
        "uq_review_handle",
        "uq_score_run_ref",
        "uq_score_value_run_id_level_area_measure",
        "uq_scored_mark_run_id_submission_id_item",
        "uq_submission_ref",
        "uq_supervision_case_ref",
        "uq_survey_ref",
        "uq_survey_response_survey_id_number",
        "uq_task_draw_id_site_pk",
        "uq_task_handle",
        "uq_team_draw_id_code",
        "uq_team_member_team_id_account_id",
        "uq_toilet_site_pk",
        "uq_uploaded_file_record_sha256",
    }
)


def problem_of(error: IntegrityError) -> Exception:
    """Translate a violation; an unknown one stays the defect it is."""
    name = constraint_name(error)
    return Problem(MEANING[name]) if name in MEANING else error


def constraint_name(error: IntegrityError) -> str:
    """Find the constraint's name; SQLite names columns for UNIQUE, so it is rebuilt."""
    diagnostics = getattr(error.orig, "diag", None)
    if diagnostics is not None and diagnostics.constraint_name:
        return str(diagnostics.constraint_name)
    text = str(error.orig)
    if match := re.match(r"UNIQUE constraint failed: (.*)", text):
        pairs = [part.strip().split(".") for part in match.group(1).split(",")]
        return f"uq_{pairs[0][0]}_" + "_".join(column for _, column in pairs)
    match = re.match(r"CHECK constraint failed: (\w+)", text)
    return match.group(1) if match else ""
