"""Toilets, photos, and cases driven to wherever a test begins."""

import io
import itertools
from dataclasses import dataclass
from datetime import date, timedelta

from PIL import Image

from sanitation.accounts import queries as people
from sanitation.accounts.rules import Actor, Place, Role
from sanitation.bootstrap import Services
from sanitation.sites.models import Site, Toilet
from sanitation.sites.rules import SiteState, ToiletKind, ToiletStatus
from sanitation.supervision.rules import Command
from sanitation.supervision.values import Act, NewInspection
from tests.factories import accounts

_numbers = itertools.count(1)

WHOLE_WAY = (
    Command.ISSUE,
    Command.ACCEPT,
    Command.SUBMIT,
    Command.CLAIM,
    Command.PASS,
    Command.LOOK_BACK_PASS,
    Command.CLOSE,
)
WITH_PHOTO = frozenset(
    {Command.SUBMIT, Command.GIVE_UP, Command.LOOK_BACK_PASS, Command.LOOK_BACK_FAIL}
)
OF_THE_PARTY = frozenset({Command.ACCEPT, Command.RETURN, Command.PLAN, Command.SUBMIT})
OF_ANOTHER = frozenset({Command.LOOK_BACK_PASS, Command.LOOK_BACK_FAIL, Command.CLOSE})


@dataclass(frozen=True, slots=True)
class Hands:
    """Who plays which part: two inspectors and somebody of the party's side."""

    inspector: Actor
    another: Actor
    party: Actor

    def of(self, command: Command) -> Actor:
        """Return who gives a command in an undisturbed case."""
        if command in OF_THE_PARTY:
            return self.party
        return self.another if command in OF_ANOTHER else self.inspector


def photo(size: tuple[int, int] = (64, 48)) -> bytes:
    """Encode a JPEG whose bytes were never made before."""
    number = next(_numbers)
    image = Image.new("RGB", size, (number % 256, number // 256 % 256, 90))
    image.putpixel((0, 0), (255, 255, 255))
    out = io.BytesIO()
    image.save(out, "JPEG", comment=f"sample {number}".encode())
    return out.getvalue()


def hands(services: Services, place: Place | None = None) -> Hands:
    """Enrol two inspectors and a person of the district the place lies in."""
    return Hands(
        accounts.account(services, Role.INSPECTOR),
        accounts.account(services, Role.INSPECTOR),
        accounts.account(services, Role.DISTRICT_VIEWER, place=place),
    )


def toilet(services: Services, place: Place | None = None) -> str:
    """Put an open toilet into the register; return its permanent number."""
    first = services.city.streets[0]
    where = place or Place(first.district_code, first.code)
    number = next(_numbers)
    origin = services.city.projection
    with services.sessions.begin() as session:
        keeper = people.organisation_by_ref(session, where.contractor)
        session.add(
            Site(
                site_id=f"TOILET-{number}",
                venue="V04",
                street=where.street,
                name=f"Toilet {number}",
                lon_e7=origin.origin_lon_e7,
                lat_e7=origin.origin_lat_e7,
                contractor_id=keeper.id if keeper else None,
                state=SiteState.ACTIVE,
                opened_on=date(2020, 1, 1),
                toilet=Toilet(
                    toilet_class=2,
                    kind=ToiletKind.DETACHED,
                    industry="sanitation",
                    status=ToiletStatus.OPEN,
                ),
            )
        )
    return f"TOILET-{number}"


def inspected(
    services: Services, inspector: Actor, site_id: str = "", item: str = ""
) -> str:
    """Inspect a toilet and find one fault; return the ref of the draft case."""
    code = item or services.supervision.checklist(inspector)[0].code
    where = site_id or toilet(services)
    new = NewInspection(where, {code: 1}, {code: photo()}, "note")
    (ref,) = services.supervision.inspect(inspector, new)
    return ref


def give(services: Services, actor: Actor, ref: str, command: Command, **given):
    """Give one command with whatever the table says it needs."""
    needed = {
        "reason": "because",
        "photos": (photo(),) if command in WITH_PHOTO else (),
        "days": 2 if command is Command.EXTEND else 0,
    }
    return services.supervision.act(actor, Act(ref, command, **(needed | given)))


def case(services: Services, crew: Hands, until: Command | None, site_id: str = "") -> str:
    """Drive a case up to and with a command; None leaves the draft."""
    ref = inspected(services, crew.inspector, site_id)
    way = WHOLE_WAY[: WHOLE_WAY.index(until) + 1] if until else ()
    for command in way:
        services.clock.advance(timedelta(minutes=10))
        give(services, crew.of(command), ref, command)
    return ref
