"""Who may call which route: one file a stage, one row an endpoint.

`tests/webapp/test_access_matrix.py` walks every route × role × relation and compares the
answer with these rows; a route without a row fails, and so does a row without a route.
Writes are tried for real, each in a savepoint that is rolled back.

How to add the rows of a stage: write `tests/webapp/access_rows/<stage>.py` with a `ROWS`
dictionary from endpoint name to `Row`, and, where pages need objects, `build(world)`.

    from sanitation.accounts.rules import Relation, Role
    from tests.factories import sites
    from tests.webapp.access_rows import Row, World, by_place, by_person, everybody

    READERS = {Role.OFFICE, Role.AUDITOR, Role.DISTRICT_VIEWER}

    def build(world: World) -> None:
        # Called once, in the order of the stages; keep what later rows need.
        for place in world.places():
            world.keep["site", place] = sites.site(world.services, place).site_id

    def site_at(world, account, relation):
        # URL arguments of an object standing in that relation to the account;
        # None where there is no such object (that combination is left out).
        place = world.place(account, relation)
        return place and {"site_id": world.keep["site", place]}

    ROWS = {
        "public.ranking": Row(public=True),
        "home.home": Row(everybody),
        "sites.listing": Row(READERS),
        "sites.page": Row(READERS, args=site_at, missing={"site_id": "NOWHERE-1"}),
        "sites.edit": Row({Role.OFFICE}, args=site_at, missing={"site_id": "NOWHERE-1"},
                          form={"name": "x", "reason": "moved"}),
        "tasks.page": Row({Role.ASSESSOR}, args=task_of, missing={"ref": "0" * 32},
                          seen=by_person),
    }

What is expected follows from the row:

- nobody signed in: `public` answers as for anybody; else GET goes to sign-in (303), a
  write is 401;
- a role outside `roles`: 403, whatever the object;
- a role inside `roles`: GET `answer` (200), a write `answer` (303); but 404 where `seen`
  says that the object is not for this role in this relation. `missing` are the arguments
  of an object that does not exist: always 404.

`seen` is `by_place` (city roles see all, others OWN and CHILD) unless the row says
`by_person` (OWN only, whatever the role), `by_all` (no object is hidden) or a function
(role, relation) -> bool of its own. `form` may be a function
(world, account, relation) -> dict. `answer` may name another status where the row cannot
cheaply prepare a state in which the write succeeds (409): access was passed all the same.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sanitation.accounts.rules import HOME_LEVEL, Level, Place, Relation, Role
from sanitation.bootstrap import Services

everybody = frozenset(Role)

Arguments = dict[str, Any]
Maker = Callable[["World", "Person", Relation], "Arguments | None"]


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in account of the matrix: one a role, and a colleague of the same role."""

    role: Role
    ref: str
    handle: str
    token: str


@dataclass(frozen=True, slots=True)
class World:
    """The services, the people and whatever the stages keep in it."""

    services: Services
    people: Mapping[Role, Person]
    colleagues: Mapping[Role, Person]  # same role and place, another person
    here: Place  # of the district, street and contractor viewer
    beside: Place  # same district, another street and contractor
    away: Place  # another district, and the other contractor
    keep: dict[Any, Any] = field(default_factory=dict)

    def places(self) -> tuple[Place, ...]:
        """List the three places objects are made at."""
        return (self.here, self.beside, self.away)

    def place(self, person: Person, relation: Relation) -> Place | None:
        """Return where an object in this relation to the person lies; None: nowhere."""
        level = HOME_LEVEL.get(person.role, Level.CITY)
        found: dict[tuple[Level, Relation], Place] = {
            (Level.CITY, Relation.OWN): self.here,
            (Level.CITY, Relation.CHILD): self.away,
            (Level.DISTRICT, Relation.OWN): self.here,
            (Level.DISTRICT, Relation.CHILD): self.beside,
            (Level.DISTRICT, Relation.SIBLING): self.away,
            (Level.STREET, Relation.OWN): self.here,
            (Level.STREET, Relation.SIBLING): self.beside,
            (Level.CONTRACTOR, Relation.OWN): self.here,
            (Level.CONTRACTOR, Relation.SIBLING): self.beside,
        }
        return found.get((level, relation))

    def person(self, person: Person, relation: Relation) -> Person | None:
        """Return whose object stands in this relation: one's own, or a colleague's."""
        if relation is Relation.OWN:
            return person
        return self.colleagues[person.role] if relation is Relation.SIBLING else None


def by_place(role: Role, relation: Relation) -> bool:
    """Tell whether the object is seen: the city sees all, a level what lies within it."""
    return role not in HOME_LEVEL or relation in {Relation.OWN, Relation.CHILD}


def by_person(role: Role, relation: Relation) -> bool:
    """Tell whether the object is seen: one's own only."""
    return relation is Relation.OWN


def by_all(role: Role, relation: Relation) -> bool:
    """Tell that the object is hidden from nobody whose role may call the route."""
    return True


@dataclass(frozen=True, slots=True)
class Row:
    """Who may call one endpoint, and how to call it."""

    roles: Collection[Role] = frozenset()
    public: bool = False
    args: Maker | None = None
    missing: Mapping[str, Any] | None = None
    seen: Callable[[Role, Relation], bool] = by_place
    form: Mapping[str, Any] | Callable[[World, Person, Relation], Mapping[str, Any]] = (
        field(default_factory=dict)
    )
    query: Mapping[str, Any] = field(default_factory=dict)
    answer: int | Collection[int] | None = None  # None: 200 for GET, 303 for a write
