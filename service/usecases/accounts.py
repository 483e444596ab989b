"""Officers' accounts and their sessions in the console."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import argon2
import pyotp
from sqlalchemy import select, update

from service.domain.actors import Actor, ActorKind
from service.domain.code_lists import Role
from service.domain.errors import NotFound, invalid
from service.domain.ids import new_id
from service.store.models import ConsoleSession, Officer
from service.store.queries.guard import glass_broken_by
from service.store.queries.people import officer_row, session_row
from service.store.queries.rows import AnyRow
from service.usecases.access import allow
from service.usecases.access_reading import with_grants
from service.usecases.authority import attest, is_usable
from service.usecases.descriptions import forget_description
from service.usecases.identifiers import identifier_mac, identifiers_of
from service.usecases.named_officers import shut_out_of_earlier
from service.usecases.reading import Reading
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit, housekeeping

MIN_PASSWORD = 12
_HASHER = argon2.PasswordHasher()
_NOBODY_HASH = _HASHER.hash(secrets.token_urlsafe())
_TOTP_STEP = 30
_TOUCH_EVERY = timedelta(seconds=30)
_IDENTIFIERS = {
    "email": re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}"),
    "staff_number": re.compile(r"[\w ./-]{1,50}"),
}


@dataclass(frozen=True, slots=True)
class SignedInOfficer:
    """Who is signed in, as pages may show it."""

    id: UUID
    username: str
    display_name: str
    roles: Sequence[str]
    service_id: UUID | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live console session."""

    session: AnyRow
    officer: SignedInOfficer
    actor: Actor
    glass: Sequence[AnyRow] = ()
    """The cases they are in by broken glass; see `glass_broken_by`."""


def create_officer(
    unit: Unit,
    *,
    username: str,
    display_name: str,
    password: str,
    roles: Sequence[str],
    service_id: UUID | None = None,
    demo: bool = False,
    email: str | None = None,
    staff_number: str | None = None,
) -> tuple[Officer, str]:
    """Create an account.

    Args:
        email: where notices go; with ``staff_number`` what shuts the officer out of reports that
            name them.

    Returns:
        The officer, and the TOTP secret to put into an authenticator: shown once.

    Raises:
        Invalid: the password is too short, the name is taken, a role is unknown, or an identifier
            is none.
    """
    allow(unit.actor, "officer.manage")
    if len(password) < MIN_PASSWORD:
        raise invalid("/password", "too_short", f"Use at least {MIN_PASSWORD} characters.")
    if not roles or not set(roles) <= set(Role):
        raise invalid("/roles", "unknown_code", "Give at least one role of the list role.")
    if unit.session.scalar(select(Officer.id).where(Officer.username == username)) is not None:
        raise invalid("/username", "taken", "There is an officer of this name already.")
    secret = pyotp.random_base32()
    officer = Officer(
        id=new_id(), username=username, display_name=display_name, roles=sorted(set(roles)),
        service_id=service_id, active=True, demo=demo, password_hash=_HASHER.hash(password),
        totp_last_step=0, created_at=unit.now,
    )  # fmt: skip
    unit.new_key(Officer.__tablename__, officer.id)
    unit.seal(officer, Officer.totp, {"secret": secret})
    _identify(unit, officer, {"email": email, "staff_number": staff_number})
    attest(unit, officer)
    unit.add(officer)
    unit.record("officer.create", officer, change={"roles": officer.roles})
    shut_out_of_earlier(unit, officer.id, _given(email=email, staff_number=staff_number))
    return officer, secret


def amend_officer(
    unit: Unit, username: str, *, email: str | None = None, staff_number: str | None = None
) -> Officer:
    """Change an officer's own identifiers; what is not given stays as it is.

    They shut the officer out of every report and case that names one of them, earlier ones too.

    Raises:
        NotFound: there is no live account of this name.
        Invalid: an identifier is none.
    """
    allow(unit.actor, "officer.manage")
    officer = unit.session.scalar(select(Officer).where(Officer.username == username))
    if officer is None or not officer.active:
        raise NotFound
    given = _given(email=email, staff_number=staff_number)
    reads = [] if Officer.contact.is_empty(officer) else [Officer.contact.target(officer)]
    with unit.opening(reads):
        contact = officer.contact if reads else {}
    _identify(unit, officer, {**contact, **given})
    attest(unit, officer)
    unit.record("officer.amend", officer, change={"fields": sorted(given)}, reads=reads)
    shut_out_of_earlier(unit, officer.id, given)
    return officer


def _given(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}


def _identify(unit: Unit, officer: Officer, contact: Mapping[str, str | None]) -> None:
    """Seal an officer's own identifiers, and keep the hashes by which reports are held off."""
    known = {name: value.strip() for name, value in contact.items() if value is not None}
    for name, value in known.items():
        if not _IDENTIFIERS[name].fullmatch(value):
            raise invalid(f"/{name}", "malformed", f"This is no {name.replace('_', ' ')}.")
    officer.identifier_macs = sorted(
        identifier_mac(unit.provider, kind, value) for kind, value in identifiers_of(known)
    )
    unit.seal(officer, Officer.contact, known)


def sign_in(
    unit: Unit, *, username: str, password: str, code: str, absolute: timedelta, demo: bool
) -> str | None:
    """Check a password and a TOTP code and start a session.

    Returns:
        The session's token for the cookie; None when anything was wrong — which, is not said.
        The failure is recorded, so let the unit commit either way.
    """
    officer = unit.session.scalar(select(Officer).where(Officer.username == username))
    step = _accepted_step(unit, officer, password, code)
    if officer is None or step is None or not is_usable(unit.provider, Officer, officer, demo=demo):
        unit.record("officer.sign_in_failed", officer, result="refused")
        return None
    officer.totp_last_step = step
    token = secrets.token_urlsafe(32)
    session = ConsoleSession(
        id=new_id(), officer_id=officer.id, token_mac=unit.provider.mac("session", token.encode()),
        created_at=unit.now, last_seen_at=unit.now, expires_at=unit.now + absolute,
    )  # fmt: skip
    unit.add(session)
    unit.go_on_as(_actor(officer, unit.actor.origin))
    unit.record("officer.sign_in", officer, change={"session": str(session.id)})
    return token


def resume_session(runtime: Runtime, reading: Reading, token: str, origin: str) -> SignedIn | None:
    """Find the live session of a cookie's token; None when it has ended in any way."""
    row = session_row(reading.connection, runtime.provider.mac("session", token.encode()))
    now = runtime.clock()
    if row is None or row.revoked_at is not None or now >= row.expires_at:
        return None
    if now - row.last_seen_at > runtime.rules.session_idle:
        return None
    officer = officer_row(reading.connection, row.officer_id)
    if officer is None or not is_usable(
        runtime.provider, Officer, officer, demo=runtime.rules.demo
    ):
        return None
    if now - row.last_seen_at > _TOUCH_EVERY:
        with housekeeping(runtime.engine) as session:
            session.execute(
                update(ConsoleSession).where(ConsoleSession.id == row.id).values(last_seen_at=now)
            )
    shown = {name: getattr(officer, name) for name in SignedInOfficer.__slots__}
    actor = with_grants(reading, _actor(officer, origin))
    glass = glass_broken_by(reading.connection, row.officer_id, now) if actor.broken_glass else ()
    return SignedIn(row, SignedInOfficer(**shown), actor, glass)


def _actor(officer: Any, origin: str) -> Actor:
    return Actor(
        ActorKind.OFFICER,
        officer.id,
        roles=frozenset(Role(role) for role in officer.roles),
        service_id=officer.service_id,
        origin=origin,
    )


def deactivate_officer(unit: Unit, username: str) -> Officer:
    """Close an account, end its sessions, and drop how the officer described themselves.

    Raises:
        NotFound: there is no live account of this name.
    """
    allow(unit.actor, "officer.manage")
    officer = unit.session.scalar(select(Officer).where(Officer.username == username))
    if officer is None or not officer.active:
        raise NotFound
    officer.active = False
    attest(unit, officer)
    unit.record("officer.deactivate", officer)
    forget_description(unit, officer)
    revoke_sessions(unit, officer.id)
    return officer


def sign_out(unit: Unit, session_id: UUID) -> None:
    """End the actor's own session."""
    session = unit.session.get(ConsoleSession, session_id)
    if session is None or session.officer_id != unit.actor.id:
        raise NotFound
    session.revoked_at = unit.now
    unit.record("officer.sign_out", session)


def revoke_sessions(unit: Unit, officer_id: UUID) -> int:
    """End every session of an officer; gives how many were live."""
    allow(unit.actor, "officer.manage")
    live = unit.session.scalars(
        select(ConsoleSession).where(
            ConsoleSession.officer_id == officer_id, ConsoleSession.revoked_at.is_(None)
        )
    ).all()
    for session in live:
        session.revoked_at = unit.now
        unit.record("session.revoke", session)
    return len(live)


def _accepted_step(unit: Unit, officer: Officer | None, password: str, code: str) -> int | None:
    """Give the time step whose code was typed, if password and code are right and unused.

    A wrong name costs as much time as a wrong password, so names cannot be probed.
    """
    try:
        _HASHER.verify(officer.password_hash if officer else _NOBODY_HASH, password)
    except argon2.exceptions.VerificationError:
        return None
    if officer is None:
        return None
    with unit.opening([Officer.totp.target(officer)]):
        totp = pyotp.TOTP(officer.totp["secret"])
    present = int(unit.now.timestamp()) // _TOTP_STEP
    for step in (present, present - 1, present + 1):
        if step > officer.totp_last_step and pyotp.utils.strings_equal(
            totp.generate_otp(step), code
        ):
            return step
    return None
