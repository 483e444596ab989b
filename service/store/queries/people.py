"""Reading officers, sessions and API clients."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, select, union_all

from service.domain.code_lists import Role
from service.domain.policy import POLICY
from service.store.models import ApiClient, ConsoleSession, Officer
from service.store.queries.rows import AnyRow

_KEEPERS = {role for role in Role for grant in POLICY["directory.add"] if role in grant.who}
OFFICER = (
    Officer.id, Officer.username, Officer.display_name, Officer.roles, Officer.service_id,
    Officer.active, Officer.demo,
)  # fmt: skip


def officer_row(connection: Connection, officer_id: UUID) -> AnyRow | None:
    """Read one officer, with what attests their authority; never for a page."""
    query = select(*OFFICER, Officer.password_hash, Officer.identifier_macs, Officer.attestation)
    return connection.execute(query.where(Officer.id == officer_id)).one_or_none()


def description_row(connection: Connection, officer_id: UUID) -> AnyRow | None:
    """Read how an officer describes themselves, sealed."""
    query = select(Officer.id, Officer.described_at, Officer.description_ct)
    return connection.execute(query.where(Officer.id == officer_id)).one_or_none()


def active_officers(connection: Connection) -> Sequence[AnyRow]:
    """Read the officers who may be given work, by name."""
    query = select(*OFFICER).where(Officer.active.is_(True)).order_by(Officer.display_name)
    return connection.execute(query).all()


def names_of(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Give the names of officers and API clients by id."""
    officers = select(Officer.id, Officer.display_name).where(Officer.id.in_(ids))
    clients = select(ApiClient.id, ApiClient.name).where(ApiClient.id.in_(ids))
    return {row[0]: row[1] for query in (officers, clients) for row in connection.execute(query)}


def everybody(connection: Connection) -> Sequence[AnyRow]:
    """Give the id and the name of every officer and API client there has been, by name."""
    officers = select(Officer.id, Officer.display_name.label("name"))
    clients = select(ApiClient.id, ApiClient.name.label("name"))
    return connection.execute(union_all(officers, clients).order_by("name", "id")).all()


def client_row(connection: Connection, client_id: str) -> AnyRow | None:
    """Read an API client by its public identifier."""
    query = select(*ApiClient.__table__.columns).where(ApiClient.client_id == client_id)
    return connection.execute(query).one_or_none()


def client_by_id(connection: Connection, row_id: UUID) -> AnyRow | None:
    """Read an API client by its row, as named in a token."""
    query = select(*ApiClient.__table__.columns).where(ApiClient.id == row_id)
    return connection.execute(query).one_or_none()


def session_row(connection: Connection, token_mac: bytes) -> AnyRow | None:
    """Read a console session by its token's keyed hash."""
    query = select(*ConsoleSession.__table__.columns).where(ConsoleSession.token_mac == token_mac)
    return connection.execute(query).one_or_none()


def sample_credentials_exist(connection: Connection) -> bool:
    """Whether any active account was made for a demo."""
    officer = select(Officer.id).where(Officer.demo.is_(True), Officer.active.is_(True)).limit(1)
    client = select(ApiClient.id).where(ApiClient.demo.is_(True), ApiClient.active.is_(True))
    return any(connection.scalar(query) is not None for query in (officer, client.limit(1)))


def keepers_of(connection: Connection, service_id: UUID) -> Sequence[UUID]:
    """Give the officers who keep a service's entry true: its own, otherwise the directory's."""
    rows = active_officers(connection)
    own = [row.id for row in rows if row.service_id == service_id]
    return own or [row.id for row in rows if _KEEPERS & set(row.roles)]
