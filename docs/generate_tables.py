"""Write the tables of the documentation that come from the code.

Each lies between ``<!-- table: name -->`` and ``<!-- end of table -->`` in a page of this folder.
Run it after changing a state machine, the policy, a clock, a notice, a verb, a scope, a problem or
a code list; a test fails until you have.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from service.api.contract import contract
from service.api.problems import PROBLEMS
from service.domain.access import ACCESS_MACHINE
from service.domain.actions import ACTION_MACHINE
from service.domain.actors import SCOPE_MEANINGS, ActorKind, Scope
from service.domain.cases import CASE_MACHINE
from service.domain.casework_lists import WORKLISTS, ClockKind
from service.domain.clocks import CLOCKS, ClockRule
from service.domain.code_lists import CODE_LISTS, CONSENT_SCOPES
from service.domain.codes import words
from service.domain.consent_meanings import CONSENT_MEANINGS
from service.domain.figures import MEASURES
from service.domain.introductions import INTRODUCTION_MACHINE
from service.domain.learning import LEARNING_MACHINE
from service.domain.measures import MEASURE_MACHINE
from service.domain.notices import AUTOMATIC_ANSWERS, NOTICES, URGENT_HELP
from service.domain.policy import POLICY, Grant, Relation
from service.domain.referrals import REFERRAL_MACHINE
from service.domain.reports import REPORT_MACHINE
from service.domain.support_lists import THEMES
from service.domain.transitions import Machine, Transition
from service.domain.verbs import VERBS

PAGES = [Path(__file__).parent / f"{name}.md" for name in ("officers", "auditors", "integrators")]

_MARKED = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end of table -->)", re.DOTALL)
_KINDS = {
    ActorKind.OFFICER: "any officer", ActorKind.CLIENT: "any client",
    ActorKind.REPORTER: "the reporter", ActorKind.SYSTEM: "the command line",
    ActorKind.SUPPORTER: "a supporter with the code they were given", ActorKind.NOBODY: "anybody",
    ActorKind.SERVICE: "a support service by its link",
}  # fmt: skip
_STANDING = {
    Relation.ANYONE: "",
    Relation.ASSIGNED: ", on a case they are assigned to",
    Relation.INTAKE: ", while no case has been opened",
    Relation.SUBMITTED: ", for a report it submitted",
    Relation.RECEIVING: ", for a referral to their own service",
    Relation.HELPING: ", for a referral to their own service, unless it was declined or taken back",
    Relation.SPEAKS_FOR: ", for their own service",
    Relation.RECEIPT: ", with the receipt",
    Relation.UNMASKED: ", once a second person has agreed, for a limited time",
    Relation.BREAK_GLASS: ", on a case they broke into, for a limited time",
}
_OWN = "Redress's own"
_SOURCES = {ClockKind.FORMAL_STAGE: "OIA, good practice framework"}
_ON_WORKLIST = {
    "mine": "those the officer is assigned to",
    "unassigned": "those that nobody is assigned to",
    "breaching": "those with a clock of theirs, or of one of their reports, that is due within one "
    "working day or overdue",
    "waiting_for_reporter": "those where the team was the last to write to a reporter",
    "waiting_for_service": "those with a referral that is sent or on a waiting list",
    "high_risk": "those whose risk is high or immediate",
}
"""What the queries of `service.store.queries.worklists` find, in words."""


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
    told = any(step.tells for step in value.transitions)
    width = len(head) if told else len(head) - 1
    return table(head[:width], [_step(step)[:width] for step in value.transitions])


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


def clocks() -> str:
    """Write every clock."""
    head = ["Clock", "On", "Target", "Runs while the state is", "Where the number is from"]
    return table(head, [_clock(rule) for rule in CLOCKS.values()])


def worklists() -> str:
    """Write every worklist."""
    return table(
        ["Worklist", "Open cases on it"],
        [[f"`{code}`", _ON_WORKLIST[code]] for code in WORKLISTS.values()],
    )


def answers() -> str:
    """Write what is said in conversations without anybody writing it."""
    said = {**AUTOMATIC_ANSWERS, "at the end of each": URGENT_HELP}
    rows = [[words(kind), text.replace("\n\n", "<br>")] for kind, text in said.items()]
    return table(["When", "Words"], rows)


def notices() -> str:
    """Write every notice by e-mail."""
    return table(
        ["Notice", "To", "Subject", "Words"],
        [
            [f"`{kind}`", f"the {one.recipient}", one.subject, " ".join(one.lines)]
            for kind, one in NOTICES.items()
        ],
    )


def consents() -> str:
    """Write what each consent means."""
    return table(
        ["Consent", "What the reporter reads that it means"],
        [[f"`{scope}`", CONSENT_MEANINGS[scope]] for scope in CONSENT_SCOPES.values()],
    )


def figures() -> str:
    """Write every figure."""
    return table(
        ["Figure", "What it is", "Theme", "Numbers", "Cut by"],
        [
            [
                f"`{one.name}`",
                one.meaning,
                THEMES.label(one.theme).lower(),
                ", ".join(one.shows),
                ", ".join(f"`{name}`" for name in one.dimensions),
            ]
            for one in MEASURES.values()
        ],
    )


TABLES: dict[str, Callable[[], str]] = {
    "reports": lambda: machine(REPORT_MACHINE),
    "cases": lambda: machine(CASE_MACHINE),
    "referrals": lambda: machine(REFERRAL_MACHINE),
    "introductions": lambda: machine(INTRODUCTION_MACHINE),
    "measures": lambda: machine(MEASURE_MACHINE),
    "actions": lambda: machine(ACTION_MACHINE),
    "learning": lambda: machine(LEARNING_MACHINE),
    "access": lambda: machine(ACCESS_MACHINE),
    "clocks": clocks,
    "worklists": worklists,
    "answers": answers,
    "notices": notices,
    "consents": consents,
    "figures": figures,
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


def _clock(rule: ClockRule) -> list[str]:
    anew = "; each of them starts it anew" if rule.starts_anew else ""
    known = "; not for an anonymous report" if rule.only_identified else ""
    states = ", ".join(words(state).lower() for state in rule.runs_in)
    days = f"{rule.days} {words(rule.unit).lower()}"
    return [f"`{rule.kind}`", rule.subject, days, states + anew + known, _source(rule)]


def _source(rule: ClockRule) -> str:
    return _SOURCES.get(ClockKind(rule.kind), _OWN)


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
