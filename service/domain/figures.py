"""The figures: what each one counts, which theme of the study it answers, and how it may be cut.

Each is about what happened within a period that is over, so a figure stays what it was; only
somebody who withdraws a report, or their consent to statistics, is taken out of it later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from service.domain.code_lists import DECLINE_REASONS, SERVICE_TYPES, SETTINGS
from service.domain.codes import CodeList
from service.domain.support_lists import ACTIVITY_KINDS, LED_BY, THEMES, Theme

LONG_WAIT_DAYS = 28
"""A wait of more days than this is a long one: Redress's own rule."""


class Unit(StrEnum):
    """What the main number of a figure is."""

    SHARE = "share"
    DAYS = "days"
    CHANGE = "change"
    SCORE = "score"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure."""

    name: str
    title: str
    meaning: str
    """What is counted and when, and what the share or the mean is of."""
    theme: Theme
    unit: Unit
    shows: tuple[str, ...]
    """Which numbers of `service.domain.disclosure_control.Shown` it has."""
    dimensions: tuple[str, ...]
    """What it may be cut by: keys of `DIMENSIONS`."""
    long_days: int | None = None
    """Its share is of waits of more days than this."""
    public: bool = False
    """It counts what anybody can count already, and no people."""


_WITH_SHARE, _WITH_MEAN = ("count", "share"), ("count", "mean", "median")
_ACCESS, _SETTING, _OF_REFERRAL = Theme.ACCESS_TO_SUPPORT, ("setting",), ("setting", "service_type")

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        measure.name: measure
        for measure in (
            Measure(
                "first_contact", "Time to first contact",
                "Reports whose reporter was first written to in the period; whole days from "
                "sending the report to the first message.",
                _ACCESS, Unit.DAYS, _WITH_MEAN, _SETTING,
            ),
            Measure(
                "support_offered", "Support offered",
                "Cases closed in the period; the share in which a referral had been sent, or a "
                "party offered a service.",
                _ACCESS, Unit.SHARE, _WITH_SHARE, _SETTING,
            ),
            Measure(
                "support_taken_up", "Support taken up",
                "Referrals that were sent, and accepted or ended without it in the period; the "
                "share that was accepted.",
                _ACCESS, Unit.SHARE, _WITH_SHARE, _OF_REFERRAL,
            ),
            Measure(
                "waiting", "Waiting for support",
                "Referrals accepted in the period; whole days from sending to acceptance, and the "
                f"share that waited more than {LONG_WAIT_DAYS} days.",
                _ACCESS, Unit.DAYS, (*_WITH_SHARE, "mean", "median"), _OF_REFERRAL,
                long_days=LONG_WAIT_DAYS,
            ),
            Measure(
                "completion", "Support completed",
                "Accepted referrals that ended in the period; the share that was completed.",
                _ACCESS, Unit.SHARE, _WITH_SHARE, _OF_REFERRAL,
            ),
            Measure(
                "declines", "Declined",
                "Referrals that a service declined in the period.",
                _ACCESS, Unit.COUNT, ("count",), ("decline_reason", *_OF_REFERRAL),
            ),
            Measure(
                "not_accessible", "Declined as not accessible",
                "Referrals accepted or declined in the period; the share declined because the "
                "service is not accessible to the person.",
                _ACCESS, Unit.SHARE, _WITH_SHARE, _OF_REFERRAL,
            ),
            Measure(
                "preference_met", "Wish for a responder met",
                "Officers put on a case in the period whose reporter had said whom they would "
                "like to be met by; the share that is as was wished.",
                Theme.REPRESENTATION, Unit.SHARE, _WITH_SHARE, _SETTING,
            ),
            Measure(
                "belonging_closure", "Belonging when a case is closed",
                "People who gave a score of 1 to 5 when they reported and when their case was "
                "closed; the change of each from one to the other.",
                Theme.BELONGING, Unit.CHANGE, _WITH_MEAN, _SETTING,
            ),
            Measure(
                "belonging_follow_up", "Belonging some weeks later",
                "People who gave a score of 1 to 5 when they reported and at a follow-up; the "
                "change of each from one to the other.",
                Theme.BELONGING, Unit.CHANGE, _WITH_MEAN, _SETTING,
            ),
            Measure(
                "satisfaction", "Satisfaction",
                "People who said how satisfied they are, from 1 to 5.",
                Theme.SPEAKING_UP, Unit.SCORE, _WITH_MEAN, _SETTING,
            ),
            Measure(
                "peer_referrals", "Referrals to peer networks",
                "Referrals to peer networks that were sent and ended in the period; the share "
                "that was completed.",
                Theme.PEER_SUPPORT, Unit.SHARE, _WITH_SHARE, _SETTING,
            ),
            Measure(
                "peer_attendance", "Meetings of peers",
                "Meetings held in the period; how many people came to each, and to all of them.",
                Theme.PEER_SUPPORT, Unit.COUNT, (*_WITH_MEAN, "total"), ("activity_kind",),
            ),
            Measure(
                "initiatives", "Initiatives",
                "Initiatives published in the period, and how many people they reached as far as "
                "that is public. One with several themes counts under each. Nothing is rounded "
                "anew: all of it is public.",
                Theme.SHARED_EXPERIENCE, Unit.COUNT, ("count", "total"), ("theme", "led_by"),
                public=True,
            ),
        )
    }
)  # fmt: skip
"""Every figure by name."""

DIMENSIONS: Mapping[str, CodeList] = MappingProxyType(
    {
        "setting": SETTINGS, "service_type": SERVICE_TYPES, "decline_reason": DECLINE_REASONS,
        "theme": THEMES, "led_by": LED_BY, "activity_kind": ACTIVITY_KINDS,
    }
)  # fmt: skip
"""What figures may be cut by, each with the list that its codes are of."""

NOTE = (
    "Counts are rounded to the nearest 5, shares to the nearest 5 per cent. Nothing is shown where "
    "fewer than 8 stand behind a number, or fewer than 23 behind a share, nor of others by which "
    "that could be worked out. A share with fewer than 8 on one side is a bound."
)
