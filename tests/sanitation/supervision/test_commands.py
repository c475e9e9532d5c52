"""What a command needs, who may give it, and by when: every refusal leaves the case alone."""

from datetime import timedelta

import pytest

from sanitation.accounts.rules import Role
from sanitation.errors import Code
from sanitation.supervision.models import Case
from sanitation.supervision.rules import TRANSITIONS, CaseState, Command, Side
from sanitation.supervision.values import Act, NewInspection
from tests.factories import accounts, sites
from tests.factories.photos import jpeg
from tests.webapp.world import places_of
from tests.world import refuses, small_world, undone

C = Command
ISSUED = ((0, C.ISSUE),)
RECTIFYING = (*ISSUED, ("party", C.ACCEPT))
SUBMITTED = (*RECTIFYING, ("party", C.SUBMIT))
REVIEWING = (*SUBMITTED, (0, C.CLAIM))
LOOKED_BACK = (*REVIEWING, (0, C.PASS), (1, C.LOOK_BACK_PASS))
WAYS = {
    CaseState.DRAFT: (),
    CaseState.ISSUED: ISSUED,
    CaseState.RETURNED: (*ISSUED, ("party", C.RETURN)),
    CaseState.RECTIFYING: RECTIFYING,
    CaseState.SUBMITTED: SUBMITTED,
    CaseState.REVIEWING: REVIEWING,
    CaseState.REINSPECTION_DUE: (*REVIEWING, (0, C.PASS)),
    CaseState.REINSPECTED: LOOKED_BACK,
    CaseState.PAUSED: (*RECTIFYING, (0, C.PAUSE)),
    CaseState.CLOSED: (*LOOKED_BACK, (1, C.CLOSE)),
}


class Desk:
    """A street's toilet, two officers, and those who have to put it right."""

    def __init__(self, services):
        self.services = services
        self.here, self.beside, away = places_of(services)
        self.officers = [accounts.account(services, Role.INSPECTOR) for _ in range(3)]
        self.party = accounts.account(services, Role.STREET_VIEWER, place=self.here)
        self.foreign = accounts.account(services, Role.STREET_VIEWER, place=away)
        self.site = sites.toilet(services, self.here)
        self.items = [
            line.code for line in services.supervision.checklist(self.officers[0])
        ]

    def who(self, key):
        return self.party if key == "party" else self.officers[key]

    def case(self, way=()):
        new = NewInspection(self.site, {self.items[0]: 1}, {self.items[0]: jpeg()})
        (ref,) = self.services.supervision.inspect(self.officers[0], new)
        for who, command in way:
            self.act(ref, command, who)
        return ref

    def act(self, ref, command, who=0, **given):
        given = {"reason": "because", "photos": (jpeg(),), "days": 1} | given
        if given["photos"] and not _takes_photos(command):
            given["photos"] = ()
        return self.services.supervision.act(self.who(who), Act(ref, command, **given))

    def severity(self, ref, severity):
        """Give a draft another severity, as another indicator would."""
        with self.services.sessions.begin() as session:
            session.query(Case).filter_by(ref=ref).one().severity = severity


def _takes_photos(command):
    return any(row.photos for (_, one), row in TRANSITIONS.items() if one is command)


@pytest.fixture(scope="module")
def desk():
    with small_world() as services:
        yield Desk(services)


@pytest.fixture(autouse=True)
def clean(desk):
    with undone(desk.services):
        yield


@pytest.mark.parametrize("state", WAYS)
def test_every_state_refuses_every_command_the_table_does_not_have(desk, state):
    ref = desk.case(WAYS[state])
    for command in Command:
        if (state, command) not in TRANSITIONS:
            with refuses(desk.services, Code.CASE_TRANSITION):
                desk.act(ref, command)


@pytest.mark.parametrize("state", WAYS)
def test_every_command_is_refused_to_the_other_side_and_to_strangers(desk, state):
    ref = desk.case(WAYS[state])
    for (at, command), row in TRANSITIONS.items():
        if at is state:
            other = "party" if row.side is Side.CITY else 1
            with refuses(desk.services, Code.FORBIDDEN):
                desk.act(ref, command, other)
            with refuses(desk.services, Code.NOT_FOUND):
                desk.services.supervision.act(desk.foreign, Act(ref, command, "because"))


NEEDS_REASON = [key for key, row in TRANSITIONS.items() if row.reason and key[0] in WAYS]
NEEDS_PHOTO = [key for key, row in TRANSITIONS.items() if row.photos and key[0] in WAYS]


@pytest.mark.parametrize(("state", "command"), NEEDS_REASON)
def test_a_command_that_needs_a_reason_is_refused_without_one(desk, state, command):
    ref = desk.case(WAYS[state])
    who = "party" if TRANSITIONS[state, command].side is Side.PARTY else _fit(command)
    with refuses(desk.services, Code.INVALID_INPUT):
        desk.act(ref, command, who, reason="  ")


@pytest.mark.parametrize(("state", "command"), NEEDS_PHOTO)
def test_a_command_that_needs_a_photo_is_refused_without_a_good_new_one(
    desk, state, command
):
    ref = desk.case(WAYS[state])
    who = "party" if TRANSITIONS[state, command].side is Side.PARTY else _fit(command)
    second = desk.officers[2].ref
    with refuses(desk.services, Code.EVIDENCE_MISSING):
        desk.act(ref, command, who, photos=(), second=second)
    with refuses(desk.services, Code.PHOTO_INVALID):
        desk.act(ref, command, who, photos=(b"hello",), second=second)
    same = jpeg()
    with refuses(desk.services, Code.EVIDENCE_REUSED):
        desk.act(ref, command, who, photos=(same, same), second=second)


def _fit(command):
    """Return an officer whom the command does not bar: a look-back is somebody else's."""
    return 1 if command in {C.LOOK_BACK_PASS, C.LOOK_BACK_FAIL} else 0


@pytest.mark.parametrize("command", [C.VOID, C.GIVE_UP])
def test_two_officers_are_two_people_who_are_officers(desk, command):
    ref = desk.case(RECTIFYING)
    retired = accounts.account(desk.services, Role.INSPECTOR)
    desk.services.accounts.set_active(None, retired.ref, active=False)
    for second in ("", desk.officers[0].ref, desk.party.ref, "somebody", retired.ref):
        with refuses(desk.services, Code.SIGN_OFF_SAME_PERSON):
            desk.act(ref, command, second=second)
    row = desk.act(ref, command, second=desk.officers[1].ref)
    assert row.state is CaseState.CLOSED


def test_only_who_claimed_a_proof_judges_it(desk):
    ref = desk.case(REVIEWING)
    for command in (C.PASS, C.FAIL):
        with refuses(desk.services, Code.CASE_TRANSITION):
            desk.act(ref, command, 1)


def test_whoever_issued_a_disputed_case_does_not_close_it(desk):
    way = (*ISSUED, ("party", C.RETURN), (1, C.ISSUE), ("party", C.ACCEPT))
    proof = (("party", C.SUBMIT), (0, C.CLAIM), (0, C.PASS), (2, C.LOOK_BACK_PASS))
    ref = desk.case((*way, *proof))
    with refuses(desk.services, Code.CASE_TRANSITION):
        desk.act(ref, C.CLOSE, 1)
    assert desk.act(ref, C.CLOSE, 0).state is CaseState.CLOSED


def test_after_two_returns_the_city_assigns_finally(desk):
    twice = (("party", C.RETURN), (0, C.ISSUE)) * 2
    ref = desk.case((*ISSUED, *twice))
    with refuses(desk.services, Code.CASE_TRANSITION):
        desk.act(ref, C.RETURN, "party")


def test_a_case_is_returned_before_it_had_to_be_accepted(desk):
    ref = desk.case(ISSUED)
    page = desk.services.supervision.case(desk.party, ref)
    desk.services.clock.move_to(page.row.accept_by + timedelta(seconds=1))
    with refuses(desk.services, Code.DEADLINE_PASSED):
        desk.act(ref, C.RETURN, "party")


def test_an_extension_is_given_once_bounded_and_before_it_is_due(desk):
    ref = desk.case(RECTIFYING)
    due = desk.services.supervision.case(desk.party, ref).row.due_at
    for days in (0, -1, 11):
        with refuses(desk.services, Code.INVALID_INPUT):
            desk.act(ref, C.EXTEND, days=days)
    with undone(desk.services):
        desk.services.clock.move_to(due + timedelta(seconds=1))
        with refuses(desk.services, Code.DEADLINE_PASSED):
            desk.act(ref, C.EXTEND, days=3)
    assert desk.act(ref, C.EXTEND, days=3).due_at > due
    with refuses(desk.services, Code.CASE_TRANSITION):
        desk.act(ref, C.EXTEND, days=1)
    kept = [kind for kind, *_ in desk.services.supervision.case(desk.party, ref).deadlines]
    assert kept == ["accept", "rectify", "extended"]


def test_an_urgent_case_is_never_extended(desk):
    ref = desk.case()
    desk.severity(ref, "S1")
    desk.act(ref, C.ISSUE)
    desk.act(ref, C.ACCEPT, "party")
    with refuses(desk.services, Code.CASE_TRANSITION):
        desk.act(ref, C.EXTEND, days=1)


def test_a_pause_moves_the_deadline_by_its_own_length(desk):
    ref = desk.case((*RECTIFYING, (0, C.PAUSE)))
    due = desk.services.supervision.case(desk.party, ref).row.due_at
    desk.services.clock.advance(timedelta(days=9, hours=2))
    assert desk.act(ref, C.RESUME).due_at == due + timedelta(days=9, hours=2)


# -- the inspection


@pytest.mark.parametrize("findings", [{"XX99": 1}, {"first": -1}, {"first": 1000}])
def test_an_inspection_counts_what_is_on_the_list(desk, findings):
    named = {desk.items[0] if key == "first" else key: n for key, n in findings.items()}
    new = NewInspection(desk.site, named, dict.fromkeys(named, jpeg()))
    with refuses(desk.services, Code.ANSWERS_MISMATCH):
        desk.services.supervision.inspect(desk.officers[0], new)


def test_one_bad_photo_refuses_the_whole_inspection(desk):
    one, two, *_ = desk.items
    for bad, code in ((b"hello", Code.PHOTO_INVALID), (None, Code.EVIDENCE_MISSING)):
        photos = {one: jpeg()} | ({two: bad} if bad else {})
        with refuses(desk.services, code):
            desk.services.supervision.inspect(
                desk.officers[0], NewInspection(desk.site, {one: 1, two: 2}, photos)
            )
    same = jpeg()
    with refuses(desk.services, Code.EVIDENCE_REUSED):
        desk.services.supervision.inspect(
            desk.officers[0],
            NewInspection(desk.site, {one: 1, two: 2}, {one: same, two: same}),
        )


def test_what_is_no_open_toilet_is_not_found(desk):
    for site in ("990101001-V01-00001", "", "X"):
        with refuses(desk.services, Code.NOT_FOUND):
            desk.services.supervision.inspect(
                desk.officers[0], NewInspection(site, {desk.items[0]: 0}, {})
            )


@pytest.mark.parametrize("role", [Role.OFFICE, Role.STREET_VIEWER, Role.ASSESSOR])
def test_only_an_inspector_inspects(desk, role):
    other = accounts.account(desk.services, role)
    with refuses(desk.services, Code.FORBIDDEN):
        desk.services.supervision.inspect(other, NewInspection(desk.site, {}, {}))
