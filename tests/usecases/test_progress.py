"""Progress: for whoever sent the referral, sealed, and said only by who took it on."""

import pytest

from service.domain.errors import DomainError, Invalid, NotAllowed, NotFound, WrongState
from service.store.models import Progress, Referral
from service.store.queries.receiving import progress_of
from service.usecases.progress import record_progress
from service.usecases.runtime import Runtime
from tests.usecases.helpers import log_of
from tests.usecases.helping import STEPS, Help


@pytest.fixture
def help_(runtime: Runtime) -> Help:
    return Help(runtime)


def say(help_: Help, referral: Referral, note: str | None = None) -> Progress:
    assert help_.system
    with help_.house.unit(help_.system) as unit:
        return record_progress(unit, referral.id, kind="contact_made", note=note)


def test_it_is_said_while_the_service_is_at_it(help_: Help) -> None:
    expected = dict.fromkeys(STEPS, WrongState) | {
        "accepted": None, "in_progress": None, "draft": NotFound, "declined": NotAllowed,
        "withdrawn": NotAllowed,
    }  # fmt: skip

    def outcome(state: str) -> type[DomainError] | None:
        try:
            say(help_, help_.referral(state))
        except DomainError as refusal:
            return type(refusal)
        return None

    assert {state: outcome(state) for state in STEPS} == expected


def test_a_note_is_sealed_and_says_who_wrote_it(help_: Help) -> None:
    assert help_.system
    referral = help_.referral()
    say(help_, referral)
    said = say(help_, referral, "Quillfeather came along.")
    with help_.house.reading(help_.officer) as reading:
        first, second = progress_of(reading.connection, referral.id)
        assert (first.kind, first.note_ct, second.id) == ("contact_made", None, said.id)
        assert (second.author_kind, second.author_id) == ("client", help_.system.id)
        assert b"Quillfeather" not in second.note_ct
        with reading.scope([Progress.note.target(second)], purpose="support_referral"):
            assert Progress.note.open(second) == {"note": "Quillfeather came along."}
    entry = next(e for e in log_of(help_.house)[::-1] if e["verb"] == "referral.progress")
    assert entry["change"] == {"kind": "contact_made"}
    assert entry["subject"] == {
        "kind": "referral_progress", "id": str(said.id), "digest": entry["subject"]["digest"],
    }  # fmt: skip


def test_only_the_service_writes_a_note(help_: Help) -> None:
    referral = help_.referral("accepted")
    with pytest.raises(Invalid), help_.house.unit(help_.officer) as unit:
        record_progress(unit, referral.id, kind="contact_made", note="Not for the service.")
