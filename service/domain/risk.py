"""Assessing risk: the forms by version, and how harm and detriment make one level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.domain.code_lists import RISK_LEVELS
from service.domain.codes import Code, words
from service.domain.errors import Fault, Invalid, WrongState, invalid


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form, with the answers it may have."""

    code: str
    about: str
    """``harm`` (to anybody's safety or health) or ``detriment`` (for having spoken up)."""
    text: str
    answers: tuple[Code, ...]


def _question(code: str, about: str, text: str, answers: str = "no yes not_known") -> Question:
    return Question(code, about, text, tuple(Code(one, words(one)) for one in answers.split()))


RISK_FORMS: Mapping[str, tuple[Question, ...]] = {
    "2026-09": (
        _question(
            "feels_safe", "harm",
            "Does the person feel safe where they study, train and live?",
            "yes mostly no not_known",
        ),
        _question("thoughts_of_self_harm", "harm", "Has the person spoken of harming themselves?"),
        _question("threats_made", "harm", "Has anybody been threatened or hurt?"),
        _question(
            "pattern", "harm", "Is it said to have happened before?", "once several getting_worse"
            " not_known",
        ),
        _question(
            "contact_goes_on", "harm", "Does contact with the responding party go on?",
            "none some daily not_known",
        ),
        _question("patients_affected", "harm", "Could patients or the public be at risk?"),
        _question(
            "assessed_by_party", "detriment",
            "Does the responding party assess, supervise or refer the person?",
        ),
        _question("identity_guessable", "detriment", "Could others guess who reported?"),
        _question("detriment_so_far", "detriment", "Has the person been treated worse since?"),
        _question("considers_leaving", "detriment", "Is the person thinking of leaving?"),
    ),
}  # fmt: skip
"""The questions asked, by the version of the form. A version is never changed once it was used."""

CURRENT_RISK_FORM = max(RISK_FORMS)
"""The version that new assessments are made on."""


def higher_risk(first: str, second: str) -> str:
    """Give the higher of two risk levels."""
    return max(first, second, key=RISK_LEVELS.values().index)


def check_second_opinion(
    *, author_id: UUID | None, reviewed_at: datetime | None, officer_id: UUID | None
) -> None:
    """Refuse a second opinion that is not one, or that is there already.

    Raises:
        WrongState: it is reviewed already, or by whoever wrote it.
    """
    if reviewed_at is not None:
        raise WrongState("This assessment has been reviewed.")
    if author_id == officer_id:
        raise WrongState("Somebody other than its author reviews an assessment.")


def check_answers(form_version: str, answers: Sequence[Mapping[str, str]]) -> None:
    """Refuse answers that are not those of the current form, each question once.

    Args:
        answers: each a ``question`` and its ``answer``, as codes.

    Raises:
        Invalid: pointing at ``/form_version``, or at each answer that is wrong.
    """
    if form_version not in RISK_FORMS:
        raise invalid("/form_version", "unknown_code", "There is no such version of the form.")
    if form_version != CURRENT_RISK_FORM:
        raise invalid("/form_version", "not_current", "This version is no longer filled in.")
    questions = {question.code: question for question in RISK_FORMS[form_version]}
    faults = [fault for n, one in enumerate(answers) for fault in _faults(n, one, questions)]
    asked = [one["question"] for one in answers]
    faults += [
        Fault(f"/answers/{n}/question", "repeated", "This question is answered twice.")
        for n, code in enumerate(asked)
        if code in asked[:n]
    ]
    missing = [code for code in questions if code not in asked]
    if missing:
        faults.append(Fault("/answers", "required", f"Not answered: {', '.join(missing)}."))
    if faults:
        raise Invalid(faults)


def _faults(
    number: int, answer: Mapping[str, str], questions: Mapping[str, Question]
) -> list[Fault]:
    question = questions.get(answer["question"])
    if question is None:
        detail = "Not a question of this form."
        return [Fault(f"/answers/{number}/question", "unknown_code", detail)]
    if all(answer["answer"] != code.code for code in question.answers):
        detail = "Not an answer to this question."
        return [Fault(f"/answers/{number}/answer", "unknown_code", detail)]
    return []
