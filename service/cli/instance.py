"""Setting up, serving and looking after an instance."""

import sys

import click

from service.cli.opening import Refusal, opened_runtime, settings_or_refusal


@click.command()
def init() -> None:
    """Set up a new instance: databases, keyring, first keys."""
    from service import database
    from service.crypto.errors import KeyringRefused
    from service.crypto.keyring import FileKeyring
    from service.usecases.instance import set_up

    settings = settings_or_refusal()
    try:
        if not settings.keyring.exists():
            if database.is_set_up(settings.keystore_url):
                raise Refusal(
                    "The databases are there, but their keyring is not: restore "
                    f"{settings.keyring} "
                    "from its backup. Without it nothing sealed can be read."
                )
            FileKeyring.create(settings.keyring, demo=settings.demo)
            click.echo(f"Made a keyring: {settings.keyring} — back it up apart from the databases.")
    except (KeyringRefused, OSError) as error:
        raise Refusal(f"The keyring could not be made: {error}") from None
    runtime = opened_runtime(ready=False)
    database.upgrade(runtime.engine, database.MAIN)
    database.upgrade(runtime.keystore.engine, database.KEYSTORE)
    set_up(runtime)  # also after a first try that broke off here
    click.echo("Ready. Create an officer with 'redress officer create', then 'redress serve'.")


@click.command()
@click.option("--without-worker", is_flag=True, help="Run no worker beside the server.")
@click.option("--only-server", is_flag=True, hidden=True)
def serve(*, without_worker: bool, only_server: bool) -> None:
    """Serve the API and the console, with a worker beside them."""
    from service.serving import run_together
    from service.serving import serve as run_server

    settings = settings_or_refusal()
    if only_server:
        run_server(settings)
        return
    opened_runtime()  # refuses here, with a clear message, rather than in a child
    click.echo(f"Redress is at {settings.base_url} (console: {settings.base_url}/console/)")
    commands = {"server": ["serve", "--only-server"]}
    if not without_worker:
        commands["worker"] = ["worker"]
    sys.exit(run_together(commands))


@click.command()
def worker() -> None:
    """Run the worker: sequences the audit log, checks files, does what is due by itself."""
    import signal
    import threading

    from service.worker import run_worker

    runtime = opened_runtime()
    stop = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stop.set())
    run_worker(runtime, stop)


@click.group()
def db() -> None:
    """Look after the databases."""


@db.command()
def upgrade() -> None:
    """Bring both databases to the newest schema, with the keys and clocks that it needs."""
    from service import database
    from service.usecases.clock_upkeep import ensure_clocks
    from service.usecases.instance import set_up

    runtime = opened_runtime(ready=False)
    database.upgrade(runtime.engine, database.MAIN)
    database.upgrade(runtime.keystore.engine, database.KEYSTORE)
    if runtime.keystore.has_kek():  # setting up a new instance is left to 'redress init'
        set_up(runtime)
        ensure_clocks(runtime)
    click.echo("Both databases have the newest schema.")


@click.command()
def openapi() -> None:
    """Print the API's contract, openapi.yaml."""
    from service.api.contract import contract_yaml

    click.echo(contract_yaml(), nl=False)
