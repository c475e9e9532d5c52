"""A sealed quarter in waves, brought as far as a test needs."""

import hashlib
from datetime import timedelta

from sanitation.bootstrap import Services
from sanitation.draws.beacon import Beacon
from tests.factories import ceremony
from tests.factories.ceremony import Sealed

DAYS, SIZE = 3, 2  # working days a wave, sites a package: four waves of one unit each


def dealt(services: Services, **changes) -> Sealed:
    """Commit in waves, draw the quarter's own seed and deal the teams."""
    given = {"wave_days": DAYS, "package_size": SIZE, "beacon_round": ceremony.FAR}
    made = ceremony.drawn(services, **given | changes)
    services.draws.assign(made.house.office, made.ref)
    return made


def waves(made: Sealed):
    """Return the waves as the office sees them."""
    return made.services.waves.listing(made.house.office, made.ref)


def made_up(label: str) -> Beacon:
    """Return a rehearsal's beacon of a wave."""
    return Beacon(hashlib.sha256(label.encode()).hexdigest(), "")


def bring(made: Sealed, until: int) -> Sealed:
    """Draw so many waves, each an hour after its round is due."""
    for wave in waves(made)[:until]:
        if wave.drawn_at is None:
            at = max(made.services.clock.now(), wave.due_at + timedelta(hours=1))
            made.services.clock.move_to(at)
            made.services.waves.draw_wave(
                made.house.office, made.ref, made_up(wave.label), wave.label
            )
    return made


def opened(services: Services, **changes) -> Sealed:
    """Draw every wave, and open the shares when the plan allows it."""
    made = dealt(services, **changes)
    bring(made, len(waves(made)))
    services.clock.move_to(services.draws.public_page(made.ref).draw.opens_at)
    services.ceremony.open(made.trustees[0], made.ref)
    return made
