"""Taking the directory of support services in and out as a whole."""

from pathlib import Path

import click

from service.cli.opening import Refusal, clear_refusals, opened_runtime

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def directory() -> None:
    """Import and export the directory of support services."""


@directory.command("export")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--format", "form", type=click.Choice(["ndjson", "csv", "hsds"]), default="ndjson")
def export_directory(out: Path, form: str) -> None:
    """Write every active service to a file. ``hsds`` is the form of Open Referral UK."""
    from service.api.bulk import write_rows
    from service.domain.actors import SYSTEM
    from service.domain.hsds import Institution
    from service.store.queries.support import all_services

    runtime = opened_runtime()
    with runtime.reading(SYSTEM) as reading:
        rows = all_services(reading.connection)
    institution = Institution(runtime.rules.institution, runtime.rules.issuer)
    with out.open("wb") as target:
        target.writelines(write_rows(rows, form, institution))
    click.echo(f"Wrote {len(rows)} services to {out}.")


@directory.command("import")
@click.argument("file", type=_FILE)
def import_directory(file: Path) -> None:
    """Take services in from a .csv or .ndjson file, in the columns of an export."""
    from service.api.bulk import CSV, NDJSON, read_rows
    from service.domain.actors import SYSTEM
    from service.usecases.directory import import_services

    types = {".csv": CSV, ".ndjson": NDJSON}
    if file.suffix.lower() not in types:
        raise Refusal("Give a file whose name ends with .csv or .ndjson.")
    runtime = opened_runtime()
    with clear_refusals():
        rows = read_rows(file.read_bytes(), types[file.suffix.lower()])
        with runtime.unit(SYSTEM) as unit:
            done = import_services(unit, rows)
    click.echo(f"{done.added} added, {done.amended} amended, {done.unchanged} as they were.")
