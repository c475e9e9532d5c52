"""A record sent twice is one record, and its sender holds one receipt."""

from sqlalchemy import func, select

from sanitation.accounts.models import Account
from sanitation.accounts.queries import actor_of_account
from sanitation.fieldwork.models import Submission
from tests.line import BEGIN, begun, visited
from tests.world import small_world


def test_the_same_record_sent_again_changes_nothing_and_gives_the_same_receipt():
    with small_world(start=BEGIN) as services:
        visited(begun(services))
        with services.sessions.read() as session:
            sent = session.scalars(select(Submission).limit(1)).one()
            account = session.get_one(Account, sent.submitted_by_id)
            actor = actor_of_account(account)
            before = session.scalar(select(func.count()).select_from(Submission))

        again = services.fieldwork.submit(actor, sent.record, sent.statement)

        entries = services.ledger.entries_of(sent.ref)
        assert again.receipt is not None
        assert [again.receipt.handle] == [entry.handle for entry in entries]
        with services.sessions.read() as session:
            assert session.scalar(select(func.count()).select_from(Submission)) == before


def test_the_server_hears_of_a_visit_of_the_sample_once_it_is_over():
    with small_world(start=BEGIN) as services:
        visited(begun(services))
        with services.sessions.read() as session:
            flags = session.scalars(select(Submission.flags)).all()

        flagged = sum("clock" in one.split() for one in flags)
        assert flagged * 50 <= len(flags)
