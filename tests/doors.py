"""Every way to a case, so that a test can try all of them for somebody who is shut out.

The operations of the API and the pages of the console are walked as they are registered. What is
not reached by its address alone stands here: add a row for each new one.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select

from service.domain.actors import SYSTEM, Actor
from service.domain.code_lists import Role
from service.store.models import AuditEntry, Case, Referral, Report
from service.store.queries import (
    audit,
    cases,
    guard,
    introductions,
    references,
    referrals,
    reports,
    work,
)
from service.store.queries.pages import Page
from service.store.queries.worklists import CaseFilter, worklist_counts
from service.usecases import access_requests, casework, conflicts
from service.usecases.access_reading import list_unreviewed, list_waiting
from service.usecases.reading import Reading
from service.usecases.searching import search_identifier
from tests.api.caller import Caller
from tests.api.things import Things
from tests.builders import World

ALL = Page(100)
MARKER = "Quillfeather"
WHO = {"identifier": {"type": "staff_number", "value": "Z 900"}}


class Scene:
    """A case with everything on it, a report on no case, and others that are nobody's secret."""

    def __init__(self, api: FlaskClient, world: World) -> None:
        self.world, self.runtime = world, world.runtime
        self.things = Things(api, world)
        self.office: Caller = self.things.office
        self.case_id = UUID(self.things.ids["case_id"])
        self.report_id = UUID(self.things.ids["report_id"])
        case = f"/v1/cases/{self.case_id}"
        for path, body in (
            (f"{case}/notes", {"text": MARKER}),
            (f"{case}/messages", {"text": MARKER}),
            (f"{case}/outcomes", {"outcome_type": "apology", "summary": MARKER}),
            (f"{case}/parties", {"role": "witness", "identity": {"name": MARKER, **WHO}}),
            ("/v1/referrals", {"service_id": self.things.ids["service_id"],
                               "case_id": str(self.case_id), "need": MARKER}),
            (f"/v1/reports/{self.report_id}/messages", {"text": MARKER}),
        ):  # fmt: skip
            self.office.post(path, body)
        self._ask_for_access()
        self._others()
        self.references = self._references()
        self.secrets = self._secrets()

    def _ask_for_access(self) -> None:
        manager, shut_out = (self.world.officer(Role.CASE_MANAGER) for _ in range(2))
        with self.runtime.unit(manager) as unit:
            conflict = conflicts.declare_conflict(
                unit, officer_id=shut_out.id, kind="recused", case_id=self.case_id
            )
            asked = access_requests.request_access(
                unit, kind="end_conflict", subject=conflict.id, purpose="quality_review",
                reason=MARKER,
            )  # fmt: skip
            self.ids = {"conflict_id": str(conflict.id), "request_id": str(asked.id)}
        with self.runtime.unit(self.world.officer(Role.INVESTIGATOR)) as unit:
            where = unit.session.get_one(Case, self.case_id).reference
            glass = access_requests.break_glass(unit, where, purpose="safeguarding", reason=MARKER)
            access_requests.end_access(unit, glass.id)

    def _others(self) -> None:
        report = self.office.post("/v1/reports", {"narrative": "Of another ward."})
        third = self.office.post("/v1/reports", {"narrative": "Of a third."})
        self.elsewhere_id = third["id"]
        case = self.office.post("/v1/cases", {"report_ids": [report["id"]]})
        self.office.post(f"/v1/cases/{case['id']}/outcomes", {"outcome_type": "training"})
        service = {"service_id": self.things.ids["service_id"], "need": "To talk."}
        self.office.post("/v1/referrals", service)

    def _references(self) -> dict[str, str]:
        with self.runtime.reading(SYSTEM) as reading:
            found = reading.connection.execute
            on_case = found(select(Report.id).where(Report.case_id == self.case_id)).scalars().all()
            mine = [self.case_id, self.report_id, *on_case]
            for_them = select(Referral.id).where(
                Referral.case_id.in_(mine) | Referral.report_id.in_(mine)
            )
            mine += found(for_them).scalars().all()
            return {
                str(row.id): row.reference
                for model in (Case, Report, Referral)
                for row in found(select(model.id, model.reference).where(model.id.in_(mine)))
            }

    def _secrets(self) -> frozenset[str]:
        parts = ("assignment", "party", "allegation", "measure", "assessment", "appeal", "task",
                 "clock", "attachment", "referral", "action", "letter", "point", "appointment",
                 "introduction")  # fmt: skip
        ids = {self.things.ids[f"{part}_id"] for part in parts}
        return frozenset({MARKER, *ids, *self.references, *self.references.values()})

    def shown(self, *texts: str) -> set[str]:
        """Give the secrets that are in any of these texts."""
        return {secret for secret in self.secrets for text in texts if secret in text}

    def officer(self, *roles: Role, **values: Any) -> Actor:
        """Make an officer; one who can be is put on the case, and others may look at it."""
        actor = self.world.officer(*roles, **values)
        self.put_on(actor)
        return actor

    def put_on(self, actor: Actor) -> None:
        role = next((role for role in _ON_CASES if role in actor.roles), None)
        if role is not None:
            with self.runtime.unit(self.world.officer(Role.CASE_MANAGER)) as unit:
                casework.assign_officer(unit, self.case_id, actor.id, role)

    def inside(self, actor: Actor) -> Actor:
        """Give the officer with every grant there could be."""
        mine = frozenset(UUID(one) for one in self.references)
        return replace(actor, unmasked=mine, broken_glass=mine)

    def shut_out(self, actor: Actor) -> None:
        for about in ({"case_id": self.case_id}, {"report_id": self.report_id}):
            with self.runtime.unit(self.world.officer(Role.CASE_MANAGER)) as unit:
                conflicts.declare_conflict(
                    unit, officer_id=actor.id, kind="supervises_party", **about
                )

    def entry_id(self) -> UUID:
        """Give an entry of the log that is about the case."""
        with self.runtime.reading(SYSTEM) as reading:
            query = select(AuditEntry.id).where(AuditEntry.subject_id == self.case_id)
            found: UUID = reading.connection.scalars(query.order_by(AuditEntry.id)).first()
            return found


_ON_CASES = (Role.WELFARE_OFFICER, Role.INVESTIGATOR, Role.DECISION_MAKER)

Door = Callable[[Reading, Scene], Iterable[Any]]


def _searched(reading: Reading, _: Scene) -> Iterable[Any]:
    return search_identifier(reading, "staff_number", "z900", "casework")


def _soon(reading: Reading) -> Any:
    return reading.now + timedelta(days=3)


QUERIES: dict[str, Door] = {
    "cases": lambda r, _: cases.list_cases(r.connection, r.actor, CaseFilter(), ALL).rows,
    "case by reference": lambda r, s: (
        cases.list_cases(
            r.connection, r.actor, CaseFilter(reference=s.references[str(s.case_id)]), ALL
        ).rows
    ),
    "worklist": lambda r, _: cases.worklist(r.connection, r.actor, CaseFilter(), limit=100),
    "reports": lambda r, _: (
        reports.list_reports(r.connection, r.actor, reports.ReportFilter(), ALL, sealed=True).rows
    ),
    "waiting reports": lambda r, _: reports.waiting_reports(r.connection, r.actor, limit=100),
    "referrals": lambda r, _: referrals.list_referrals(r.connection, r.actor, ALL).rows,
    "introductions": lambda r, _: introductions.list_introductions(r.connection, r.actor, ALL).rows,
    "outcomes": lambda r, _: cases.list_outcomes(r.connection, r.actor, ALL).rows,
    "clocks": lambda r, _: (
        work.list_clocks(r.connection, r.actor, work.ClockFilter(), r.now, ALL).rows
    ),
    "tasks": lambda r, _: work.list_tasks(r.connection, r.actor, work.TaskFilter(), ALL).rows,
    "references": lambda r, s: references.references_of(
        r.connection, r.actor, [UUID(one) for one in s.references]
    ).values(),
    "search by identifier": _searched,
}
"""Queries that give rows of many cases, for an officer with every role."""

LOGS: dict[str, Door] = {
    "audit entries": lambda r, _: (
        audit.list_entries(r.connection, r.actor, audit.EntryFilter(), ALL).rows
    ),
    "audit entries of the case": lambda r, s: (
        audit.list_entries(r.connection, r.actor, audit.EntryFilter(case_id=s.case_id), ALL).rows
    ),
    "audit entries of the report": lambda r, s: (
        audit.list_entries(
            r.connection, r.actor, audit.EntryFilter(subject_id=s.report_id), ALL
        ).rows
    ),
    "audit entry": lambda r, s: [audit.entry_row(r.connection, r.actor, s.entry_id())],
    "reference in the log": lambda r, s: [
        references.id_of_reference(r.connection, r.actor, reference)
        for reference in s.references.values()
    ],
    "own requests for access": lambda r, _: guard.requests_by(r.connection, r.actor, ALL).rows,
    "requests that wait": lambda r, _: list_waiting(r, ALL).rows,
    "glass to review": lambda r, _: list_unreviewed(r, ALL).rows,
}
"""Queries whose rows grow by being looked at."""

COUNTS: dict[str, Callable[[Reading], Any]] = {
    "worklists": lambda r: worklist_counts(r.connection, r.actor, _soon(r)),
}
"""What only counts: the numbers must be those without the case."""

CONSOLE = (
    "/console/audit/?case={case_id}",
    "/console/audit/?subject={report_id}",
    "/console/?worklist=all",
)
"""Pages of the console that show more when they are asked for more."""
