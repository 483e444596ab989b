"""State machines as tables of small transitions.

Each row says from where, to where, who may (a permission of policy.py), what is logged and what
the reporter is told. Everything else — the actions offered on a screen, the documentation, the
refusals — is read off these tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.codes import CodeList
from service.domain.errors import WrongState

RETURN = "(the state before)"
"""A target meaning: go back to the state the thing was in before it was put on hold."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One permitted step."""

    action: str
    label: str
    source: tuple[str, ...]
    target: str
    permission: str
    verb: str
    tells: str | None = None
    """What the reporter is told, in plain words; None where the step is internal."""
    reasons: CodeList | None = None
    """The list a reason must come from, where the step needs a coded reason."""
    confirm: str | None = None
    """Plain consequences, for steps that need a second thought."""
    offered: bool = True
    """False where another use case takes the step, so it is not offered as an action."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A named table of transitions."""

    name: str
    transitions: Sequence[Transition]

    def from_state(self, state: str) -> list[Transition]:
        """List the steps that exist in a state and are offered as actions."""
        return [t for t in self.transitions if t.offered and state in t.source]

    def named(self, action: str) -> Transition | None:
        """Find an action, whatever the state."""
        return next((t for t in self.transitions if t.action == action), None)

    def step(self, action: str, state: str, *, internal: bool = False) -> Transition:
        """Find the step for an action in a state.

        Args:
            internal: whether a use case asks for one of the steps that only it takes.

        Raises:
            WrongState: the action does not exist, or not in this state.
        """
        for transition in self.transitions:
            if transition.action == action and state in transition.source:
                if transition.offered or internal:
                    return transition
                break
        raise WrongState(f"This cannot be done while the {self.name} is in the state {state}.")
