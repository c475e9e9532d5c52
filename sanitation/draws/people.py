"""Who enters the draw: qualified, and barred from where they have a tie or were last."""

from sqlalchemy.orm import Session

from sanitation.accounts import queries as accounts
from sanitation.accounts.rules import QualificationRule, RotationRule, barred_streets
from sanitation.catalog.city import City
from sanitation.draws import queries
from sanitation.draws.planning import RosterRow


def qualification_rule(city: City) -> QualificationRule:
    """Return what this city demands before duty."""
    return QualificationRule(
        training_hours=city.default_int("assessor.training"),
        mock_agreement_pct=city.default_int("assessor.mock_agreement"),
        exam_score=city.default_int("assessor.exam_pass"),
    )


def rotation_rule(city: City) -> RotationRule:
    """Return how long a place bars its return in this city."""
    return RotationRule(
        district_quarters=city.default_int("assessor.district_rest"),
        street_quarters=city.default_int("assessor.street_rest"),
    )


def roster(session: Session, city: City, quarter: str) -> tuple[RosterRow, ...]:
    """List the qualified assessors with the streets barred to each.

    Barred are the streets of a declared tie, every street of a district named in one,
    and what rotation bars: it is a rule of the draw, not a habit.
    """
    qualified = accounts.qualified_assessors(session, quarter, qualification_rule(city))
    ties = accounts.conflicts(session, [account.id for account, _ in qualified])
    history = queries.worked(session, city)
    district_of = {street.code: street.district_code for street in city.streets}
    rows = []
    for account, file in qualified:
        own = [tie for tie in ties if tie.account_id == account.id]
        streets = {tie.street for tie in own} - {""}
        districts = {tie.district for tie in own} - {""}
        streets |= {code for code, district in district_of.items() if district in districts}
        rotation = barred_streets(
            history.get(account.id, ()), quarter, rotation_rule(city), district_of
        )
        barred = frozenset(streets) | rotation
        rows.append(RosterRow(account.ref, file.home_x, file.home_y, barred))
    return tuple(sorted(rows, key=lambda one: one.ref))
