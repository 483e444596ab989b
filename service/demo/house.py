"""What the sample's institution has settled: its policy, its placements, words it often uses."""

from uuid import UUID

from service.demo.timeline import StoryClock, Thread
from service.demo.work import day_in
from service.domain.actors import Actor
from service.usecases import letter_templates, policies, providers, templates
from service.usecases.runtime import Runtime

INSTITUTION = "Northbridge Medical School"

PROVIDERS: tuple[tuple[str, str, str], ...] = (
    ("Northbridge Royal Infirmary", "education@royal.example.org", "01632 960 201"),
    ("Wharfe Valley General Hospital", "education@wharfe.example.org", "01632 960 202"),
    ("St Elsewhere NHS Trust", "education@elsewhere.example.org", "01632 960 203"),
)
"""Name, e-mail and telephone of each placement provider."""

FIRST_LETTER, NEWS, CONSENT, REMINDER = (
    "First answer", "No news yet", "Asking for consent", "Waiting for an answer",
)  # fmt: skip
TEMPLATES: dict[str, str] = {
    FIRST_LETTER: (
        "Thank you for your report {reference}. We have read it with care. Nothing will be done "
        "with it at {institution} without speaking with you first."
    ),
    NEWS: (
        "There is nothing new about {reference} yet. We write because you should not be left "
        "without word. We write again within two weeks."
    ),
    CONSENT: (
        "A support service could help with {reference}. May we tell it what it needs to know? You "
        "may say no, and change your mind later."
    ),
    REMINDER: (
        "We wrote to you about {reference} and would like to hear from you. There is no hurry, "
        "and what we arranged for you goes on."
    ),
}

_POLICIES = (
    (
        "Dignity at Northbridge",
        ("Everybody who studies here is treated with dignity. Reports may be anonymous. Nobody is "
        "to suffer for having made one. A formal stage is over within ninety days."),
    ),
    (
        "Dignity at Northbridge, with placements",
        ("As before, and: placement providers share a case only where everybody who reported "
        "agrees; whoever reported is asked at two, six and twelve weeks whether they suffer for "
        "it; every interim measure has a day on which it is looked at again."),
    ),
)  # fmt: skip
_NOTICE = 7


class House:
    """What is settled once, by the people who may settle it."""

    def __init__(self, runtime: Runtime, actor: Actor) -> None:
        self._runtime, self._actor = runtime, actor

    def add_providers(self) -> dict[str, UUID]:
        """Add the placement providers; gives their ids by name."""
        with self._runtime.unit(self._actor) as unit:
            return {
                name: providers.add_provider(unit, name, {"email": email, "phone": phone}).id
                for name, email, phone in PROVIDERS
            }

    def add_templates(self) -> dict[str, UUID]:
        """Add the message templates; gives their ids by name."""
        with self._runtime.unit(self._actor) as unit:
            return {
                name: templates.add_template(unit, name=name, body=body).id
                for name, body in TEMPLATES.items()
            }

    def add_letter_templates(self) -> dict[str, UUID]:
        """Take the outcome letters that come with the product; gives their ids by name."""
        with self._runtime.unit(self._actor) as unit:
            return {one.name: one.id for one in letter_templates.add_our_letter_templates(unit)}

    def policies(self, clock: StoryClock, renewed_after: float) -> Thread:
        """Publish the first policy at once and its next version so many days later."""
        first, second = _POLICIES
        self._publish(first, 0)
        yield clock.at_work(renewed_after)
        self._publish(second, _NOTICE)

    def _publish(self, policy: tuple[str, str], ahead: int) -> None:
        title, body = policy
        with self._runtime.unit(self._actor) as unit:
            day = day_in(unit, ahead)
            policies.publish_policy(
                unit, label=f"{day:%Y-%m}", title=title, body=body, effective_from=day
            )
