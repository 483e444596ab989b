"""Builders: things made the only way there is, through the use cases."""

from typing import Any
from uuid import UUID

from service.domain.actors import SYSTEM, Actor, ActorKind, Scope
from service.domain.code_lists import Role
from service.store.models import ApiClient, Case, Officer, Referral, Report, SupportService
from service.usecases import accounts, clients, directory, intake, referrals, triage
from service.usecases.intake import ReportSubmission
from service.usecases.runtime import Runtime

PASSWORD = "a long enough password"
OFFICE = tuple(scope for scope in Scope if scope != Scope.REFERRALS_RECEIVE)
"""Every scope but the one that is of a support service alone."""


class World:
    """Makes what a test needs; every default is believable."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime

    def officer(self, *roles: Role, username: str | None = None, **values: Any) -> Actor:
        """Make an officer and give the actor they are."""
        return self.account(*roles, username=username, **values)[2]

    def account(
        self, *roles: Role, username: str | None = None, **values: Any
    ) -> tuple[Officer, str, Actor]:
        """Make an officer; give the row, the TOTP secret and the actor."""
        roles = roles or (Role.WELFARE_OFFICER,)
        name = username or f"officer{len(self.names) + 1}"
        self.names.append(name)
        with self.runtime.unit(SYSTEM) as unit:
            officer, secret = accounts.create_officer(
                unit, username=name, display_name=name.title(), password=PASSWORD, roles=roles,
                **values,
            )  # fmt: skip
        actor = Actor(
            ActorKind.OFFICER, officer.id, roles=frozenset(roles), service_id=officer.service_id
        )
        return officer, secret, actor

    @property
    def names(self) -> list[str]:
        return self.__dict__.setdefault("_names", [])  # type: ignore[no-any-return]

    def client(self, *scopes: Scope, **values: Any) -> tuple[ApiClient, str | None, Actor]:
        """Make an API client; give the row, its secret and the actor it is."""
        scopes = scopes or OFFICE
        if Scope.REFERRALS_RECEIVE in scopes and "service_id" not in values:
            values["service_id"] = self.service().id
        with self.runtime.unit(SYSTEM) as unit:
            client, secret = clients.create_client(
                unit, name="Report form", scopes=scopes, **values
            )
        actor = Actor(
            ActorKind.CLIENT, client.id, scopes=frozenset(scopes), service_id=client.service_id
        )
        return client, secret, actor

    def form(self) -> Actor:
        """Make a report form's client."""
        return self.client(Scope.REPORTS_WRITE, Scope.REPORTS_READ)[2]

    def report(self, by: Actor | None = None, **values: Any) -> tuple[Report, str]:
        """Submit a report; give it and its receipt."""
        submission = ReportSubmission(**{"narrative": "Words said on the ward.", **values})
        with self.runtime.unit(by or self.form()) as unit:
            return intake.submit_report(unit, submission)

    def reporter(self, report: Report) -> Actor:
        """Give the actor who holds a report's receipt."""
        return Actor(ActorKind.REPORTER, report_id=report.id)

    def case(self, by: Actor, *reports: UUID, **values: Any) -> Case:
        """Open a case for reports (a new one if none is given)."""
        ids = reports or (self.report()[0].id,)
        with self.runtime.unit(by) as unit:
            return triage.open_case(unit, report_ids=ids, **values)

    def service(self, **values: Any) -> SupportService:
        """Put a support service into the directory."""
        manager = Actor(ActorKind.CLIENT, scopes=frozenset({Scope.DIRECTORY_WRITE}))
        with self.runtime.unit(manager) as unit:
            return directory.add_service(
                unit, {"name": "Student Counselling", "service_type": "counselling", **values}
            )

    def referral(self, by: Actor, **values: Any) -> Referral:
        """Draft a referral; ``agreed`` names what the person agrees to share with the service."""
        service_id = values.pop("service_id", None) or self.service().id
        if "agreed" in values:
            scopes = values.pop("agreed").split()
            values["consents"] = [
                {"scope": scope, "state": "granted", "wording_version": "2026-09"}
                for scope in scopes
            ]
        with self.runtime.unit(by) as unit:
            return referrals.create_referral(
                unit, **{"service_id": service_id, "need": "Somebody to talk to.", **values}
            )
