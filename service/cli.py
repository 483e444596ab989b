"""The command ``redress``. Each command imports what it needs, so verifying needs no web stack."""

import json
import sys
from pathlib import Path
from typing import Any

import click


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Refusal(click.ClickException):
    """A clear message and exit code 1."""


def _say(text: str) -> None:
    click.echo(text)


def _settings() -> Any:
    from service.config import BadSettings, load_settings

    try:
        return load_settings()
    except BadSettings as error:
        raise Refusal(str(error)) from None


def _runtime(*, ready: bool = True) -> Any:
    """Open the instance; ``ready`` also asks that it may serve."""
    from flask import Flask

    from service.app import NotReady, check_ready, open_runtime
    from service.config import BadSettings
    from service.crypto.errors import KeyringRefused
    from service.logs import configure_logs

    configure_logs()
    settings = _settings()
    try:
        app = Flask("redress")
        runtime = open_runtime(app, settings)
        if ready:
            check_ready(runtime, settings)
    except (BadSettings, KeyringRefused, NotReady) as error:
        raise Refusal(str(error)) from None
    return runtime


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="redress")
def main() -> None:
    """Redress: case management for people hurt by discrimination.

    Settings come from the environment; docs/operators.md lists them.
    """


@main.command()
def init() -> None:
    """Set up a new instance: databases, keyring, first keys."""
    from service import database
    from service.crypto.errors import KeyringRefused
    from service.crypto.keyring import FileKeyring
    from service.usecases.instance import set_up

    settings = _settings()
    try:
        if not settings.keyring.exists():
            FileKeyring.create(settings.keyring, demo=settings.demo)
            _say(f"Made a keyring: {settings.keyring} — back it up apart from the databases.")
    except (KeyringRefused, OSError) as error:
        raise Refusal(f"The keyring could not be made: {error}") from None
    runtime = _runtime(ready=False)
    database.upgrade(runtime.engine, database.MAIN)
    database.upgrade(runtime.keystore.engine, database.KEYSTORE)
    if not runtime.keystore.has_kek():  # also after a first try that broke off here
        set_up(runtime)
    _say("Ready. Create an officer with 'redress officer create', then 'redress serve'.")


@main.command()
@click.option("--without-worker", is_flag=True, help="Run no worker beside the server.")
@click.option("--only-server", is_flag=True, hidden=True)
def serve(*, without_worker: bool, only_server: bool) -> None:
    """Serve the API and the console, with a worker beside them."""
    from service.serving import run_together
    from service.serving import serve as run_server

    settings = _settings()
    if only_server:
        run_server(settings)
        return
    _runtime()  # refuses here, with a clear message, rather than in a child
    _say(f"Redress is at {settings.base_url} (console: {settings.base_url}/console/)")
    commands = {"server": ["serve", "--only-server"]}
    if not without_worker:
        commands["worker"] = ["worker"]
    sys.exit(run_together(commands))


@main.command()
def worker() -> None:
    """Run the worker: sequences and signs the audit log, drops what has expired."""
    import signal
    import threading

    from service.worker import run_worker

    runtime = _runtime()
    stop = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stop.set())
    run_worker(runtime, stop)


@main.group()
def db() -> None:
    """Look after the databases."""


@db.command()
def upgrade() -> None:
    """Bring both databases to the newest schema."""
    from service import database

    runtime = _runtime(ready=False)
    database.upgrade(runtime.engine, database.MAIN)
    database.upgrade(runtime.keystore.engine, database.KEYSTORE)
    _say("Both databases have the newest schema.")


@main.group()
def officer() -> None:
    """Look after officers' accounts."""


@officer.command("create")
@click.argument("username")
@click.option("--name", required=True, help="The name colleagues see.")
@click.option("--role", "roles", multiple=True, required=True, help="May be given several times.")
@click.password_option(help="Asked for when not given.")
def create_officer(username: str, name: str, roles: tuple[str, ...], password: str) -> None:
    """Create an officer's account and print its TOTP secret once."""
    from service.domain.actors import SYSTEM
    from service.usecases import accounts

    runtime = _runtime()
    with _clear_refusals(), runtime.unit(SYSTEM) as unit:
        _, secret = accounts.create_officer(
            unit, username=username, display_name=name, password=password, roles=roles
        )
    _say(f"Created {username}. Put this secret into their authenticator app: {secret}")


@main.group()
def client() -> None:
    """Look after API clients."""


@client.command("create")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, help="May be given several times.")
@click.option("--public-jwk", type=click.File(), help="The client's public key (private_key_jwt).")
def create_client(name: str, scopes: tuple[str, ...], public_jwk: Any) -> None:
    """Create an API client and print its credentials once, as JSON."""
    from service.domain.actors import SYSTEM
    from service.usecases import clients

    runtime = _runtime()
    with _clear_refusals(), runtime.unit(SYSTEM) as unit:
        made, secret = clients.create_client(
            unit, name=name, scopes=scopes, public_jwk=public_jwk.read() if public_jwk else None
        )
    _say(json.dumps({"client_id": made.client_id, "client_secret": secret, "scopes": made.scopes}))


@main.group()
def audit() -> None:
    """Export and verify the audit log."""


@audit.command("export")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new folder.")
@click.option("--since", type=_FILE, help="A kept checkpoint.")
def export_log(out: Path, since: Path | None) -> None:
    """Export the whole log into a folder that can be verified offline."""
    from service.domain.actors import SYSTEM
    from service.usecases import audit as use_case
    from service.usecases.sequencing import sequence_log

    runtime = _runtime()
    origin = runtime.rules.log_origin
    kept = since.read_text(errors="replace") if since else None
    if out.exists():
        raise Refusal(f"{out} exists already; name a new folder.")
    with _clear_refusals():
        sequence_log(runtime, sign=True)
        with runtime.unit(SYSTEM) as unit:
            export = use_case.export_log(unit, origin, purpose="audit", since=kept)
        out.mkdir(parents=True)
        with runtime.reading(SYSTEM) as reading:
            for file in use_case.export_files(reading, origin, export.id):
                with (out / file.name).open("wb") as target:
                    target.writelines(file.chunks)
    _say(f"Exported {export.size} entries to {out}. Check it: redress audit verify {out}")


@audit.command("verify")
@click.argument("folder")
@click.option("--since", help="A checkpoint you kept from before.")
@click.option("--vkey", help="The log's key, or a file that holds it, from a source you trust.")
def verify(folder: str, since: str | None, vkey: str | None) -> None:
    """Verify an export offline. Exit code 0: proven, 1: refused, 2: could not be read."""
    from service.tlog.command import verify_command

    sys.exit(verify_command(folder, since, vkey, sys.stdout))


@main.command()
def openapi() -> None:
    """Print the API's contract, openapi.yaml."""
    from service.api.contract import contract_yaml

    click.echo(contract_yaml(), nl=False)


@main.group(invoke_without_command=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--reset", is_flag=True, help="Throw the sample data away first.")
@click.option("--prepare-only", is_flag=True, help="Make the sample data, start nothing.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default="var/demo",
    show_default=True,
    envvar="REDRESS_DEMO_FOLDER",
    help="Where the sample data is kept.",
)
@click.pass_context
def demo(
    context: click.Context, *, port: int, reset: bool, prepare_only: bool, folder: Path
) -> None:
    """Start a demonstration with sample data, in the foreground."""
    context.obj = folder
    if context.invoked_subcommand is not None:
        return
    from service.crypto.errors import KeyringRefused
    from service.demo.start import DemoRefused, start_demo

    try:
        code = start_demo(folder, port=port, reset=reset, prepare_only=prepare_only, say=_say)
    except (DemoRefused, KeyringRefused) as error:
        raise Refusal(str(error)) from None
    except OSError as error:
        raise Refusal(f"The demonstration cannot use {folder}: {error.strerror}") from None
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


@demo.command("code")
@click.argument("username")
@click.pass_obj
def demo_code(folder: Path, username: str) -> None:
    """Print the six-digit code that USERNAME signs in with now."""
    from service.demo.credentials import current_code, read
    from service.demo.place import Place

    try:
        found = current_code(read(Place(folder, 0))["officers"], username)
    except FileNotFoundError:
        raise Refusal(f"There is no demonstration in {folder}. Start one: make demo") from None
    if found is None:
        raise Refusal("There is no officer of this name.")
    _say(found[0])
    click.echo(f"For {found[1]} more seconds; it works once.", err=True)


class _clear_refusals:  # noqa: N801 - used as a function
    """Turn a rule's refusal into a clear message."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        from service.domain.errors import DomainError, Invalid

        if isinstance(error, Invalid):
            faults = "; ".join(f"{fault.pointer}: {fault.detail}" for fault in error.faults)
            raise Refusal(faults) from None
        if isinstance(error, DomainError):
            raise Refusal(error.message) from None


if __name__ == "__main__":
    main()
