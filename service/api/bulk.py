"""The directory as a whole: rows of an import read and checked, and an export written."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import orjson
from marshmallow import ValidationError

from service.api.parsing import faults_of
from service.api.schemas.support import ServiceOut, ServiceRow
from service.domain.directory_rows import COLUMNS, from_row, to_row
from service.domain.errors import Fault, Invalid, invalid
from service.domain.hsds import Institution, to_hsds
from service.store.queries.rows import AnyRow, as_dict
from service.usecases.directory import MOST_ROWS

CSV, NDJSON = "text/csv", "application/x-ndjson"
MEDIA_TYPES = {"ndjson": NDJSON, "csv": CSV, "hsds": NDJSON}
_MOST_FAULTS = 100
_NOT_SET = ("version", "updated_at")
"""What an export says and an import leaves alone."""


def read_rows(body: bytes, media_type: str) -> list[dict[str, Any]]:
    """Read and check the rows of an import.

    Raises:
        Invalid: pointing at the row, counted from 0, and the column.
    """
    text = _text(body)
    raw = _csv_rows(text) if media_type == CSV else _ndjson_rows(text)
    rows: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for number, read in enumerate(raw):
        if number >= MOST_ROWS:
            raise invalid("", "too_long", f"Give at most {MOST_ROWS} rows at once.")
        try:
            rows.append(_checked(read()))
        except Invalid as wrong:
            faults += [Fault(f"/{number}{f.pointer}", f.code, f.detail) for f in wrong.faults]
        if len(faults) >= _MOST_FAULTS:
            break
    if faults:
        raise Invalid(faults[:_MOST_FAULTS])
    return rows


def write_rows(rows: Iterable[AnyRow], form: str, institution: Institution) -> Iterator[bytes]:
    """Write an export, a piece at a time."""
    services = map(as_dict, rows)
    if form == "csv":
        yield from _csv(services)
    elif form == "hsds":
        for service in services:
            yield orjson.dumps(to_hsds(service, institution=institution)) + b"\n"
    else:
        dumped = ServiceOut(many=True).dump(list(services))
        yield from (orjson.dumps(service) + b"\n" for service in dumped)


def _text(body: bytes) -> str:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise invalid("", "malformed", "This is not UTF-8.") from None
    if "\x00" in text:
        raise invalid("", "invalid_character", "NUL characters cannot be accepted.")
    return text


def _csv_rows(text: str) -> Iterator[Callable[[], dict[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        unknown = [name for name in reader.fieldnames or () if name not in COLUMNS]
        if unknown or not reader.fieldnames:
            raise invalid("", "unknown_field", "Give the columns of an export, by their names.")
        for row in reader:
            yield lambda row=row: _typed(row)  # type: ignore[misc] # a default binds the row
    except csv.Error:
        raise invalid("", "malformed", "This is not CSV.") from None


def _typed(row: dict[str | None, Any]) -> dict[str, Any]:
    if None in row:
        raise invalid("", "too_long", "This row has more cells than there are columns.")
    values: dict[str, Any] = orjson.loads(orjson.dumps(from_row(row)))  # type: ignore[arg-type]
    return values


def _ndjson_rows(text: str) -> Iterator[Callable[[], dict[str, Any]]]:
    for line in text.splitlines():
        if line.strip():
            yield lambda line=line: _object(line)  # type: ignore[misc] # a default binds the line


def _object(line: str) -> dict[str, Any]:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        raise invalid("", "malformed", "This line is not JSON.") from None
    if not isinstance(value, dict):
        raise invalid("", "invalid_type", "Each line is one object.")
    return value


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    try:
        row = {name: value for name, value in values.items() if name not in _NOT_SET}
        loaded: dict[str, Any] = ServiceRow().load(row)
    except ValidationError as error:
        raise Invalid(faults_of(error.messages, "")) from None
    return loaded


def _csv(services: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, COLUMNS)
    writer.writeheader()
    for service in services:
        writer.writerow(to_row(service))
        yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
