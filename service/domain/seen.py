"""Who can see a report, in plain words, read off the policy itself: roles, never names."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from service.domain.actors import Actor, ActorKind, Scope
from service.domain.code_lists import ROLES, Role
from service.domain.policy import Relation, permits

_PARTS = {
    "report.read_content": "what you wrote",
    "report.read_identity": "who you are",
    "report.read": "how your report stands",
}
"""What reading means to the reporter; who reads the words also knows how things stand."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who can see a report, and what of it."""

    who: str
    sees: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What decides who can see a report now."""

    sent: bool
    on_case: bool
    identified: bool
    by_client: bool
    scopes_in_use: Collection[str]
    assigned: Collection[tuple[str, frozenset[Role]]]
    """For each officer on the case, as what they are assigned, and every role they have."""
    unmasked: bool
    broken_glass: bool


def who_can_see(now: Surroundings) -> list[Reader]:
    """List who can see a report at this moment, derived from the policy."""
    readers: dict[str, tuple[str, ...]] = {}
    for who, actor, relation in _everybody(now):
        sees = _seen(actor, relation, now)
        if sees:
            readers[who] = max(readers.get(who, ()), sees, key=len)
    return [Reader(who, sees) for who, sees in readers.items()]


def _everybody(now: Surroundings) -> Iterable[tuple[str, Actor, Relation]]:
    for role in Role if now.sent else ():
        yield f"{_plural(role)}", _officer(role), Relation.ANYONE
        if not now.on_case:
            yield f"{_plural(role)} who look at new reports", _officer(role), Relation.INTAKE
        if now.unmasked:
            who = "An officer whom a second person lets know who you are, for a limited time"
            yield who, _officer(role), Relation.UNMASKED
        if now.broken_glass:
            who = "An officer who had to look in an emergency, on record and for a limited time"
            yield who, _officer(role), Relation.BREAK_GLASS
    for assigned_as, roles in now.assigned:
        who = f"{_plural(assigned_as)} assigned to your case"
        yield who, Actor(ActorKind.OFFICER, roles=roles), Relation.ASSIGNED
    for scope in sorted(set(Scope) & set(now.scopes_in_use)) if now.sent else ():
        yield "The university's own case systems", _client(Scope(scope)), Relation.ANYONE
    if now.by_client:
        form = Actor(ActorKind.CLIENT, scopes=frozenset({Scope.REPORTS_READ, Scope.REPORTS_WRITE}))
        yield "The form or system that took your report", form, Relation.SUBMITTED


def _seen(actor: Actor, relation: Relation, now: Surroundings) -> tuple[str, ...]:
    sees = [part for permission, part in _PARTS.items() if permits(actor, permission, {relation})]
    if not now.identified and _PARTS["report.read_identity"] in sees:
        sees.remove(_PARTS["report.read_identity"])
    return tuple(sees)


def _officer(role: Role) -> Actor:
    return Actor(ActorKind.OFFICER, roles=frozenset({role}))


def _client(scope: Scope) -> Actor:
    return Actor(ActorKind.CLIENT, scopes=frozenset({scope}))


def _plural(role: str) -> str:
    return f"{ROLES.label(role)}s"
