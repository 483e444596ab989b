"""Officers and API clients."""

import json
from typing import Any
from uuid import UUID

import click

from service.cli.opening import clear_refusals, opened_runtime


@click.group()
def officer() -> None:
    """Look after officers' accounts."""


@officer.command("create")
@click.argument("username")
@click.option("--name", required=True, help="The name colleagues see.")
@click.option("--role", "roles", multiple=True, required=True, help="May be given several times.")
@click.option("--service", type=click.UUID, help="The support service a provider speaks for.")
@click.option("--email", help="For notices; reports that name it are closed to them.")
@click.option("--staff-number", help="Reports that name it are closed to them.")
@click.password_option(help="Asked for when not given.")
def create_officer(
    *,
    username: str,
    name: str,
    roles: tuple[str, ...],
    service: UUID | None,
    email: str | None,
    staff_number: str | None,
    password: str,
) -> None:
    """Create an officer's account and print its TOTP secret once."""
    from service.domain.actors import SYSTEM
    from service.usecases import accounts

    runtime = opened_runtime()
    with clear_refusals(), runtime.unit(SYSTEM) as unit:
        _, secret = accounts.create_officer(
            unit, username=username, display_name=name, password=password, roles=roles,
            service_id=service, email=email, staff_number=staff_number,
        )  # fmt: skip
    click.echo(f"Created {username}. Put this secret into their authenticator app: {secret}")


@officer.command("amend")
@click.argument("username")
@click.option("--email", help="Their own address; the one before it is forgotten.")
@click.option("--staff-number", help="Their own; the one before it is forgotten.")
def amend_officer(username: str, email: str | None, staff_number: str | None) -> None:
    """Change an officer's own e-mail address or staff number."""
    from service.domain.actors import SYSTEM
    from service.usecases import accounts

    runtime = opened_runtime()
    with clear_refusals(), runtime.unit(SYSTEM) as unit:
        accounts.amend_officer(unit, username, email=email, staff_number=staff_number)
    click.echo(f"Changed {username}.")


@officer.command("deactivate")
@click.argument("username")
def deactivate_officer(username: str) -> None:
    """Close an officer's account and end its sessions at once."""
    from service.domain.actors import SYSTEM
    from service.usecases import accounts

    runtime = opened_runtime()
    with clear_refusals(), runtime.unit(SYSTEM) as unit:
        accounts.deactivate_officer(unit, username)
    click.echo(f"Closed the account of {username}.")


@click.group()
def client() -> None:
    """Look after API clients."""


@client.command("create")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, help="May be given several times.")
@click.option("--public-jwk", type=click.File(), help="The client's public key (private_key_jwt).")
@click.option("--service", type=click.UUID, help="The support service it receives referrals for.")
def create_client(
    name: str, scopes: tuple[str, ...], public_jwk: Any, service: UUID | None
) -> None:
    """Create an API client and print its credentials once, as JSON."""
    from service.domain.actors import SYSTEM
    from service.usecases import clients

    runtime = opened_runtime()
    with clear_refusals(), runtime.unit(SYSTEM) as unit:
        made, secret = clients.create_client(
            unit, name=name, scopes=scopes, service_id=service,
            public_jwk=public_jwk.read() if public_jwk else None,
        )  # fmt: skip
    click.echo(
        json.dumps({"client_id": made.client_id, "client_secret": secret, "scopes": made.scopes})
    )


@client.command("revoke")
@click.argument("client_id")
def revoke_client(client_id: str) -> None:
    """Revoke an API client; its tokens stop at once."""
    from service.domain.actors import SYSTEM
    from service.usecases import clients

    runtime = opened_runtime()
    with clear_refusals(), runtime.unit(SYSTEM) as unit:
        clients.revoke_client(unit, client_id)
    click.echo(f"Revoked {client_id}.")
