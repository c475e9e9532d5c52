"""When a case has to be accepted and put right, worked out by hand from the calendar."""

from datetime import datetime

import pytest

from sanitation.accounts.rules import Role
from sanitation.clock import SHANGHAI
from sanitation.supervision.models import Case
from sanitation.supervision.rules import Command
from sanitation.supervision.values import Act
from tests.factories import accounts
from tests.factories import supervision as cases
from tests.webapp.world import places_of
from tests.world import small_world

# severity, issued, accept by, rectify by; local times
GOLDEN = [
    ("S1", "2026-07-03 23:30", "2026-07-04 01:30", "2026-07-04 23:30"),
    ("S2", "2026-07-03 16:30", "2026-07-06 11:30", "2026-07-07 18:00"),
    ("S3", "2026-07-03 10:00", "2026-07-06 18:00", "2026-07-10 18:00"),
    ("S3", "2026-02-12 10:00", "2026-02-13 18:00", "2026-02-26 18:00"),
    ("S3", "2026-05-08 10:00", "2026-05-09 18:00", "2026-05-14 18:00"),
    ("S3", "2026-09-18 10:00", "2026-09-20 18:00", "2026-09-24 18:00"),
    ("S3", "2026-09-30 10:00", "2026-10-08 18:00", "2026-10-13 18:00"),
    ("S4", "2026-07-03 10:00", "2026-07-06 18:00", "2026-08-14 18:00"),
]


@pytest.mark.parametrize(("severity", "issued", "accept", "rectify"), GOLDEN)
def test_deadlines_run_on_the_citys_calendar(severity, issued, accept, rectify):
    start = datetime.fromisoformat(f"{issued}+08:00")
    with small_world(start=start) as services:
        here = places_of(services)[0]
        officer = accounts.account(services, Role.INSPECTOR)
        ref = cases.draft(services, here, officer)
        with services.sessions.begin() as session:
            session.query(Case).filter_by(ref=ref).one().severity = severity
        row = services.supervision.act(officer, Act(ref, Command.ISSUE))
        told = [at.astimezone(SHANGHAI) for at in (row.accept_by, row.due_at)]
        assert [f"{at:%Y-%m-%d %H:%M}" for at in told] == [accept, rectify]
