"""The one error a person can act on, and the closed list of its codes.

A code is never renamed and never reused: `docs/problems.md` has a paragraph for each.
"""

from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """What went wrong, in words a program can compare."""

    # access
    NOT_SIGNED_IN = "not-signed-in"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    BAD_CREDENTIALS = "bad-credentials"
    TOO_MANY_ATTEMPTS = "too-many-attempts"
    SESSION_EXPIRED = "session-expired"
    LINK_INVALID = "link-invalid"
    WEAK_PASSWORD = "weak-password"  # noqa: S105  a code, not a secret
    NAME_TAKEN = "name-taken"
    ROLES_EXCLUDE = "roles-exclude"
    NOT_QUALIFIED = "not-qualified"
    # input
    INVALID_INPUT = "invalid-input"
    IMPORT_REFUSED = "import-refused"
    FILE_UNREADABLE = "file-unreadable"
    FILE_TOO_LARGE = "file-too-large"
    UNKNOWN_PLACE = "unknown-place"
    UNKNOWN_VENUE_TYPE = "unknown-venue-type"
    # state
    WRONG_STATE = "wrong-state"
    STALE_VERSION = "stale-version"
    ALREADY_DONE = "already-done"
    # sites and frames
    SITE_ID_TAKEN = "site-id-taken"
    FRAME_NOT_FROZEN = "frame-not-frozen"
    FRAME_EMPTY = "frame-empty"
    FRAME_UNFIT = "frame-unfit"
    FRAME_OPEN = "frame-open"
    # draws
    PLAN_IMPOSSIBLE = "plan-impossible"
    PLAN_CHANGED = "plan-changed"
    PLAN_ALREADY_DRAWN = "plan-already-drawn"
    DICE_INVALID = "dice-invalid"
    DICE_SAME_PERSON = "dice-same-person"
    DICE_DIFFER = "dice-differ"
    DICE_TOO_LATE = "dice-too-late"
    BEACON_INVALID = "beacon-invalid"
    BEACON_TOO_SOON = "beacon-too-soon"
    BEACON_NOT_DUE = "beacon-not-due"
    BEACON_NOT_LATE = "beacon-not-late"
    BEACON_KNOWN = "beacon-known"
    BEACON_UNREACHABLE = "beacon-unreachable"
    STAMP_INVALID = "stamp-invalid"
    TOO_FEW_SHARES = "too-few-shares"
    SHARE_INVALID = "share-invalid"
    SHARE_REUSED = "share-reused"
    SHARE_MISMATCH = "share-mismatch"
    SHARES_LOST = "shares-lost"
    TRUSTEE_SAME_BODY = "trustee-same-body"
    NOT_OPEN_YET = "not-open-yet"
    TOO_FEW_ASSESSORS = "too-few-assessors"
    ASSIGNMENT_IMPOSSIBLE = "assignment-impossible"
    NO_RESERVE_LEFT = "no-reserve-left"
    # fieldwork
    ANSWERS_MISMATCH = "answers-mismatch"
    DIGEST_MISMATCH = "digest-mismatch"
    UPLOAD_CONFLICT = "upload-conflict"
    PHOTO_INVALID = "photo-invalid"
    PHOTO_MISSING = "photo-missing"
    # reviews
    REVIEW_ALREADY_SEALED = "review-already-sealed"
    MARKS_MISMATCH = "marks-mismatch"
    TOO_FEW_REVIEWERS = "too-few-reviewers"
    NOT_IN_DISPUTE = "not-in-dispute"
    # scores and publication
    RECORDS_NOT_SETTLED = "records-not-settled"
    RUBRIC_INVALID = "rubric-invalid"
    RUBRIC_UNKNOWN = "rubric-unknown"
    SIGN_OFF_SAME_PERSON = "sign-off-same-person"
    RELEASE_EXISTS = "release-exists"
    # appeals
    APPEAL_WINDOW_CLOSED = "appeal-window-closed"
    APPEAL_WINDOW_OPEN = "appeal-window-open"
    APPEAL_EXISTS = "appeal-exists"
    APPEAL_PANEL_CONFLICT = "appeal-panel-conflict"
    # supervision
    CASE_TRANSITION = "case-transition"
    EVIDENCE_MISSING = "evidence-missing"
    EVIDENCE_REUSED = "evidence-reused"
    RECTIFIER_MAY_NOT_CLOSE = "rectifier-may-not-close"
    DEADLINE_PASSED = "deadline-passed"
    # ledger and operation
    LEDGER_BROKEN = "ledger-broken"
    DATABASE_BEHIND = "database-behind"
    BUSY = "busy"
    DISK_FULL = "disk-full"


class Problem(Exception):
    """Something the person can act on; `facts` fill the message shown to them.

    `rows` lists faults of an import or a form: mappings with any of sheet, row, column,
    got, wanted.
    """

    def __init__(
        self, code: Code, *, rows: tuple[dict[str, str], ...] = (), **facts: Any
    ) -> None:
        super().__init__(code.value, facts)
        self.code = code
        self.facts = facts
        self.rows = rows

    def __str__(self) -> str:
        """Give the code and its facts, for logs and the command line."""
        parts = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code.value}: {parts}" if parts else self.code.value
