"""Who enters the draw: qualified, and barred from where they have a tie or were last."""

from sqlalchemy.orm import Session

from sanitation.accounts import queries as accounts
from sanitation.accounts.rules import QualificationRule
from sanitation.catalog.city import City
from sanitation.catalog.quarter import Quarter
from sanitation.draws import queries
from sanitation.draws.planning import RosterRow


def qualification_rule(city: City) -> QualificationRule:
    """Return what this city demands before duty."""
    return QualificationRule(
        training_hours=city.default_int("assessor.training"),
        mock_agreement_pct=city.default_int("assessor.mock_agreement"),
        exam_score=city.default_int("assessor.exam_pass"),
    )


def roster(session: Session, city: City, quarter: str) -> tuple[RosterRow, ...]:
    """List the qualified assessors with the streets barred to each.

    Barred: streets and districts of a declared tie, the districts of the last quarter,
    and the streets of the last four (rotation is a rule, not a habit).
    """
    qualified = accounts.qualified_assessors(session, quarter, qualification_rule(city))
    ties = accounts.conflicts(session, [account.id for account, _ in qualified])
    before = _quarters_before(quarter, city.default_int("assessor.street_rest"))
    recent = queries.streets_visited(session, before)
    last = queries.streets_visited(session, before[:1])
    rows = []
    for account, file in qualified:
        barred = set(recent.get(account.id, ()))
        districts = {city.district_of(street) for street in last.get(account.id, ())}
        for tie in ties:
            if tie.account_id == account.id:
                barred |= {tie.street} - {""}
                districts |= {tie.district} - {""}
        barred |= {s.code for s in city.streets if s.district_code in districts}
        rows.append(RosterRow(account.ref, file.home_x, file.home_y, frozenset(barred)))
    return tuple(sorted(rows, key=lambda one: one.ref))


def _quarters_before(quarter: str, number: int) -> list[str]:
    found, one = [], Quarter.parse(quarter)
    for _ in range(number):
        one = one.previous
        found.append(str(one))
    return found
