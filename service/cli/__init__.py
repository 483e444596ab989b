"""The command ``redress``. Each command imports what it needs, so verifying needs no web stack."""

import os

import click

from service.cli.demonstration import demo
from service.cli.directory import directory
from service.cli.instance import db, init, openapi, serve, worker
from service.cli.log import audit
from service.cli.people import client, officer


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="redress")
def main() -> None:
    """Redress: case management for people hurt by discrimination.

    Settings come from the environment; docs/operators.md lists them.
    """
    previous = os.umask(0o077)  # what is written is for the account that runs this alone
    click.get_current_context().call_on_close(lambda: os.umask(previous))


for command in (init, serve, worker, db, officer, client, directory, audit, openapi, demo):
    main.add_command(command)
