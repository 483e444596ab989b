"""The demonstration."""

import sys
from pathlib import Path

import click

from service.cli.opening import Refusal


@click.group(invoke_without_command=True)
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
        code = start_demo(folder, port=port, reset=reset, prepare_only=prepare_only, say=click.echo)
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
    click.echo(found[0])
    click.echo(f"For {found[1]} more seconds; it works once.", err=True)
