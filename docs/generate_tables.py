"""Write the tables of the documentation that come from the code.

Each lies between ``<!-- table: name -->`` and ``<!-- end of table -->`` in a page of this folder.
Run it after changing a state machine, the policy, a verb, a scope, a problem or a code list; a
test fails until you have.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from service.api.contract import contract
from service.api.problems import PROBLEMS
from service.domain.actors import SCOPE_MEANINGS, ActorKind, Scope
from service.domain.cases import CASE_MACHINE
from service.domain.code_lists import CODE_LISTS
from service.domain.codes import words
from service.domain.policy import POLICY, Grant, Relation
from service.domain.referrals import REFERRAL_MACHINE
from service.domain.reports import REPORT_MACHINE
from service.domain.transitions import Machine, Transition
from service.domain.verbs import VERBS

PAGES = [Path(__file__).parent / f"{name}.md" for name in ("officers", "auditors", "integrators")]

_MARKED = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end of table -->)", re.DOTALL)
_KINDS = {
    ActorKind.OFFICER: "any officer", ActorKind.CLIENT: "any client",
    ActorKind.REPORTER: "the reporter", ActorKind.SYSTEM: "the command line",
    ActorKind.NOBODY: "anybody",
}  # fmt: skip
_STANDING = {
    Relation.ANYONE: "",
    Relation.ASSIGNED: ", on a case they are assigned to",
    Relation.INTAKE: ", while no case has been opened",
    Relation.SUBMITTED: ", for a report it submitted",
    Relation.RECEIVING: ", for a referral to their own service",
    Relation.RECEIPT: ", with the receipt",
}


def render(page: str) -> str:
    """Give a page with every table made anew."""
    return _MARKED.sub(lambda match: f"{match[1]}\n{TABLES[match[2]]()}\n\n{match[3]}", page)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine(value: Machine) -> str:
    """Write a state machine, one step a line."""
    head = ["Step", "From", "To", "Needs", "Reason", "What the reporter reads"]
    return table(head, [_step(step) for step in value.transitions])


def policy() -> str:
    """Write who may do what."""
    return table(
        ["Permission", "Who has it"],
        [[f"`{name}`", "; ".join(map(_grant, grants))] for name, grants in POLICY.items()],
    )


def scopes() -> str:
    """Write every scope with the operations that take it."""
    return table(
        ["Scope", "Meaning", "Operations"],
        [[f"`{s}`", SCOPE_MEANINGS[s], _operations(s)] for s in Scope],
    )


def problems() -> str:
    """Write every problem."""
    return table(
        ["Status", "`code`", "Title"],
        [[str(status), f"`{code}`", title] for code, (status, title) in PROBLEMS.items()],
    )


def verbs() -> str:
    """Write every verb of the audit log."""
    return table(["Verb", "What it says"], [[f"`{verb}`", text] for verb, text in VERBS.items()])


def code_lists() -> str:
    """Write the name of every code list."""
    return table(
        ["List", "Codes"],
        [[f"`{name}`", str(len(value.codes))] for name, value in CODE_LISTS.items()],
    )


TABLES: dict[str, Callable[[], str]] = {
    "reports": lambda: machine(REPORT_MACHINE),
    "cases": lambda: machine(CASE_MACHINE),
    "referrals": lambda: machine(REFERRAL_MACHINE),
    "policy": policy,
    "scopes": scopes,
    "problems": problems,
    "verbs": verbs,
    "code_lists": code_lists,
}


def _step(step: Transition) -> list[str]:
    return [
        step.label,
        ", ".join(words(state).lower() for state in step.source),
        words(step.target).lower(),
        f"`{step.permission}`",
        f"list `{step.reasons.name}`" if step.reasons else "",
        step.tells or "",
    ]


def _grant(grant: Grant) -> str:
    who = sorted(_KINDS[who] if isinstance(who, ActorKind) else _name(who) for who in grant.who)
    return " or ".join(who) + _STANDING[grant.relation]


def _name(who: object) -> str:
    return f"client with `{who}`" if isinstance(who, Scope) else words(str(who)).lower()


def _operations(scope: Scope) -> str:
    names = [
        f"`{spec['operationId']}`"
        for path in contract()["paths"].values()
        for method, spec in path.items()
        if method != "parameters" and {"oauth2": [scope]} in spec["security"]
    ]
    return ", ".join(names) or "none yet"


def main() -> None:
    """Rewrite the pages."""
    for page in PAGES:
        page.write_text(render(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
