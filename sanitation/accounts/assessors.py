"""Use cases of qualification: an assessor's file, step by step, and the pledges."""

from sqlalchemy.orm import Session

from sanitation.accounts import queries
from sanitation.accounts.conflicts import conflict_row
from sanitation.accounts.models import Account, AssessorFile
from sanitation.accounts.parts import Parts, account_or_404, instant_text, may_keep_files
from sanitation.accounts.pledges import PLEDGES, Pledge
from sanitation.accounts.rules import (
    Action,
    Actor,
    QualificationRule,
    Role,
    RotationRule,
    authorise,
    check_attempt,
    lacks,
)
from sanitation.accounts.values import ConflictRow, FileEdit, FileRow
from sanitation.errors import Code, Problem


def file_facts(file: AssessorFile) -> dict[str, object]:
    """Return what the ledger keeps of a file: steps passed, and which text was signed."""
    return {
        "account": file.account.ref,
        "quarter": file.quarter,
        "training_hours": file.training_hours,
        "mock_agreement_pct": file.mock_agreement_pct,
        "exam_score": file.exam_score,
        "exam_attempts": file.exam_attempts,
        "confidentiality_signed_at": instant_text(file.confidentiality_signed_at),
        "confidentiality_text_sha256": file.confidentiality_text_sha256,
        "integrity_signed_at": instant_text(file.integrity_signed_at),
        "integrity_text_sha256": file.integrity_text_sha256,
    }


def check_qualified(
    session: Session, account: Account, quarter: str, rule: QualificationRule
) -> None:
    """Refuse an assessor whose file lacks a step: NOT_QUALIFIED names them."""
    file = queries.file_of(session, account.id, quarter)
    missing = lacks(queries.qualification_of(file or AssessorFile(training_hours=0)), rule)
    if missing:
        raise Problem(Code.NOT_QUALIFIED, handle=account.handle, lacks=", ".join(missing))


class Assessors(Parts):
    """Who may go on duty, and what is still lacking."""

    __slots__ = ()

    def qualification_rule(self) -> QualificationRule:
        """Return what the city demands before duty: its defaults `assessor.*` of today."""
        return QualificationRule(
            training_hours=self.city.default_int("assessor.training"),
            mock_agreement_pct=self.city.default_int("assessor.mock_agreement"),
            exam_score=self.city.default_int("assessor.exam_pass"),
            exam_attempts=self.city.default_int("assessor.exam_attempts"),
        )

    def rotation_rule(self) -> RotationRule:
        """Return for how many quarters a district and a street rest after a visit."""
        return RotationRule(
            district_quarters=self.city.default_int("assessor.district_rest"),
            street_quarters=self.city.default_int("assessor.street_rest"),
        )

    def files(self, actor: Actor | None, quarter: str) -> tuple[FileRow, ...]:
        """List every active assessor with the quarter's file and what it lacks."""
        may_keep_files(actor)
        with self.sessions.read() as session:
            return tuple(
                self._row(account, file, quarter)
                for account, file in queries.assessors(session, quarter)
            )

    def file(self, actor: Actor | None, ref: str, quarter: str) -> FileRow:
        """Return one assessor's file with the declared ties, for the index office."""
        may_keep_files(actor)
        with self.sessions.read() as session:
            account = queries.account_by_ref(session, ref)
            return self._full(session, _assessor(account), quarter)

    def own_file(self, actor: Actor, quarter: str) -> FileRow:
        """Return one's own file."""
        authorise(actor, Action.VIEW_OWN_FILE)
        with self.sessions.read() as session:
            account = queries.account_by_ref(session, actor.ref)
            return self._full(session, _assessor(account), quarter)

    def edit_file(
        self, actor: Actor | None, ref: str, quarter: str, edit: FileEdit
    ) -> None:
        """Record training, mock test and exam. A changed exam score is one more attempt.

        STALE_VERSION if the file changed since it was read; WRONG_STATE past two attempts.
        """
        may_keep_files(actor)
        with self.sessions.begin() as session:
            account = _assessor(account_or_404(session, ref))
            file = _file(session, account, quarter)
            if edit.version and edit.version != file.version:
                raise Problem(Code.STALE_VERSION)
            if edit.exam_score is not None and edit.exam_score != file.exam_score:
                check_attempt(file.exam_attempts, self.qualification_rule())
                file.exam_attempts += 1
            file.training_hours = edit.training_hours
            file.mock_agreement_pct = edit.mock_agreement_pct
            file.exam_score = edit.exam_score
            file.home_x, file.home_y = edit.home_x, edit.home_y
            session.flush()
            self.log(session, actor, "AssessorFileChanged", file.ref, file_facts(file))

    def sign_pledge(self, actor: Actor, quarter: str, pledge: Pledge, sha256: str) -> None:
        """Sign one pledge for the quarter; sha256 is of the wording that was on the page.

        STALE_VERSION if the wording changed meanwhile, ALREADY_DONE if it is signed.
        """
        authorise(actor, Action.VIEW_OWN_FILE)
        if sha256 != PLEDGES[pledge].sha256:
            raise Problem(Code.STALE_VERSION)
        with self.sessions.begin() as session:
            account = _assessor(account_or_404(session, actor.ref))
            file = _file(session, account, quarter)
            if getattr(file, f"{pledge.value}_signed_at") is not None:
                raise Problem(Code.ALREADY_DONE)
            setattr(file, f"{pledge.value}_signed_at", self.clock.now())
            setattr(file, f"{pledge.value}_text_sha256", sha256)
            session.flush()
            self.log(session, actor, "PledgeSigned", file.ref, file_facts(file))

    def _full(self, session: Session, account: Account, quarter: str) -> FileRow:
        file = queries.file_of(session, account.id, quarter)
        ties = tuple(conflict_row(one) for one in queries.conflicts(session, [account.id]))
        return self._row(account, file, quarter, ties)

    def _row(
        self,
        account: Account,
        file: AssessorFile | None,
        quarter: str,
        ties: tuple[ConflictRow, ...] = (),
    ) -> FileRow:
        kept = file or _blank(quarter)
        return FileRow(
            ref=account.ref,
            handle=account.handle,
            name=account.name,
            organisation=account.organisation.name,
            quarter=quarter,
            training_hours=kept.training_hours,
            mock_agreement_pct=kept.mock_agreement_pct,
            exam_score=kept.exam_score,
            exam_attempts=kept.exam_attempts,
            confidentiality_signed_at=kept.confidentiality_signed_at,
            integrity_signed_at=kept.integrity_signed_at,
            home_x=kept.home_x,
            home_y=kept.home_y,
            lacks=lacks(queries.qualification_of(kept), self.qualification_rule()),
            version=kept.version,
            conflicts=ties,
        )


def _blank(quarter: str) -> AssessorFile:
    """Return the file of somebody who has not begun; it is never stored as it is."""
    return AssessorFile(
        quarter=quarter, training_hours=0, exam_attempts=0, home_x=0, home_y=0, version=0
    )


def _file(session: Session, account: Account, quarter: str) -> AssessorFile:
    """Return the quarter's file, begun if there is none; the account's row is locked."""
    file = queries.file_of(session, account.id, quarter)
    if file is None:
        file = AssessorFile(account=account, quarter=quarter)
        session.add(file)
        session.flush()
    return file


def _assessor(account: Account | None) -> Account:
    if account is None or Role.ASSESSOR not in {grant.role for grant in account.grants}:
        raise Problem(Code.NOT_FOUND)
    return account
