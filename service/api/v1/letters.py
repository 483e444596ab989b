"""Outcome letters: written to a party by a template, read as JSON, as a page or as a PDF."""

from typing import Any
from uuid import UUID

from flask import Response

from service.adapters.letters import LETTER_POLICY
from service.api.operation import Resource, Result, runtime
from service.api.schemas.base import PurposeQuery
from service.api.schemas.outcomes import (
    LetterIn,
    LetterOut,
    LettersOut,
    LetterTemplatesOut,
    LetterWordsOut,
    OwnLettersOut,
)
from service.api.v1.cases import READ, WRITE, readable
from service.api.v1.shared import found
from service.domain.actors import Actor, Scope
from service.domain.errors import Unavailable
from service.domain.letters import Letter as Written
from service.domain.outcome_letters import kept
from service.store.queries.outcomes import letter_templates_in_use, letters_of, letters_to
from service.store.queries.reporters import own_parties
from service.store.queries.rows import AnyRow, as_dict
from service.usecases import letters as use_cases
from service.usecases.follow_up import readable_report
from service.usecases.ports import LetterPrinter
from service.usecases.reading import Reading
from service.usecases.unit import Unit

letters = Resource("Letters", "Outcome letters to the parties of a case.")

_AN_ID = "01890000-0000-7000-8000-000000000000"
_ONE = "/v1/cases/<uuid:case_id>/letters/<uuid:letter_id>"
_OWN = "/v1/follow-up/letters/<uuid:letter_id>"
_HTML, _PDF = "text/html", "application/pdf"
_NO_PDF = ["not_found", "printer_away"]
_OPEN = ("id", "party_id", "template_id", "language", "written_at", "officer_id")


@letters.operation(
    "GET", "/v1/letter-templates", "listLetterTemplates", "Read the templates in use",
    answer=LetterTemplatesOut(), scopes=[Scope.CASES_READ, Scope.CASES_WRITE],
)  # fmt: skip
def list_templates(reading: Reading) -> dict[str, Any]:
    """Give all; an institution has a few."""
    return {"data": letter_templates_in_use(reading.connection)}


@letters.operation(
    "POST", "/v1/cases/<uuid:case_id>/parties/<uuid:party_id>/letters", "writeLetter",
    "Write a party's outcome letter, and tell them the outcome by it",
    description="The template is filled in with what is on the case. Who reported gets the words "
    "as a message, and can fetch the letter; to anybody else you hand it yourself.",
    scopes=WRITE, body=LetterIn(), answer=LetterOut(), creates=True, versioned=True,
    errors=["not_found", "wrong_state"],
    example={"template_id": _AN_ID, "reasons": "Two people heard what was said."},
)  # fmt: skip
def write_letter(
    unit: Unit, body: dict[str, Any], case_id: UUID, party_id: UUID, version: int
) -> Result:
    """Write one."""
    letter = use_cases.write_letter(unit, case_id, party_id, version=version, **body)
    where = f"/v1/cases/{case_id}/letters/{letter.id}"
    return Result({name: getattr(letter, name) for name in _OPEN}, location=where)


@letters.operation(
    "GET", "/v1/cases/<uuid:case_id>/letters", "listLetters", "List the letters of a case",
    answer=LettersOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def list_letters(reading: Reading, case_id: UUID) -> dict[str, Any]:
    """List them, without their words."""
    readable(reading, case_id)
    return {"data": letters_of(reading.connection, case_id)}


@letters.operation(
    "GET", _ONE, "getLetter", "Read a letter", query=PurposeQuery(), answer=LetterWordsOut(),
    scopes=READ, errors=["not_found"],
)  # fmt: skip
def get_letter(
    reading: Reading, query: dict[str, Any], case_id: UUID, letter_id: UUID
) -> dict[str, Any]:
    """Open one."""
    row = _of_case(reading, case_id, letter_id)
    return {**as_dict(row), **kept(use_cases.open_letter(reading, row, **query))}


@letters.operation(
    "GET", f"{_ONE}/html", "getLetterPage", "Read a letter as a page", query=PurposeQuery(),
    scopes=READ, manual=True, media_type=_HTML, errors=["not_found", "unavailable"],
)  # fmt: skip
def get_page(actor: Actor, query: dict[str, Any], case_id: UUID, letter_id: UUID) -> Response:
    """Print one."""
    return _page(_opened(actor, case_id, letter_id, query["purpose"]))


@letters.operation(
    "GET", f"{_ONE}/pdf", "getLetterPdf", "Read a letter as a PDF that can be read aloud",
    query=PurposeQuery(), scopes=READ, manual=True, media_type=_PDF, errors=_NO_PDF,
)  # fmt: skip
def get_pdf(actor: Actor, query: dict[str, Any], case_id: UUID, letter_id: UUID) -> Response:
    """Print one."""
    return _pdf(_opened(actor, case_id, letter_id, query["purpose"]), letter_id)


@letters.operation(
    "GET", "/v1/follow-up/letters", "listOwnLetters", "List the letters to you",
    answer=OwnLettersOut(), follow_up=True,
)  # fmt: skip
def list_own(reading: Reading) -> dict[str, Any]:
    """List them."""
    return {"data": _letters_to_reporter(reading)}


@letters.operation(
    "GET", f"{_OWN}/html", "getOwnLetterPage", "Read a letter to you as a page",
    follow_up=True, manual=True, media_type=_HTML, errors=["not_found", "unavailable"],
)  # fmt: skip
def get_own_page(actor: Actor, letter_id: UUID) -> Response:
    """Print one."""
    return _page(_opened_own(actor, letter_id))


@letters.operation(
    "GET", f"{_OWN}/pdf", "getOwnLetterPdf", "Read a letter to you as a PDF",
    follow_up=True, manual=True, media_type=_PDF, errors=_NO_PDF,
)  # fmt: skip
def get_own_pdf(actor: Actor, letter_id: UUID) -> Response:
    """Print one."""
    return _pdf(_opened_own(actor, letter_id), letter_id)


def _of_case(reading: Reading, case_id: UUID, letter_id: UUID) -> AnyRow:
    readable(reading, case_id, "case.read_content")
    rows = letters_of(reading.connection, case_id)
    row: AnyRow = found(next((row for row in rows if row.id == letter_id), None))
    return row


def _letters_to_reporter(reading: Reading) -> list[AnyRow]:
    report_id = readable_report(reading, "letter.read_own")
    parties = [row.id for row in own_parties(reading.connection, report_id)]
    return list(letters_to(reading.connection, parties))


def _opened(actor: Actor, case_id: UUID, letter_id: UUID, purpose: str) -> Written:
    with runtime().reading(actor) as reading:
        row = _of_case(reading, case_id, letter_id)
        return use_cases.open_letter(reading, row, purpose=purpose)


def _opened_own(actor: Actor, letter_id: UUID) -> Written:
    with runtime().reading(actor) as reading:
        rows = _letters_to_reporter(reading)
        row = found(next((row for row in rows if row.id == letter_id), None))
        return use_cases.open_letter(reading, row, purpose="rights_request")


def _printer() -> LetterPrinter:
    printer = runtime().printer
    if printer is None:
        raise Unavailable("No letters can be printed here.")
    return printer


def _page(letter: Written) -> Response:
    response = Response(_printer().html(letter), content_type=f"{_HTML}; charset=utf-8")
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


def _pdf(letter: Written, letter_id: UUID) -> Response:
    response = Response(_printer().pdf(letter), content_type=_PDF)
    response.headers["Content-Disposition"] = f'attachment; filename="letter-{letter_id}.pdf"'
    return response
