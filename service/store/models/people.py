"""Officers, their sessions, and API clients."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.store.base import Base, Identified, Versioned
from service.store.sealed import Sealed


class Officer(Versioned, Base):
    """Somebody who works in the console."""

    __tablename__ = "officers"

    username: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    roles: Mapped[list[str]]
    service_id: Mapped[UUID | None] = mapped_column(ForeignKey("support_services.id"))
    """The support service a service provider speaks for."""
    active: Mapped[bool]
    demo: Mapped[bool]
    password_hash: Mapped[str]
    totp_ct: Mapped[bytes | None]
    totp_last_step: Mapped[int]
    """The last time step a code was accepted for, so that no code works twice."""
    created_at: Mapped[datetime]
    attestation: Mapped[bytes]
    """A MAC over the account's authority; see `service.usecases.authority`."""

    identifier_macs: Mapped[list[str]] = mapped_column(default=list)
    """Keyed hashes of the officer's own identifiers: a report that names one shuts them out."""
    described_at: Mapped[datetime | None]
    contact_ct: Mapped[bytes | None]
    description_ct: Mapped[bytes | None]

    totp = Sealed("totp", owner_table="officers")
    contact = Sealed("officer_contact", owner_table="officers")
    description = Sealed("officer_description", owner_table="officers")
    """How the officer describes themselves, if they wish to; never inferred."""


class ConsoleSession(Identified, Base):
    """A signed-in browser; the cookie's token is kept only as a keyed hash."""

    __tablename__ = "console_sessions"

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"), index=True)
    token_mac: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class ApiClient(Versioned, Base):
    """A university system that calls the API."""

    __tablename__ = "api_clients"

    name: Mapped[str]
    client_id: Mapped[str] = mapped_column(unique=True)
    auth_method: Mapped[str]
    """``client_secret_basic`` or ``private_key_jwt``."""
    secret_hash: Mapped[str | None]
    public_jwk: Mapped[str | None]
    scopes: Mapped[list[str]]
    service_id: Mapped[UUID | None]
    """The support service that the system is of, where it receives referrals."""
    active: Mapped[bool]
    demo: Mapped[bool]
    created_at: Mapped[datetime]
    attestation: Mapped[bytes]
    """A MAC over the client's authority; see `service.usecases.authority`."""


class UsedAssertion(Base):
    """A client assertion that has been used; each works once (RFC 7523, section 3)."""

    __tablename__ = "used_assertions"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]


class IdempotencyKey(Base):
    """An answer kept for repeats of the same request; the answer itself is sealed."""

    __tablename__ = "idempotency_keys"

    client_id: Mapped[UUID] = mapped_column(primary_key=True)
    key_mac: Mapped[bytes] = mapped_column(primary_key=True)
    body_mac: Mapped[bytes]
    answer_ct: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(index=True)
