"""What the sample's reporters tell. Every person, place and organisation is invented.

The themes are those of the study the product answers (Ikhlaq et al., BMJ Open 2023;13:e078314):
isolation and imposter feelings, lack of representation, placements, peer support, accessibility.
"""

from service.demo.stories.aftermath import AFTERMATH
from service.demo.stories.community import COMMUNITY
from service.demo.stories.earlier import EARLIER
from service.demo.stories.story import Story
from service.demo.stories.teaching import TEACHING
from service.demo.stories.wards import WARDS

__all__ = ["STORIES", "Story"]

STORIES: tuple[Story, ...] = (*EARLIER, *WARDS, *TEACHING, *COMMUNITY, *AFTERMATH)
