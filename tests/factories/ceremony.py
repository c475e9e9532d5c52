"""A sealed draw, brought as far as a test needs."""

import hashlib
import itertools
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sanitation.accounts.rules import Actor, Role
from sanitation.bootstrap import Services
from sanitation.draws.beacon import Beacon
from sanitation.draws.planning import round_due
from tests.factories import accounts, quarter
from tests.factories.quarter import QUARTER, House

DICE = "01234567890123456789"
MADE_UP = Beacon("ab" * 32, "")  # only a rehearsal takes a value without signature
FAR = 30_200_000  # a round of 2026-07-07, more than 72 hours after the world begins
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A house with three trustees and what each of them keeps."""

    house: House
    trustees: tuple[Actor, ...]
    shares: tuple[str, ...]

    @property
    def services(self) -> Services:
        """Return the services of the house."""
        return self.house.services

    @property
    def ref(self) -> str:
        """Return the draw's ref."""
        return self.house.draw

    @property
    def due(self) -> datetime:
        """Return when the plan's beacon round is due."""
        page = self.services.draws.public_page(self.ref)
        return datetime.fromtimestamp(round_due(page.draw.beacon_round), UTC)


def share() -> str:
    """Make a share nobody else has."""
    return hashlib.sha256(f"share {next(_numbers)}".encode()).hexdigest()


def trustee(services: Services) -> Actor:
    """Enrol a trustee of a body of their own."""
    return accounts.account(services, Role.TRUSTEE)


def handed_in(house: House, trustees: int = 3) -> Sealed:
    """Let trustees of different bodies hand in a share each."""
    people = tuple(trustee(house.services) for _ in range(trustees))
    shares = tuple(share() for _ in people)
    for person, given in zip(people, shares, strict=True):
        house.services.ceremony.hand_in(person, QUARTER, given)
    return Sealed(house, people, shares)


def plan(services: Services, **changes):
    """Return a sealed rehearsal's plan."""
    given = {"sealed": True, "rehearsal": True, "beacon_round": FAR} | changes
    return quarter.plan(services, **given)


def committed(services: Services, **changes) -> Sealed:
    """Freeze, seal and commit."""
    made = handed_in(quarter.house(services))
    office = made.house.office
    services.frames.freeze(office, QUARTER)
    ref = services.draws.commit(office, plan(services, **changes))
    return replace(made, house=replace(made.house, draw=ref))


def rolled(services: Services, **changes) -> Sealed:
    """Let two people of the office enter the same dice, an hour before the round."""
    made = committed(services, **changes)
    services.clock.move_to(made.due - timedelta(hours=1))
    for person in (made.house.office, made.house.second):
        services.ceremony.enter_dice(person, made.ref, DICE)
    return made


def drawn(services: Services, **changes) -> Sealed:
    """Draw with a made-up beacon."""
    made = rolled(services, **changes)
    services.clock.move_to(made.due + timedelta(minutes=1))
    services.ceremony.draw(made.house.office, made.ref, MADE_UP)
    return made


def closed(services: Services, **changes) -> Sealed:
    """Assign, and let the moment come when the shares should be opened."""
    made = drawn(services, **changes)
    services.draws.assign(made.house.office, made.ref)
    services.clock.move_to(services.draws.public_page(made.ref).draw.opens_at)
    return made


def opened(services: Services, **changes) -> Sealed:
    """Open the shares as one of the trustees."""
    made = closed(services, **changes)
    services.ceremony.open(made.trustees[1], made.ref)
    return made
