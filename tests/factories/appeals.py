"""Appeals of the first street's findings, brought as far as a test needs."""

from sanitation.appeals.rules import Ground
from sanitation.appeals.values import FileAppeal
from tests.factories import quarter


def command(made, place=0, **changes):
    """Return a filing against one of the district's findings that can be accepted."""
    rows = made.services.appeals.findings(made.district, quarter.QUARTER).rows
    given = {"ground": Ground.FACT, "text": "it had been cleaned"} | changes
    return FileAppeal(rows[place].submission, rows[place].item, **given)


def filed(made, place=0, **changes):
    """File an appeal; returns its ref and the finding."""
    given = command(made, place, **changes)
    return made.services.appeals.file(made.district, given), given


def seats(made):
    """Return each panellist with the handle of their open seat."""
    return [
        (person, seat.handle)
        for person in made.panellists
        for seat in made.services.appeals.seats(person)
    ]


def ready(made, ref, findings=2):
    """Draw the panel and let both judge blind; returns their seats."""
    made.services.appeals.draw_panel(made.office, ref)
    drawn = seats(made)
    for person, handle in drawn:
        made.services.appeals.judge_blind(person, handle, findings)
    return drawn


def ruled(made, ref, outcome, findings, reason="both saw the same"):
    """Bring an appeal to its ruling; returns the release that stands."""
    person, handle = ready(made, ref, findings)[0]
    return made.services.appeals.rule(person, handle, outcome, findings, reason)
