"""Outcome letters: what each party is told, and nothing besides."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from service.domain.actors import Scope
from service.domain.code_lists import PartyRole, Role
from service.domain.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from service.domain.ids import new_id
from service.domain.outcome_letters import as_text, kept
from service.store.models import Letter, Message, Party
from service.store.queries.outcomes import letter_templates_in_use, letters_of
from service.store.queries.reports import messages_of
from service.usecases import actions, letter_templates, letters, parties
from service.usecases.runtime import Runtime
from tests.usecases.ending import OURS, THEIRS, Ending
from tests.usecases.helpers import log_of, verbs_of
from tests.usecases.office import Office

REASONS = "Two people heard it.\n\nThe rota says the same. # No heading\n- no list"


@pytest.fixture
def office(runtime: Runtime) -> Office:
    return Office(runtime)


@pytest.fixture
def ending(office: Office) -> Ending:
    ending = Ending(office)
    responding = ending.party(PartyRole.RESPONDING)
    ending.allege("Mocked an accent.", "upheld", responding)
    ending.allege("Shouted at a patient", "not_upheld", ending.witness())
    ending.allege("Kept a form back", None, responding)
    ending.decide("apology")
    ending.decide("training")
    ending.decide("apology")
    return ending


def write(ending: Ending, party: Any, template: str = OURS, **values: Any) -> Letter:
    templates = {row.name: row for row in _templates(ending)}
    given = {"template_id": templates[template].id, "reasons": REASONS, **values}
    letter: Letter = ending.office.act(
        letters.write_letter, ending.case.id, party.id, **{"version": party.version, **given}
    )
    return letter


def _templates(ending: Ending) -> Any:
    with ending.office.runtime.reading(ending.office.manager) as reading:
        found = letter_templates_in_use(reading.connection)
    return found or list(ending.templates().values())


def opened(ending: Ending, letter: Letter) -> str:
    with ending.office.runtime.reading(ending.office.manager) as reading:
        rows = letters_of(reading.connection, ending.case.id)
        row = next(row for row in rows if row.id == letter.id)
        return as_text(letters.open_letter(reading, row, purpose="casework"))


def test_who_reported_is_told_by_the_letter_itself(ending: Ending, office: Office) -> None:
    party = ending.party()
    office.act(
        actions.add_action, ending.case.id, kind="placement_changed", party_id=party.id,
        due_on=date(2026, 12, 1), officer_id=office.manager.id,
    )  # fmt: skip
    letter = write(ending, party)
    text = opened(ending, letter)
    assert text.splitlines()[0] == "What came of your report"
    assert f"your report, {ending.report.reference}." in text
    assert "\n\nWhat was decided\n\n- Apology\n- Training\n\n" in text
    assert "- Mocked an accent: upheld\n- Shouted at a patient: not upheld\n" in text
    assert "Kept a form back" not in text
    assert "Two people heard it.\n\nThe rota says the same. # No heading\n- no list" in text
    assert "- Placement changed" in text
    assert f"here: {office.runtime.rules.issuer}" in text
    assert text.endswith(office.runtime.rules.institution)
    with office.runtime.reading(ending.reporter) as reading:
        last = messages_of(reading.connection, [ending.report.id])[-1]
        with reading.scope([Message.body.target(last)], purpose="rights_request"):
            assert Message.body.open(last)["text"] == text
    now = ending.party()
    assert (now.told, now.told_at, now.version) == ("told", office.now(), party.version + 1)
    row = office.read(Letter, letter)
    assert (row.party_id, row.language, row.officer_id) == (party.id, "en", office.manager.id)
    assert b"accent" not in row.content_ct


def test_each_is_told_what_concerns_them(ending: Ending) -> None:
    text = opened(ending, write(ending, ending.party(PartyRole.RESPONDING), THEIRS))
    assert ending.case.reference in text
    assert ending.report.reference not in text
    assert "Mocked an accent: upheld" in text
    assert "Shouted" not in text
    assert "What is done for you" not in text, "a heading with nothing under it is left out"
    text = opened(ending, write(ending, ending.party(PartyRole.WITNESS), THEIRS))
    assert "accent" not in text
    assert "Shouted" not in text
    assert "What we found" not in text


def test_what_was_opened_is_on_record(ending: Ending, office: Office) -> None:
    letter = write(ending, ending.party())
    written = next(e for e in log_of(office.runtime) if e["verb"] == "letter.write")
    assert [read["groups"] for read in written["reads"]] == [["allegation"]] * 2
    assert written["change"]["party"] == str(ending.party().id)
    opened(ending, letter)
    read = log_of(office.runtime)[-1]
    assert (read["verb"], read["purpose"], read["case"]) == (
        "letter.read", "casework", str(ending.case.id)
    )  # fmt: skip
    assert read["subject"]["id"] == str(letter.id)
    assert "accent" not in str(log_of(office.runtime))


def test_a_letter_is_looked_at_before_anybody_is_told(ending: Ending, office: Office) -> None:
    party, template = ending.party(), _templates(ending)[0]
    asked = {"template_id": template.id, "reasons": REASONS}
    with office.runtime.reading(office.manager) as reading:
        seen = letters.preview_letter(
            reading, ending.case.id, party.id, purpose="decision", **asked
        )
    assert ending.party().told == "not_yet"
    assert {"letter.write", "party.told"}.isdisjoint(verbs_of(office.runtime))
    letter = write(ending, party, template.name)
    assert opened(ending, letter) == as_text(seen)
    worker = office.world.client(Scope.CASES_WRITE)[2]
    with pytest.raises(NotAllowed), office.runtime.reading(worker) as reading:
        letters.preview_letter(reading, ending.case.id, party.id, purpose="decision", **asked)
    with pytest.raises(NotFound), office.runtime.reading(office.manager) as reading:
        letters.preview_letter(reading, ending.case.id, new_id(), purpose="decision", **asked)


def test_a_letter_keeps_its_words(ending: Ending, office: Office) -> None:
    letter = write(ending, ending.party())
    before = opened(ending, letter)
    template = next(row for row in _templates(ending) if row.name == OURS)
    office.act(
        letter_templates.amend_letter_template, template.id, {"body": "{reasons}"}, version=1
    )
    assert opened(ending, letter) == before


def test_no_letter_without_an_outcome_or_a_template(office: Office) -> None:
    ending = Ending(office)
    with pytest.raises(WrongState, match="outcome"):
        write(ending, ending.party())
    ending.decide()
    retired = _templates(ending)[0]
    office.act(letter_templates.amend_letter_template, retired.id, {"active": False}, version=1)
    for template_id in (retired.id, new_id()):
        with pytest.raises(Invalid) as refused:
            write(ending, ending.party(), _templates(ending)[0].name, template_id=template_id)
        assert [fault.pointer for fault in refused.value.faults] == ["/template_id"]
    with pytest.raises(Stale):
        write(ending, ending.party(), _templates(ending)[0].name, version=99)
    with pytest.raises(NotFound):
        write(ending, Party(id=new_id(), version=1), _templates(ending)[0].name)
    stranger = office.world.officer(Role.INVESTIGATOR)
    with pytest.raises(NotFound), office.runtime.unit(stranger) as unit:
        letters.write_letter(
            unit, ending.case.id, ending.party().id, template_id=new_id(), reasons=".", version=1
        )
    assert ending.rows(Letter) == []
    assert ending.party().told == "not_yet"


def test_whom_a_party_can_ask(ending: Ending, office: Office) -> None:
    officer = office.world.officer(username="robin")
    witness = ending.party(PartyRole.WITNESS)
    changes = {"contact_officer_id": officer.id}
    office.act(parties.amend_party, ending.case.id, witness.id, changes, version=witness.version)
    text = opened(ending, write(ending, ending.party(PartyRole.WITNESS), THEIRS))
    assert f"here: Robin, {office.runtime.rules.institution}" in text


def test_the_institutions_name_is_only_words(ending: Ending, office: Office) -> None:
    odd = replace(office.runtime, rules=replace(office.runtime.rules, institution="{reasons}"))
    ending.office.runtime = odd
    assert opened(ending, write(ending, ending.party())).endswith("{reasons}")


BAD = [
    ({"body": "{reasons} {name}"}, "/body", "unknown_placeholder"),
    ({"body": "Nothing to say."}, "/body", "required_placeholder"),
    ({"title": "About {reference}"}, "/title", "unknown_placeholder"),
    ({"name": OURS}, "/name", "taken"),
]


@pytest.mark.parametrize(("changes", "pointer", "code"), BAD)
def test_a_template_that_cannot_be_used(
    office: Office, changes: dict[str, str], pointer: str, code: str
) -> None:
    office.act(letter_templates.add_our_letter_templates)
    good = {"name": "Ours", "title": "Outcome", "body": "{reasons}"}
    mine = office.act(letter_templates.add_letter_template, **good)
    for act, values in (
        (letter_templates.add_letter_template, {**good, "name": "Other", **changes}),
        (letter_templates.amend_letter_template,
         {"template_id": mine.id, "changes": changes, "version": 1}),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            office.act(act, **values)
        assert [(f.pointer, f.code) for f in refused.value.faults] == [(pointer, code)]


def test_templates_are_kept_by_managers(office: Office) -> None:
    template = office.act(letter_templates.add_our_letter_templates)[0]
    assert office.act(letter_templates.add_our_letter_templates) == []
    amend = letter_templates.amend_letter_template
    with pytest.raises(NotFound):
        office.act(amend, new_id(), {}, version=1)
    with pytest.raises(Stale):
        office.act(amend, template.id, {}, version=2)
    welfare = office.world.officer()
    for act, values in (
        (amend, {"template_id": template.id, "changes": {}, "version": 1}),
        (letter_templates.add_our_letter_templates, {}),
        (letter_templates.add_letter_template, {"name": "n", "title": "t", "body": "{reasons}"}),
    ):
        with pytest.raises(NotAllowed):
            office.act(act, by=welfare, **values)


def test_a_kept_letter_is_plain_data(ending: Ending, office: Office) -> None:
    template = _templates(ending)[0]
    with office.runtime.reading(office.manager) as reading:
        seen = letters.preview_letter(
            reading, ending.case.id, ending.party().id, template_id=template.id, reasons=".",
            purpose="decision",
        )  # fmt: skip
    assert kept(seen)["dated"] == "23 November 2026"
    assert {block["kind"] for block in kept(seen)["blocks"]} == {"heading", "paragraph", "list"}
