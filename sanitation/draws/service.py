"""Use cases of the draw: commit a plan, draw with a public seed, assign, substitute."""

import secrets
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from sanitation.accounts.queries import actor_of_account
from sanitation.accounts.rules import Action, Actor, Due, Place, Role, authorise
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions
from sanitation.draws import (
    assigning,
    beacon,
    bundle,
    committing,
    dice,
    drawing,
    planning,
    queries,
    view,
)
from sanitation.draws.models import Draw, Task
from sanitation.draws.rules import (
    DrawState,
    Seal,
    TaskState,
    check_can_cancel,
    check_follows,
    check_reason,
)
from sanitation.draws.shelf import Shelf
from sanitation.draws.values import (
    CommitDraw,
    DrawPage,
    DrawRow,
    Seed,
    TaskFilter,
    TaskRow,
    WhyDrawn,
)
from sanitation.errors import Code, Problem
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import append

PAGE = 50  # tasks


@dataclass(frozen=True, slots=True)
class Draws:
    """Use cases of the draw."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
    shelf: Shelf = field(default_factory=Shelf)

    def commit(self, actor: Actor, command: CommitDraw) -> str:
        """Fix everything that could steer a draw, before its seed exists; returns its ref.

        FRAME_NOT_FROZEN, PLAN_IMPOSSIBLE, TOO_FEW_ASSESSORS, TOO_FEW_SHARES,
        BEACON_TOO_SOON; WRONG_STATE where a draw of the quarter stands already.
        """
        authorise(actor, Action.RUN_QUARTER)
        with self.sessions.begin() as session:
            made = committing.commit(
                session, self.city, self.blobs, command, self.clock.now()
            )
            self._log(session, "DrawCommitted", made, actor)
            return made.ref

    def draw(self, actor: Actor, ref: str, seed: Seed) -> None:
        """Draw an open rehearsal in one step; every other plan goes through the ceremony.

        DICE_INVALID, BEACON_INVALID; PLAN_ALREADY_DRAWN for a second seed; WRONG_STATE
        for a sealed plan: two people enter its dice and its beacon's signature is checked.
        """
        authorise(actor, Action.RUN_QUARTER)
        with self.sessions.begin() as session:
            found = self._found(session, ref)
            if found.state in {DrawState.DRAWN, DrawState.ASSIGNED}:
                raise Problem(Code.PLAN_ALREADY_DRAWN)
            check_follows(found.state, DrawState.DRAWN)
            if found.opens_at is not None or not planning.is_rehearsal(found.plan):
                raise Problem(Code.WRONG_STATE, state=Seal.SEALED.value)
            dice.check_digits(seed.dice, planning.dice_digits(found.plan))
            number = found.beacon_round
            beacon.check(seed.randomness, seed.signature, number, rehearsal=True)
            drawing.draw(session, self.blobs, found, seed, self.clock.now())
            self._log(session, "DrawMade", found, actor)

    def assign(self, actor: Actor, ref: str) -> None:
        """Draw the people, deal teams, and give each package one team and one day."""
        authorise(actor, Action.RUN_QUARTER)
        with self.sessions.begin() as session:
            found = self._found(session, ref)
            check_follows(found.state, DrawState.ASSIGNED)
            assigning.assign(session, self.city, self.blobs, found, self.clock.now())
            self._log(session, "TasksAssigned", found, actor)

    def cancel(self, actor: Actor, ref: str, reason: str) -> None:
        """Cancel a draw before its tasks exist; it stays published with the reason.

        Of a quarter in waves, before its last wave: what was drawn stays published, its
        open tasks end, and the quarter needs a new plan, which names this one.
        """
        authorise(actor, Action.RUN_QUARTER)
        if not reason.strip():
            raise Problem(Code.INVALID_INPUT, field="reason")
        with self.sessions.begin() as session:
            found = self._found(session, ref)
            left = view.waiting(queries.waves(session, found.id))
            check_can_cancel(found.state, left)
            found.state, found.cancelled_reason = DrawState.CANCELLED, reason.strip()[:300]
            self._log(session, "DrawCancelled", found, actor)

    def substitute(self, actor: Actor, handle: str, reason: str) -> str:
        """Hand a task to the next reserve of its cell; returns the new task's handle.

        Only the next reserve in ticket order, only for a reason of the closed list;
        NO_RESERVE_LEFT where the cell has none.
        """
        if Role.ASSESSOR in actor.roles:
            authorise(actor, Action.DO_FIELDWORK)
        else:
            authorise(actor, Action.RUN_QUARTER)
        check_reason(reason, planning.REASONS)
        with self.sessions.begin() as session:
            task = queries.task_by_handle(session, handle)
            if task is None or not self._may_substitute(session, actor, task):
                raise Problem(Code.NOT_FOUND)
            if task.draw.state is DrawState.CANCELLED:
                raise Problem(Code.WRONG_STATE, state=DrawState.CANCELLED.value)
            if task.state is not TaskState.OPEN:
                raise Problem(Code.WRONG_STATE, state=task.state.value)
            reserve = queries.next_reserve(session, task.draw_id, task.drawn_site.cell)
            if reserve is None:
                raise Problem(Code.NO_RESERVE_LEFT)
            task.state, task.substitution_reason = TaskState.SUBSTITUTED, reason
            made = Task(
                draw_id=task.draw_id,
                drawn_site_id=reserve.id,
                site_pk=reserve.site_pk,
                team_id=task.team_id,
                package=task.package,
                day=task.day,
                stands_in_for_id=task.id,
            )
            session.add(made)
            session.flush()
            event = Event(
                kind="SiteSubstituted",
                object=task.handle,
                facts=view.substitution_facts(task, reserve.site.site_id),
                actor=actor.ref,
                role=actor.role,
                reason=reason,
            )
            append(session, event, self.clock.now())
            return made.handle

    def listing(self, actor: Actor) -> tuple[DrawRow, ...]:
        """List every draw for the office and the auditor."""
        authorise(actor, Action.VIEW_QUARTER)
        return self.public_listing()

    def page(self, actor: Actor, ref: str) -> DrawPage:
        """Show a draw; the office sees counts of tasks, the sample once all may see it."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            return view.page(session, self._found(session, ref), self.clock.now())

    def tasks(self, actor: Actor, ref: str) -> tuple[TaskRow, ...]:
        """List the tasks of days that have come; nobody reads ahead of the day."""
        return self.task_page(actor, ref, TaskFilter(), 1, size=None)[0]

    def task_page(
        self,
        actor: Actor,
        ref: str,
        wanted: TaskFilter,
        page: int,
        size: int | None = PAGE,
    ) -> tuple[tuple[TaskRow, ...], int]:
        """List one page of the tasks of days that have come, and how many match."""
        authorise(actor, Action.VIEW_QUARTER)
        today = self.clock.now().astimezone(ZoneInfo(self.city.timezone)).date()
        with self.sessions.read() as session:
            found = self._found(session, ref)
            start = (page - 1) * (size or 0)
            rows, total = queries.tasks_until(session, found.id, today, wanted, start, size)
            return tuple(view.task_row(task) for task in rows), total

    def leaders(self, actor: Actor, ref: str) -> list[Actor]:
        """List who leads each team of a draw, for the office that runs it."""
        authorise(actor, Action.RUN_QUARTER)
        with self.sessions.read() as session:
            found = self._found(session, ref)
            return [
                actor_of_account(member.account)
                for team in queries.teams(session, found.id)
                for member in team.members
                if member.position == 1
            ]

    def public_listing(self) -> tuple[DrawRow, ...]:
        """List every draw as anybody may read it: commitments, seeds, digests."""
        with self.sessions.read() as session:
            return tuple(
                view.row(draw, self.clock.now()) for draw in queries.draws(session)
            )

    def public_page(self, ref: str) -> DrawPage:
        """Show a draw to anybody: the sample only once fieldwork is over."""
        with self.sessions.read() as session:
            return view.page(session, self._found(session, ref), self.clock.now())

    def why(self, ref: str, site_id: str) -> WhyDrawn:
        """Tell why a site was drawn or not; NOT_FOUND before the draw is opened."""
        with self.sessions.read() as session:
            found = self._opened(session, ref)
            return view.why(session, self.blobs, found, site_id)

    def bundle(self, ref: str) -> bytes:
        """Return the draw's bundle as a ZIP that anybody can verify, once it is opened."""
        with self.sessions.read() as session:
            found, now = self._opened(session, ref), self.clock.now()
            return self.shelf.take(
                self.blobs,
                bundle.state(session, found, now),
                lambda: bundle.archive(session, self.blobs, found, now),
            )

    def due(self, actor: Actor) -> tuple[Due, ...]:
        """Tell the office which draws wait for their seed or their assignment."""
        if Role.OFFICE not in actor.roles:
            return ()
        with self.sessions.read() as session:
            states = [draw.state for draw in queries.draws(session)]
        waiting = (
            Due("draws_to_seed", states.count(DrawState.COMMITTED)),
            Due("draws_to_assign", states.count(DrawState.DRAWN)),
        )
        return tuple(due for due in waiting if due.count)

    def dice(self) -> str:
        """Roll digits for a rehearsal, from the machine's own source; a real draw rolls dice."""
        return "".join(str(secrets.randbelow(10)) for _ in range(20))

    def _found(self, session: Session, ref: str) -> Draw:
        found = queries.draw_by_ref(session, ref)
        if found is None:
            raise Problem(Code.NOT_FOUND)
        return found

    def _opened(self, session: Session, ref: str) -> Draw:
        found = self._found(session, ref)
        if not view.opened(session, found):
            raise Problem(Code.NOT_FOUND)
        return found

    def _may_substitute(self, session: Session, actor: Actor, task: Task) -> bool:
        if Role.ASSESSOR in actor.roles:
            return actor.id in queries.team_people(session, task.team_id)
        place = Place(self.city.district_of(task.site.street), task.site.street)
        return actor.scope.sees(place)

    def _log(self, session: Session, kind: str, found: Draw, actor: Actor) -> None:
        session.flush()
        event = Event(
            kind=kind,
            object=found.ref,
            facts=view.facts(found),
            actor=actor.ref,
            role=actor.role,
            versions={"rubric": found.rubric_sha256},
        )
        append(session, event, self.clock.now())
