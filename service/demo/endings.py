"""Which ending and which service suit a story."""

from collections.abc import Iterator
from random import Random

from service.demo.services import COUNSELLING, PEERS, SERVICES
from service.demo.stories import Story
from service.demo.texts import ENDINGS, Ending

_BY_OUTCOME = {ending.outcome: ending for ending in ENDINGS}


def choose_ending(story: Story, route: tuple[str, ...], others: Iterator[Ending]) -> Ending:
    """Choose what comes of a case; ``others`` serves those that nothing in particular suits."""
    if "offer_support" in route:
        return _BY_OUTCOME["support_provided"]
    if "appeal" in route:
        return _BY_OUTCOME["no_further_action"]
    if "failure_reasonable_adjustment" in story.types:
        return _BY_OUTCOME["reasonable_adjustment"]
    if "indirect_discrimination" in story.types:
        return _BY_OUTCOME["policy_change"]
    if story.assesses:
        return _BY_OUTCOME["supervision_change"]
    return next(others)


def other_endings() -> tuple[Ending, ...]:
    """Give the endings that suit many stories."""
    return tuple(_BY_OUTCOME[name] for name in ("apology", "training", "no_further_action"))


def choose_service(story: Story, rng: Random) -> str:
    """Choose a service that is there for somebody like the reporter, or for everybody."""
    grounds = {ground["code"] for ground in story.characteristics}
    fitting: list[str] = [s["name"] for s in SERVICES if grounds & set(s["characteristics"])]
    return rng.choice([*fitting, COUNSELLING, PEERS if "race" in grounds else COUNSELLING])
