"""A case and its people, on a clock that moves when told to."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

from service.domain.actors import SYSTEM, Actor
from service.domain.code_lists import Role
from service.domain.errors import NotFound
from service.store.models import AccessRequest, Case
from service.store.queries.reports import openable_report
from service.usecases import access_requests, casework, conflicts
from service.usecases.access import allow_on
from service.usecases.access_reading import with_grants
from service.usecases.runtime import Runtime
from tests.builders import World

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WHY = "The police ask for a name tonight."


class Office:
    """A case with a named reporter, its people, and a clock that moves when told to."""

    def __init__(self, world: World, runtime: Runtime) -> None:
        self.now, self.world = START, world
        self.runtime = dataclasses.replace(runtime, clock=lambda: self.now)
        self.manager, self.custodian = (
            world.officer(role) for role in (Role.CASE_MANAGER, Role.IDENTITY_CUSTODIAN)
        )
        self.investigator, self.outsider = (world.officer(Role.INVESTIGATOR) for _ in range(2))
        self.guard = world.officer(Role.DATA_PROTECTION_OFFICER)
        self.report = world.report(mode="named", reporter={"name": "Sam Field"})[0]
        self.case = world.case(self.manager, self.report.id)
        with self.runtime.unit(self.manager) as unit:
            casework.assign_officer(unit, self.case.id, self.investigator.id, Role.INVESTIGATOR)

    def later(self, **values: float) -> None:
        self.now += timedelta(**values)

    def ask(self, by: Actor | None = None, **values: Any) -> AccessRequest:
        form = {"kind": "unmask", "subject": self.report.id, "purpose": "safeguarding",
                "reason": WHY, **values}  # fmt: skip
        with self.runtime.unit(by or self.investigator) as unit:
            return access_requests.request_access(unit, **form)

    def decide(
        self, request: AccessRequest, by: Actor, *, approve: bool = True, version: int = 1
    ) -> AccessRequest:
        with self.runtime.unit(by) as unit:
            return access_requests.decide_access(unit, request.id, approve=approve, version=version)

    def end(self, request: AccessRequest, by: Actor) -> AccessRequest:
        with self.runtime.unit(by) as unit:
            return access_requests.end_access(unit, request.id)

    def break_glass(self, by: Actor, reference: str | None = None) -> AccessRequest:
        with self.runtime.unit(by) as unit:
            return access_requests.break_glass(
                unit, reference or self.case.reference, purpose="safeguarding", reason=WHY
            )

    def review(self, request: AccessRequest, by: Actor, result: str = "justified") -> AccessRequest:
        with self.runtime.unit(by) as unit:
            row = unit.session.get_one(AccessRequest, request.id)
            return access_requests.review_access(unit, row.id, result, version=row.version)

    def may_name(self, actor: Actor) -> bool:
        with self.runtime.reading(SYSTEM) as reading:
            row = openable_report(reading.connection, with_grants(reading, actor), self.report.id)
            return bool(row and row.may_open_identity)

    def sees(self, actor: Actor, model: type = Case) -> bool:
        row = self.case if model is Case else self.report
        try:
            with self.runtime.reading(SYSTEM) as reading:
                allow_on(reading.connection, with_grants(reading, actor), model, row.id)
        except NotFound:
            return False
        return True

    def shut_out(self, officer: Actor) -> None:
        with self.runtime.unit(self.manager) as unit:
            conflicts.declare_conflict(
                unit, officer_id=officer.id, case_id=self.case.id, kind="personal_connection"
            )
