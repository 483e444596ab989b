"""The steps of a state machine on a page: what may be done, and why the rest may not."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import request
from flask_admin.babel import gettext as _

from admin import forms
from service.domain.code_lists import ROLES, Role
from service.domain.errors import NotFound, WrongState
from service.domain.policy import POLICY, Relation
from service.domain.transitions import Machine, Transition


def action(
    label: str, url: str, *, why_not: str = "", post: bool = False, hidden: Any = ()
) -> dict[str, Any]:
    """Describe one thing to do; ``why_not`` says why it cannot be done."""
    return {
        "label": label, "url": url, "allowed": not why_not, "why_not": why_not,
        "post": post, "hidden": hidden,
    }  # fmt: skip


def actions(
    steps: Iterable[tuple[Transition, bool]],
    url: Callable[[Transition], str],
    *,
    refused: Callable[[Transition], str] = lambda _step: "",
) -> list[dict[str, Any]]:
    """Describe the steps of a thing's state. ``refused`` may know a further reason against one."""
    return [
        action(step.label, url(step), why_not=refused(step) if ok else needs(step.permission))
        for step, ok in steps
    ]


def needs(permission: str, *, on_case: bool = False) -> str:
    """Say who may do what one may not.

    Args:
        on_case: whether it is about what is on a case, where intake has no say any more.
    """
    grants = [
        grant for grant in POLICY[permission] if not (on_case and grant.relation == Relation.INTAKE)
    ]
    roles = {who for grant in grants for who in grant.who if isinstance(who, Role)}
    names = [label.lower() for code, label in ROLES.choices() if code in roles]
    if not names:
        return _("Only the reporter can do this.")
    return _("This is for: %(roles)s.", roles=", ".join(names))


def refusal_of(check: Callable[[], object]) -> str:
    """Give the words with which a rule refuses; none where it does not."""
    try:
        check()
    except WrongState as refusal:
        return refusal.message
    return ""


def named(machine: Machine, name: str) -> Transition:
    """Find a step that the address names.

    Raises:
        NotFound: there is none, or it is not for people to take.
    """
    step = machine.named(name)
    if step is None or not step.offered:
        raise NotFound
    return step


def on_its_own_page(machine: Machine, name: str) -> Transition:
    """Find a step that is not offered with the others, for it has a page of its own.

    Raises:
        NotFound: there is none.
    """
    step = machine.named(name)
    if step is None:
        raise NotFound
    return step


def asked(step: Transition) -> tuple[str, ...]:
    """Give what the officer must hold to be shown a step's page.

    A post is left to the use case, which first says when somebody else was quicker.
    """
    return () if request.method == "POST" else (step.permission,)


def consequences(step: Transition) -> list[str]:
    """Say plainly what a step brings about."""
    told = _("The reporter will read: “%(tells)s”", tells=step.tells) if step.tells else ""
    return [line for line in (step.confirm, told) if line]


def reason_form(step: Transition) -> forms.ConsoleForm:
    """Make the form that asks for a step's reason: coded where the step needs it."""
    return forms.coded_reason(step.reasons) if step.reasons else forms.FreeReasonForm()
