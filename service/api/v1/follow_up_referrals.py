"""What a reporter does about their referrals by receipt: looking first, agreeing, ending it."""

from typing import Any
from uuid import UUID

from service.api.operation import Resource, Result
from service.api.schemas.referrals import OwnReferralsOut, PreviewOut, ReferralConsentsOut
from service.api.schemas.reports import ConsentIn
from service.usecases import own_referrals as use_cases
from service.usecases.reading import Reading
from service.usecases.referral_consents import answer_referral_consent, consents_asked
from service.usecases.unit import Unit

own_referrals = Resource("Own referrals", "What a reporter does about their referrals by receipt.")

_ALL = "/v1/follow-up/referrals"
_ONE = f"{_ALL}/<uuid:referral_id>"


@own_referrals.operation(
    "GET", _ALL, "listOwnReferrals", "Which services you were asked about or referred to",
    answer=OwnReferralsOut(), follow_up=True,
)  # fmt: skip
def list_own(reading: Reading) -> dict[str, Any]:
    """Give them, with what is asked about each."""
    return {"data": use_cases.own_referrals_to_answer(reading)}


@own_referrals.operation(
    "GET", f"{_ONE}/preview", "previewOwnReferral", "See exactly what the service would be given",
    description="If you agree to be referred. Possible until it is sent.",
    answer=PreviewOut(), follow_up=True, errors=["wrong_state"],
)  # fmt: skip
def preview(reading: Reading, referral_id: UUID) -> dict[str, Any]:
    """Open it."""
    return use_cases.preview_own(reading, referral_id)


@own_referrals.operation(
    "POST", f"{_ONE}/consents", "answerOwnReferral", "Agree to one service, refuse, or withdraw",
    description="It is for this service alone, and takes effect at once.",
    body=ConsentIn(), answer=ReferralConsentsOut(), follow_up=True, creates=True,
    errors=["wrong_state"],
    example={"scope": "referral", "state": "granted", "wording_version": "2026-09"},
)  # fmt: skip
def answer(unit: Unit, body: dict[str, Any], referral_id: UUID) -> Result:
    """Record the answer."""
    referral = answer_referral_consent(unit, referral_id, **body)
    return Result({"data": consents_asked(unit.session.connection(), referral)})
