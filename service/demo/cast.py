"""The sample's officers and API clients. Their secrets are random and made here, once."""

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.demo.descriptions import describe
from service.demo.house import House
from service.demo.services import COUNSELLING, PEERS, SERVICES
from service.domain.actors import SYSTEM, Actor, ActorKind, Scope
from service.domain.code_lists import Role
from service.usecases import accounts, clients, directory
from service.usecases.runtime import Runtime

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another

OFFICERS: tuple[tuple[str, str, tuple[Role, ...], str | None], ...] = (
    ("amina", "Amina Yusuf", (Role.WELFARE_OFFICER,), None),
    ("tomos", "Tomos Bevan", (Role.WELFARE_OFFICER,), None),
    ("grace", "Grace Achebe", (Role.WELFARE_OFFICER, Role.IDENTITY_CUSTODIAN), None),
    ("helen", "Helen Marsh", (Role.CASE_MANAGER,), None),
    ("david", "David Lindqvist", (Role.INVESTIGATOR,), None),
    ("ruth", "Ruth Adler", (Role.DECISION_MAKER,), None),
    ("marta", "Marta Nowak", (Role.PLACEMENT_LIAISON,), None),
    ("nadia", "Nadia Rahman", (Role.SERVICE_PROVIDER,), COUNSELLING),
    ("kofi", "Kofi Boateng", (Role.SERVICE_PROVIDER,), PEERS),
    ("iris", "Iris Whitlock", (Role.AUDITOR,), None),
    ("owen", "Owen Pritchard", (Role.DATA_PROTECTION_OFFICER,), None),
    ("sam", "Sam Keating", (Role.SYSTEM_ADMIN,), None),
)
"""User name, the name colleagues see, roles, and the service they speak for."""

FORM, CASEWORK, COLLECTOR, FIGURES, BOOKING = (
    "Report form", "Casework system", "Audit collector", "Business intelligence",
    "Counselling booking system",
)  # fmt: skip
CLIENTS: dict[str, tuple[tuple[Scope, ...], str | None]] = {
    FORM: ((Scope.REPORTS_WRITE, Scope.REPORTS_READ), None),
    CASEWORK: (
        (Scope.REPORTS_WRITE, Scope.REPORTS_READ, Scope.CASES_READ, Scope.CASES_WRITE,
         Scope.REFERRALS_READ, Scope.REFERRALS_WRITE, Scope.OUTCOMES_READ, Scope.DIRECTORY_WRITE,
         Scope.INITIATIVES_WRITE),
        None,
    ),
    COLLECTOR: ((Scope.AUDIT_READ,), None),
    FIGURES: ((Scope.STATISTICS_READ,), None),
    BOOKING: ((Scope.REFERRALS_RECEIVE,), COUNSELLING),
}  # fmt: skip
"""The scopes of each, and the support service whose own system it is."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts in the history, and the secrets to sign in as them."""

    actors: dict[str, Actor]
    """Officers by user name, clients by name."""
    services: dict[str, UUID]
    ids: dict[str, UUID]
    """Officers' ids by user name."""
    providers: dict[str, UUID]
    """Placement providers by name."""
    templates: dict[str, UUID]
    """Templates of messages and of letters, by name."""
    officers: list[dict[str, Any]]
    clients: list[dict[str, Any]]

    def speakers(self, service: str) -> tuple[Actor, ...]:
        """Give who acts for a service by an account, or by a system of its own."""
        names = {COUNSELLING: ("nadia", BOOKING), PEERS: ("kofi",)}
        return tuple(self.actors[name] for name in names.get(service, ()))


def make_cast(runtime: Runtime) -> Cast:
    """Create the directory, the officers and the clients, all marked as samples."""
    cast = Cast({}, {}, {}, {}, {}, [], [])
    with runtime.unit(SYSTEM) as unit:
        for entry in SERVICES:
            cast.services[entry["name"]] = directory.add_service(unit, entry).id
    _make_clients(runtime, cast)
    _make_officers(runtime, cast)
    house = House(runtime, cast.actors["helen"])
    cast.providers.update(house.add_providers())
    cast.templates.update(house.add_templates() | house.add_letter_templates())
    describe(runtime, cast.actors)
    return cast


def email_of(username: str) -> str:
    """Give the e-mail address of an officer."""
    return f"{username}@northbridge.example.org"


def _make_clients(runtime: Runtime, cast: Cast) -> None:
    with runtime.unit(SYSTEM) as unit:
        for name, (scopes, service) in CLIENTS.items():
            service_id = cast.services[service] if service else None
            client, secret = clients.create_client(
                unit, name=name, scopes=scopes, service_id=service_id, demo=True
            )
            cast.actors[name] = Actor(
                ActorKind.CLIENT, client.id, scopes=frozenset(scopes), service_id=service_id
            )
            cast.clients.append({
                "name": name, "client_id": client.client_id, "client_secret": secret,
                "scopes": client.scopes, "service_id": str(service_id) if service_id else None,
            })  # fmt: skip


def _make_officers(runtime: Runtime, cast: Cast) -> None:
    with runtime.unit(SYSTEM) as unit:
        for number, (username, name, roles, service) in enumerate(OFFICERS, 1):
            password = _password()
            officer, secret = accounts.create_officer(
                unit, username=username, display_name=name, password=password, roles=roles,
                service_id=cast.services[service] if service else None, demo=True,
                email=email_of(username), staff_number=f"NMS {4100 + number}",
            )  # fmt: skip
            cast.actors[username] = Actor(
                ActorKind.OFFICER, officer.id, roles=frozenset(roles), service_id=officer.service_id
            )
            cast.ids[username] = officer.id
            cast.officers.append({
                "username": username, "password": password, "totp_secret": secret,
                "roles": officer.roles,
            })  # fmt: skip


def _password() -> str:
    """Make a password that can be typed from a screen: 79 random bits in four groups."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
