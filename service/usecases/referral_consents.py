"""What a person answers about one referral: to this recipient, and to no other."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from service.domain.code_lists import ConsentState
from service.domain.consent_meanings import CONSENT_MEANINGS
from service.domain.errors import NotAllowed
from service.domain.referrals import check_may_agree
from service.domain.sharing import check_scope
from service.store.models import Referral, ReferralConsent
from service.store.queries.referrals import consents_for, seen_referral
from service.store.queries.rows import AnyRow
from service.usecases.access import allow_on, load
from service.usecases.reading import Reading
from service.usecases.share_preview import terms_for
from service.usecases.sharing import case_of, lose
from service.usecases.unit import Unit

_UNANSWERED = {"state": None, "wording_version": None, "recorded_at": None, "report_wide": None}


def answer_referral_consent(
    unit: Unit, referral_id: UUID, *, scope: str, state: str, wording_version: str
) -> Referral:
    """Record a person's answer; what rests on a consent that is no longer given stops at once.

    Raises:
        Invalid: the scope is not one that is asked for this kind of service.
        WrongState: the person would agree to what has come to its end.
    """
    referral = load(unit, Referral, referral_id, "referral.consent")
    check_scope(terms_for(unit.session.connection(), referral), scope, "/scope")
    if state == ConsentState.GRANTED:
        check_may_agree(referral.status)
    record_answer(unit, referral, scope=scope, state=state, wording_version=wording_version)
    return referral


def record_answer(
    unit: Unit, referral: Referral, *, scope: str, state: str, wording_version: str
) -> None:
    """Record one answer, with what it ends; the caller has checked that the actor may."""
    unit.add(
        ReferralConsent(
            referral_id=referral.id, scope=scope, state=state, wording_version=wording_version,
            recorded_at=unit.now,
        )
    )  # fmt: skip
    change = {"scope": scope, "state": state, "wording_version": wording_version}
    unit.record("referral.consent", referral, case_id=case_of(unit, referral), change=change)
    if state != ConsentState.GRANTED:
        lose(unit, referral, scope)


def read_consents(reading: Reading, referral_id: UUID) -> list[Mapping[str, Any]]:
    """Give what is asked and answered, to those who know of a referral not by receiving it.

    Raises:
        NotFound, NotAllowed: see `allow_on`.
    """
    connection, actor = reading.connection, reading.actor
    allow_on(connection, actor, Referral, referral_id)
    row = seen_referral(connection, actor, referral_id)
    if row is None or row.only_receives:
        raise NotAllowed("referral.consent", subject=(Referral.__tablename__, referral_id))
    return consents_asked(connection, row)


def consents_asked(connection: Connection, referral: AnyRow | Referral) -> list[Mapping[str, Any]]:
    """List what a person is asked for this recipient, with the answer that counts, if any."""
    answers = consents_for(connection, referral)
    scopes = terms_for(connection, referral).values()
    return [
        {"scope": scope, "meaning": CONSENT_MEANINGS[scope], **_answer(answers.get(scope))}
        for scope in scopes
    ]


def _answer(row: AnyRow | None) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _UNANSWERED} if row else _UNANSWERED
