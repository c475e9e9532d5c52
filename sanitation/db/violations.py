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
}


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
