"""Which reports touch a theme, as far as they say so in the clear; nothing sealed is opened for it.

A theme that is not here is in the words of reports alone, so no report is counted for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from service.domain.support_lists import Theme


@dataclass(frozen=True, slots=True)
class Touch:
    """A report touches a theme that is of one of these types, or from one of these settings."""

    incident_types: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()


TOUCHES: Mapping[Theme, Touch] = MappingProxyType(
    {
        Theme.BELONGING: Touch(incident_types=frozenset({"exclusion", "microaggression"})),
        Theme.PLACEMENTS: Touch(
            settings=frozenset(
                {
                    "hospital_placement", "gp_placement", "community_placement",
                    "theatre_or_ward_round", "elective_abroad",
                }
            )
        ),
        Theme.TEACHING_AND_ASSESSMENT: Touch(
            frozenset({"assessment_bias"}), frozenset({"campus_teaching", "assessment_or_exam"})
        ),
        Theme.SPEAKING_UP: Touch(incident_types=frozenset({"retaliation", "victimisation"})),
    }
)  # fmt: skip
"""By theme; types and settings are codes of ``incident_type`` and ``setting``."""


def touched_by(themes: Iterable[str]) -> Touch:
    """Give what touches any of these themes."""
    found = [TOUCHES[Theme(theme)] for theme in themes if Theme(theme) in TOUCHES]
    return Touch(
        frozenset().union(*(touch.incident_types for touch in found)),
        frozenset().union(*(touch.settings for touch in found)),
    )
