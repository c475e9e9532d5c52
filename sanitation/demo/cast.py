"""The people of the demo: every role once with a password, and the many who only work."""

import random
from dataclasses import dataclass, field
from datetime import date

from sanitation.accounts.pledges import PLEDGES
from sanitation.accounts.rules import Actor, Level, Role
from sanitation.accounts.values import FileEdit, NewAccount, NewContract
from sanitation.bootstrap import Services

PASSWORD = "sample-city-2026"  # noqa: S105  of the demo only, printed at its start
AREA_M = 6000  # spread of assessors' homes around a street's label point
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗"
GIVEN = (
    "伟",
    "芳",
    "敏",
    "静",
    "磊",
    "洋",
    "艳",
    "勇",
    "杰",
    "娟",
    "涛",
    "明",
    "霞",
    "平",
    "刚",
)


@dataclass(slots=True)
class Cast:
    """Who acts in the demo; actors by the handle they sign in with."""

    actors: dict[str, Actor] = field(default_factory=dict)
    assessors: list[Actor] = field(default_factory=list)
    reviewers: list[Actor] = field(default_factory=list)
    adjudicators: list[Actor] = field(default_factory=list)
    panellists: list[Actor] = field(default_factory=list)
    trustees: list[Actor] = field(default_factory=list)
    firms: dict[str, str] = field(default_factory=dict)  # street -> firm's name
    shown: list[tuple[str, str]] = field(default_factory=list)  # handle, what it is for


def gather(services: Services, quarter: str, teams: int, seed: int) -> Cast:
    """Make organisations, contracts and accounts, and qualify the assessors."""
    dice = random.Random(seed)  # noqa: S311  made-up people
    cast = Cast()
    _office(services, cast)
    _trustees(services, cast)
    _contractors(services, cast)
    _responsible(services, cast)
    agency = services.accounts.organisation("示例测评机构", "agency")
    for number in range(1, teams * 2 + 9):
        person = _person(services, agency, f"assessor{number:03d}", {Role.ASSESSOR}, dice)
        _qualify(services, cast, person, quarter, dice)
        cast.assessors.append(person)
    bureau = services.accounts.organisation("示例复核中心", "agency")
    for kind, role, count in (
        ("reviewer", Role.REVIEWER, 12),
        ("adjudicator", Role.ADJUDICATOR, 3),
        ("panellist", Role.PANELLIST, 4),
    ):
        people = [
            _person(services, bureau, f"{kind}{n:02d}", {role}, dice)
            for n in range(1, count + 1)
        ]
        getattr(cast, f"{kind}s").extend(people)
    for people, text in (
        (cast.reviewers, "reviewer"),
        (cast.adjudicators, "adjudicator"),
        (cast.panellists, "panellist"),
    ):
        show(services, cast, people[0], text)
    for person in cast.panellists[1:]:  # a panel is any two of them
        show(services, cast, person, "panellist")
    return cast


def _office(services: Services, cast: Cast) -> None:
    bureau = services.accounts.organisation("示例城管局", "bureau")
    for handle, name, role in (
        ("office", "指数办甲", Role.OFFICE),
        ("office2", "指数办乙", Role.OFFICE),
        ("inspector", "督办员甲", Role.INSPECTOR),
        ("inspector2", "督办员乙", Role.INSPECTOR),
        ("auditor", "审计员", Role.AUDITOR),
        ("admin", "管理员", Role.ADMINISTRATOR),
    ):
        new = NewAccount(handle, name, bureau, roles=frozenset({role}))
        cast.actors[handle] = _made(services, new)
        show(services, cast, cast.actors[handle], role.value)


def _trustees(services: Services, cast: Cast) -> None:
    """Enrol three trustees of three bodies that have nothing to do with each other."""
    bodies = (("甲", "示例市纪委监委"), ("乙", "示例市审计局"), ("丙", "示例公证处"))
    for number, (letter, body) in enumerate(bodies, start=1):
        home = services.accounts.organisation(body, "bureau")
        new = NewAccount(
            f"trustee{number}", f"保管人{letter}", home, roles=frozenset({Role.TRUSTEE})
        )
        cast.trustees.append(_made(services, new))
        cast.actors[new.handle] = cast.trustees[-1]
        show(services, cast, cast.trustees[-1], Role.TRUSTEE.value)


def _contractors(services: Services, cast: Cast) -> None:
    city = services.city
    for district in city.ranked_districts:
        for letter in "甲乙":
            name = f"示例{district.name_zh}{letter}环境公司"
            firm = services.accounts.organisation(name, "contractor")
            for street in city.streets_of(district.code)[0 if letter == "甲" else 1 :: 2]:
                cast.firms[street.code] = name
                new = NewContract(firm, street.code, "", date(2025, 1, 1))
                services.accounts.contract(None, new)


def _responsible(services: Services, cast: Cast) -> None:
    city = services.city
    district = city.ranked_districts[0]
    street = city.streets_of(district.code)[0]
    desk = services.accounts.organisation(f"示例{district.name_zh}城管局", "district")
    hall = services.accounts.organisation(f"示例{street.name_zh}办事处", "street")
    firm = services.accounts.organisation(cast.firms[street.code], "contractor")
    for handle, body, level, role in (
        ("district", desk, Level.DISTRICT, Role.DISTRICT_VIEWER),
        ("street", hall, Level.STREET, Role.STREET_VIEWER),
        ("contractor", firm, Level.CONTRACTOR, Role.CONTRACTOR_VIEWER),
    ):
        new = NewAccount(
            handle,
            f"{street.name_zh if handle == 'street' else district.name_zh}经办人",
            body,
            level=level,
            district=district.code if level is not Level.CONTRACTOR else "",
            street=street.code if level is Level.STREET else "",
            roles=frozenset({role}),
        )
        cast.actors[handle] = _made(services, new)
        show(services, cast, cast.actors[handle], role.value)


def _person(
    services: Services, body: str, handle: str, roles: set[Role], dice: random.Random
) -> Actor:
    name = dice.choice(SURNAMES) + dice.choice(GIVEN)
    return _made(services, NewAccount(handle, name, body, roles=frozenset(roles)))


def _made(services: Services, new: NewAccount) -> Actor:
    services.accounts.create(None, new)
    return services.accounts.office_actor(new.handle)


def show(services: Services, cast: Cast, actor: Actor, text: str) -> None:
    """Give an account the demo's password and list it."""
    services.accounts.set_password(None, actor.ref, PASSWORD)
    handle = services.accounts.account(None, actor.ref).handle
    cast.shown.append((handle, text))


def _qualify(
    services: Services, cast: Cast, person: Actor, quarter: str, dice: random.Random
) -> None:
    street = dice.choice(services.city.streets)
    x, y = services.city.to_metres(*street.label_e7)
    edit = FileEdit(
        training_hours=16 + dice.randint(0, 8),
        mock_agreement_pct=dice.randint(80, 98),
        exam_score=dice.randint(80, 99),
        home_x=x + dice.randint(-AREA_M, AREA_M),
        home_y=y + dice.randint(-AREA_M, AREA_M),
    )
    services.accounts.edit_file(cast.actors["office"], person.ref, quarter, edit)
    for pledge, text in PLEDGES.items():
        services.accounts.sign_pledge(person, quarter, pledge, text.sha256)


def requalify(services: Services, cast: Cast, quarter: str) -> None:
    """Qualify the same assessors for another quarter; rotation decides where they may go."""
    dice = random.Random(quarter)  # noqa: S311  made-up people
    for person in cast.assessors:
        _qualify(services, cast, person, quarter, dice)
