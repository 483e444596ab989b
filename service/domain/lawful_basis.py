"""Why the law allows each type of record: a table to configure from and to show in exports.

UK GDPR Article 6 for all personal data; Article 9 and the Data Protection Act 2018, Schedule 1,
where the record may hold special category data (ethnicity, belief, health, sexual orientation).
The same paragraph covers what a record says of alleged offences (Article 10; section 10(5)). What
somebody agreed to is asked and kept besides, as a matter of respect: a student cannot freely
consent to what the institution that grades them has to do, so consent is never the basis alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_CONSENT = ("6(1)(a)", "9(2)(a)")
_NEEDS_SCHEDULE_1 = ("9(2)(b)", "9(2)(g)", "9(2)(h)", "9(2)(i)", "9(2)(j)")


@dataclass(frozen=True, slots=True)
class LawfulBasis:
    """What one type of record rests on, and why.

    Raises:
        ValueError: if it rests on consent, or lacks the Schedule 1 paragraph that its Article 9
            condition needs (Data Protection Act 2018, section 10(2) and (3)).
    """

    article_6: str
    article_9: str | None
    """None where the record holds no special category data."""
    schedule_1: str | None
    """A paragraph of the Act's Schedule 1; None where the condition needs none."""
    reason: str

    def __post_init__(self) -> None:
        if self.article_6 in _CONSENT or self.article_9 in _CONSENT:
            raise ValueError("consent alone is not the basis of a record")
        if (self.article_9 in _NEEDS_SCHEDULE_1) != (self.schedule_1 is not None):
            raise ValueError("the Article 9 condition and the Schedule 1 paragraph do not match")


_PUBLIC_TASK, _LEGAL_OBLIGATION = "6(1)(e)", "6(1)(c)"


def _statutory(reason: str) -> LawfulBasis:
    """Rest on the public task and, in the substantial public interest, on a function given by law.

    The functions: the duties of the Equality Act 2010 (Part 6, section 149) and of the Higher
    Education and Research Act 2017 (OfS condition E6).
    """
    return LawfulBasis(_PUBLIC_TASK, "9(2)(g)", "paragraph 6", reason)


def _duty(reason: str) -> LawfulBasis:
    """Rest on a legal obligation, for a record without special category data."""
    return LawfulBasis(_LEGAL_OBLIGATION, None, None, reason)


def _administration(reason: str) -> LawfulBasis:
    """Rest on the public task, for a record without special category data."""
    return LawfulBasis(_PUBLIC_TASK, None, None, reason)


LAWFUL_BASES: Mapping[str, LawfulBasis] = MappingProxyType(
    {
        "report": _statutory("To learn of unlawful discrimination and to act on it"),
        "incident": _statutory("To know what is said to have happened"),
        "case": _statutory("To look into a report and to put things right"),
        "party": _statutory("To know who reports, who responds and who saw it"),
        "allegation": _statutory("To decide each allegation by itself, and fairly"),
        "message": _statutory("To hear and answer the person who reported"),
        "attachment": _statutory("To keep what somebody gives as evidence"),
        "note": _statutory("To keep what was done, thought and decided on a case"),
        "task": _statutory("To do in time what a case needs"),
        "outcome": _statutory("To tell each party what was found, and why"),
        "appeal": _statutory("To look again at a decision"),
        "action": _statutory("To see that what was decided is done"),
        "interim_measure": LawfulBasis(
            _PUBLIC_TASK, "9(2)(g)", "paragraph 18", "To keep people safe while a case is open",
        ),
        "match": LawfulBasis(
            _PUBLIC_TASK, "9(2)(g)", "paragraph 10",
            "To find several reports about one person, who cannot be asked first",
        ),
        "characteristic": LawfulBasis(
            _PUBLIC_TASK, "9(2)(g)", "paragraph 8",
            "To find and mend unequal treatment (Equality Act 2010, section 149)",
        ),
        "feedback": LawfulBasis(
            _PUBLIC_TASK, "9(2)(g)", "paragraph 8",
            "To see whether people who reported belong and were treated fairly",
        ),
        "statistics": LawfulBasis(
            _PUBLIC_TASK, "9(2)(j)", "paragraph 4", "To publish figures in which nobody is found",
        ),
        "risk_assessment": LawfulBasis(
            _PUBLIC_TASK, "9(2)(g)", "paragraph 18", "To protect people at risk of harm",
        ),
        "referral": _statutory("To bring somebody to the support they ask for"),
        "introduction": _statutory("To let two people meet who both ask for it"),
        "supporter": _administration("To let somebody chosen by the reporter follow a report"),
        "consent": _duty("To show what somebody agreed to (UK GDPR Article 5(2))"),
        "rights_request": LawfulBasis(
            _LEGAL_OBLIGATION, "9(2)(f)", None,
            "To answer people who use their rights (UK GDPR Chapter III)",
        ),
        "legal_hold": LawfulBasis(
            _LEGAL_OBLIGATION, "9(2)(f)", None, "To keep what a court or regulator may ask for",
        ),
        "audit_event": _duty("To show who did what (UK GDPR Articles 5(2) and 32)"),
        "conflict_of_interest": _administration("To keep a case from whoever is part of it"),
        "identity_access_request": _duty("To show who opened an identity, and why"),
        "officer": LawfulBasis(
            _PUBLIC_TASK, "9(2)(g)", "paragraph 8",
            "To know who works on cases and, where they tell, whose experience they share",
        ),
        "support_service": _administration("To tell people where to find support"),
        "placement_provider": _administration("To act together where a placement is the setting"),
        "initiative": _administration("To say what was changed after people spoke"),
    }
)  # fmt: skip
"""The basis of every type of record that holds personal data, or may come to."""
