"""Exactly what leaves with a referral, for every combination of what decides it.

The rule stands here a second time, as a table; nothing below asks the code what it would share.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, product
from typing import Any

import pytest
from sqlalchemy import update

from service.domain.casework_lists import AffectedConsent
from service.domain.code_lists import ConsentState, Role
from service.domain.errors import WrongState
from service.domain.ids import new_id
from service.store.models import Consent, Referral, ReferralConsent, Report
from service.store.queries.referrals import consents_for
from service.usecases import referrals
from service.usecases.referral_consents import answer_referral_consent
from service.usecases.runtime import Runtime
from service.usecases.share_preview import preview, read_shared
from service.usecases.unit import Unit
from tests.builders import World

TABLE = """
    service   part        rests on             named   affected person agrees   report
    other     need        referral             -       -                        -
    other     identity    share_identity       yes     yes                      -
    other     narrative   share_narrative      -       yes                      yes
    peers     identity    introduce_to_peers   yes     yes                      -
"""
"""What is given to a service: each part, the consent to it, and what else it takes."""
ROWS = [line.split() for line in TABLE.strip().splitlines()[1:]]
KINDS = {"other": "counselling", "peers": "peer_network"}
WHO = {"name": "Sam Reporter", "email": "sam@uni.example", "phone": "01632 960 002",
       "safe_to_contact": "email_only"}  # fmt: skip
PARTS = {"need": "Somebody to talk to.", "identity": WHO, "narrative": "Words said on the ward."}
MODES = ("anonymous", "confidential", "named")
AGREES = ("not_needed", "given")
STATES = (None, *ConsentState)
SCOPES = {"other": ("referral", "share_identity", "share_narrative"),
          "peers": ("introduce_to_peers",)}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One combination. ``mode`` is None where there is no report."""

    kind: str
    mode: str | None
    affected: str
    answers: dict[str, str | None]
    """By scope, the answer that was given last."""

    def expected(self) -> dict[str, Any] | None:
        """Read the table: what is given, or None where nothing may be sent."""
        rows = [row for row in ROWS if row[0] == self.kind]
        if self.answers[rows[0][2]] != "granted":
            return None
        holds = {
            "named": self.mode != "anonymous", "agrees": self.affected in AGREES,
            "report": self.mode is not None,
        }  # fmt: skip
        given = [
            part
            for _, part, scope, *takes in rows
            if self.answers[scope] == "granted"
            and all(take == "-" or holds[name] for name, take in zip(holds, takes, strict=True))
        ]
        return {part: PARTS[part] for part in given} or None


def every_case() -> Iterator[Case]:
    """Give every combination of mode, affected person's consent and the answer to each scope."""
    for kind, scopes in SCOPES.items():
        for states in product(STATES, repeat=len(scopes)):
            answers = dict(zip(scopes, states, strict=True))
            yield Case(kind, None, "not_needed", answers)
            for mode, affected in product(MODES, AffectedConsent):
                yield Case(kind, mode, affected, answers)


class Desk:
    """A draft for each mode and each kind of service, and one without a report."""

    def __init__(self, runtime: Runtime, world: World) -> None:
        self.runtime, self.manager = runtime, world.officer(Role.CASE_MANAGER)
        self.services = {kind: world.service(service_type=of).id for kind, of in KINDS.items()}
        self.drafts: dict[tuple[str, str | None], Referral] = {}
        need, person = PARTS["need"], {**WHO, "student_number": "S1"}
        for mode in (*MODES, None):
            about: dict[str, Any] = {"person": person}
            if mode is not None:
                reporter = None if mode == "anonymous" else person
                report, _ = world.report(mode=mode, reporter=reporter, desired_resolution="Peace.")
                about = {"report_id": report.id}
            for kind, service_id in self.services.items():
                self.drafts[kind, mode] = world.referral(
                    self.manager, service_id=service_id, need=need, **about
                )
        self.ways = cycle(("wide", "own", "own over wide", "wide over own"))

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        """Give a unit of which nothing is kept."""
        unit = Unit(self.runtime, self.manager)
        try:
            yield unit
        finally:
            unit.session.rollback()
            unit.session.close()

    def sent(self, unit: Unit, case: Case) -> dict[str, Any] | None:
        """Send a draft as one combination has it; gives what was sealed. Nothing is kept."""
        draft = self.drafts[case.kind, case.mode]
        attempt = unit.session.begin_nested()
        try:
            unit.session.add_all(self._answers(unit, draft, case))
            if draft.report_id is not None:
                unit.session.execute(
                    update(Report)
                    .where(Report.id == draft.report_id)
                    .values(affected_consent=case.affected)
                )
            moved = referrals.move_referral(unit, draft.id, "send", version=None)
            with unit.opening([Referral.shared.target(moved)]):
                return dict(Referral.shared.open(moved))
        except WrongState:
            return None
        finally:
            attempt.rollback()

    def _answers(self, unit: Unit, draft: Referral, case: Case) -> Iterator[object]:
        """Come to each answer in one way or another: for all, for this one, or over the other."""
        for scope, state in case.answers.items():
            way = next(self.ways) if draft.report_id else "own"
            if way == "wide over own" and state == "granted":
                way = "own over wide"  # agreeing in general does not overrule a refusal of this one
            other = "refused" if state == "granted" else "granted"
            said = {
                "wide": [(True, state)], "own": [(False, state)],
                "own over wide": [(True, other), (False, state)],
                "wide over own": [(False, other), (True, state)],
            }  # fmt: skip
            for wide, answer in said[way] if state is not None else ():
                values = {
                    "id": new_id(), "scope": scope, "state": answer, "wording_version": "1",
                    "recorded_at": unit.now,
                }  # fmt: skip
                if wide:
                    yield Consent(report_id=draft.report_id, **values)
                else:
                    yield ReferralConsent(referral_id=draft.id, **values)


@pytest.mark.single_database  # what a database makes of it: tests/usecases/test_what_is_left.py
def test_every_combination_gives_exactly_what_the_table_says(
    runtime: Runtime, world: World
) -> None:
    desk, cases = Desk(runtime, world), list(every_case())
    with desk.unit() as unit:
        wrong = [case for case in cases if desk.sent(unit, case) != case.expected()]
    assert wrong == []
    given = {frozenset(case.expected() or ()) for case in cases}
    assert len(given) == 6, "nothing, the need alone or with either or both, or who they are"


@pytest.mark.parametrize("order", ["wide first", "own first"])
def test_the_answer_that_counts(runtime: Runtime, world: World, order: str) -> None:
    desk = Desk(runtime, world)
    draft = desk.drafts["other", "named"]
    about = {"report_id": draft.report_id, "referral_id": draft.id}
    for wide, own in product(STATES, STATES):
        said = [(Consent, "report_id", wide), (ReferralConsent, "referral_id", own)]
        with desk.unit() as unit:
            for model, place, state in said if order == "wide first" else said[::-1]:
                if state is not None:
                    answer = {"scope": "referral", "state": state, "wording_version": "1"}
                    unit.add(model(**answer, recorded_at=unit.now, **{place: about[place]}))
                    unit.flush()
            found = consents_for(unit.session.connection(), draft).get("referral")
        # About this one before about all, unless all were refused, or taken back, since.
        refused_since = order == "own first" and wide in ("refused", "withdrawn")
        assert (found and found.state) == (wide if refused_since else own or wide)


def test_what_is_looked_at_is_what_is_sent(world: World, runtime: Runtime) -> None:
    desk = Desk(runtime, world)
    for (kind, mode), draft in desk.drafts.items():
        for scope in SCOPES[kind]:
            with runtime.unit(desk.manager) as unit:
                answer_referral_consent(
                    unit, draft.id, scope=scope, state="granted", wording_version="1"
                )
        with runtime.reading(desk.manager) as reading:
            seen = preview(reading, draft.id, purpose="support_referral")
        assert seen.pop("agreed") is True
        expected = Case(kind, mode, "not_needed", dict.fromkeys(SCOPES[kind], "granted")).expected()
        assert seen == (expected or {})
        if expected is None:
            continue
        with runtime.unit(desk.manager) as unit:
            referrals.move_referral(unit, draft.id, "send", version=None)
        with runtime.reading(desk.manager) as reading:
            assert read_shared(reading, draft.id, purpose="triage") == {**seen, "taken_back": []}


@pytest.mark.parametrize("part", ["identity", "narrative"])
@pytest.mark.parametrize("state", [None, "refused", "withdrawn"])
def test_a_part_stays_here_without_its_own_consent(
    runtime: Runtime, world: World, part: str, state: str | None
) -> None:
    desk = Desk(runtime, world)
    answers = {**dict.fromkeys(SCOPES["other"], "granted"), f"share_{part}": state}
    with desk.unit() as unit:
        found = desk.sent(unit, Case("other", "named", "not_needed", answers))
    assert found is not None
    assert set(found) == set(PARTS) - {part}


@pytest.mark.parametrize(
    ("kind", "scope"), [("other", "referral"), ("peers", "introduce_to_peers")]
)
def test_nothing_at_all_leaves_without_consent_to_this_kind_of_service(
    runtime: Runtime, world: World, kind: str, scope: str
) -> None:
    desk = Desk(runtime, world)
    every = {one for scopes in SCOPES.values() for one in scopes}
    for mode in ("named", None):
        with desk.unit() as unit:
            answers = {**dict.fromkeys(every, "granted"), scope: None}
            assert desk.sent(unit, Case(kind, mode, "not_needed", answers)) is None
