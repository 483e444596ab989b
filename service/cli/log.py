"""Exporting and verifying the audit log."""

import sys
from pathlib import Path

import click

from service.cli.opening import Refusal, clear_refusals, opened_runtime

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
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

    runtime = opened_runtime()
    origin = runtime.rules.log_origin
    kept = since.read_text(errors="replace") if since else None
    if out.exists():
        raise Refusal(f"{out} exists already; name a new folder.")
    with clear_refusals():
        sequence_log(runtime, sign=True)
        with runtime.unit(SYSTEM) as unit:
            export = use_case.export_log(unit, origin, purpose="audit", since=kept)
        out.mkdir(parents=True)
        with runtime.reading(SYSTEM) as reading:
            for file in use_case.export_files(reading, origin, export.id):
                with (out / file.name).open("wb") as target:
                    target.writelines(file.chunks)
    click.echo(f"Exported {export.size} entries to {out}. Check it: redress audit verify {out}")


@audit.command("verify")
@click.argument("folder")
@click.option("--since", help="A checkpoint you kept from before.")
@click.option("--vkey", help="The log's key, or a file that holds it, from a source you trust.")
def verify(folder: str, since: str | None, vkey: str | None) -> None:
    """Verify an export offline. Exit code 0: proven, 1: refused, 2: could not be read."""
    from service.tlog.command import verify_command

    sys.exit(verify_command(folder, since, vkey, sys.stdout))
