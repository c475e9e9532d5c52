"""Toilet inspections and cases in every state, so that each side has something to do."""

from datetime import timedelta

from sanitation.accounts.rules import Actor
from sanitation.demo.past import Line
from sanitation.demo.scenes import Album
from sanitation.supervision.rules import Command
from sanitation.supervision.values import Act, NewInspection

INSPECTED = 24
BETWEEN = timedelta(minutes=20)  # so that all of it fits between a draw and its first day
ITEMS = ("PT10", "PT16", "PT17", "PT05", "PT12", "PT18")
WHOLE_WAY = (
    Command.ISSUE,
    Command.ACCEPT,
    Command.SUBMIT,
    Command.CLAIM,
    Command.PASS,
    Command.LOOK_BACK_PASS,
    Command.CLOSE,
)
PARTY = frozenset({Command.ACCEPT, Command.SUBMIT, Command.RETURN})
OTHERS = frozenset({Command.LOOK_BACK_PASS, Command.CLOSE})
PHOTOS = frozenset({Command.SUBMIT, Command.LOOK_BACK_PASS})


def bring(line: Line, album: Album) -> None:
    """Inspect toilets of the first street and elsewhere, and drive each case some way."""
    services, inspector = line.services, line.cast.actors["inspector"]
    codes = {one.code for one in services.supervision.checklist(inspector)}
    items = [item for item in ITEMS if item in codes] or sorted(codes)[:3]
    own, other = services.city.ranked_districts[:2]
    streets = [services.city.streets_of(one.code)[0].code for one in (own, other)]
    near, far = (services.supervision.toilets(inspector, street=one)[0] for one in streets)
    chosen = [*near[: INSPECTED // 2], *far[: INSPECTED // 2]]
    with line.steps.step("toilet cases", len(chosen)) as step:
        for number, toilet in enumerate(chosen):
            _inspect(line, album, toilet.site_id, items[number % len(items)], number)
            step(1)


def _inspect(line: Line, album: Album, site_id: str, item: str, number: int) -> None:
    inspector = line.cast.actors["inspector"]
    photo = album.photo("close", "V12")
    new = NewInspection(site_id, {item: 1 + number % 2}, {item: photo}, "示例巡查")
    for ref in line.services.supervision.inspect(inspector, new):
        # The further down the list, the shorter the way: every state is there to be seen.
        _drive(line, album, ref, WHOLE_WAY[: 7 - number % 8])
    line.clock.advance(BETWEEN / 2)


def _drive(line: Line, album: Album, ref: str, commands: tuple[Command, ...]) -> None:
    for command in commands:
        actor = _actor(line, ref, command)
        if actor is None:
            return
        line.clock.advance(BETWEEN)
        photos = (album.photo("overall", "V12"),) if command in PHOTOS else ()
        line.services.supervision.act(actor, Act(ref, command, "示例", photos))


def _actor(line: Line, ref: str, command: Command) -> Actor | None:
    if command in OTHERS:
        return line.cast.actors["inspector2"]
    if command not in PARTY:
        return line.cast.actors["inspector"]
    district = line.cast.actors["district"]
    rows, _ = line.services.supervision.listing(district)
    return district if ref in {row.ref for row in rows} else None
