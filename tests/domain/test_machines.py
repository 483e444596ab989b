"""The state machines, each (state, action) pair against a table written down a second time."""

from itertools import product

import pytest

from service.domain.actions import ACTION_MACHINE
from service.domain.cases import CASE_MACHINE
from service.domain.code_lists import CaseState, ReferralStatus, ReportState
from service.domain.errors import WrongState
from service.domain.learning import LEARNING_MACHINE
from service.domain.policy import POLICY
from service.domain.referrals import REFERRAL_MACHINE
from service.domain.reports import REPORT_MACHINE
from service.domain.support_lists import ActionState, LearningState
from service.domain.transitions import RETURN, Machine
from service.domain.verbs import VERBS

pytestmark = pytest.mark.single_database

# action: the states it starts from > the state it leads to
REPORT = """
    submit: draft > submitted
    unlink: linked_to_case > triaged
    mark_duplicate: submitted acknowledged triaged > closed_no_case
    acknowledge: submitted > acknowledged
    triage: submitted acknowledged > triaged
    link: submitted acknowledged triaged > linked_to_case
    close: submitted acknowledged triaged > closed_no_case
    withdraw: draft submitted acknowledged triaged linked_to_case > withdrawn
"""
CASE = f"""
    start_triage: new reopened > triage
    offer_support: triage reopened > support_only
    resolve_informally: triage support_only reopened > informal_resolution
    investigate: triage support_only informal_resolution reopened > investigation
    decide: investigation > decision
    decide_appeal: appeal > decision
    appeal: decision closed > appeal
    hold: triage support_only informal_resolution investigation > on_hold
    resume: on_hold > {RETURN}
    close: triage support_only informal_resolution investigation decision > closed
    reopen: closed > reopened
"""
REFERRAL = """
    request_consent: draft > consent_pending
    send: draft consent_pending > sent
    accept: sent waitlisted > accepted
    waitlist: sent > waitlisted
    decline: sent waitlisted > declined
    start: accepted > in_progress
    complete: accepted in_progress > completed
    did_not_engage: accepted waitlisted in_progress > did_not_engage
    withdraw: draft consent_pending sent accepted waitlisted in_progress > withdrawn
    revoke: draft consent_pending sent accepted waitlisted in_progress > revoked
"""
MACHINES = [
    (REPORT_MACHINE, ReportState, REPORT),
    (CASE_MACHINE, CaseState, CASE),
    (REFERRAL_MACHINE, ReferralStatus, REFERRAL),
]
ENDINGS = [
    (ACTION_MACHINE, ActionState, "done: planned > done\ncancel: planned > cancelled"),
    (LEARNING_MACHINE, LearningState, "approve: draft > approved\nreject: draft > rejected"),
]
"""What nobody outside the team is told of step by step."""
STEPS = [(machine, step) for machine, _, _ in MACHINES for step in machine.transitions]


def read(table: str) -> dict[tuple[str, str], str]:
    """Give the target for each (state, action) pair that exists."""
    steps = {}
    for line in table.strip().splitlines():
        action, _, rest = line.strip().partition(": ")
        sources, _, target = rest.partition(" > ")
        steps |= {(state, action): target for state in sources.split()}
    return steps


@pytest.mark.parametrize(("machine", "states", "table"), [*MACHINES, *ENDINGS])
def test_every_pair_gives_its_target_or_is_refused(
    machine: Machine, states: type, table: str
) -> None:
    expected = read(table)
    actions = {step.action for step in machine.transitions} | {"invent"}
    for state, action in product(states, actions):
        if (state, action) in expected:
            assert machine.step(action, state, internal=True).target == expected[state, action]
        else:
            with pytest.raises(WrongState, match=machine.name):
                machine.step(action, state, internal=True)
    assert {action for _, action in expected} == actions - {"invent"}


@pytest.mark.parametrize(
    ("machine", "states", "start"),
    [
        (REPORT_MACHINE, ReportState, "draft"),
        (CASE_MACHINE, CaseState, "new"),
        (REFERRAL_MACHINE, ReferralStatus, "draft"),
    ],
)
def test_every_state_can_be_reached(machine: Machine, states: type, start: str) -> None:
    reached, grown = {start}, True
    while grown:
        found = {t.target for t in machine.transitions if reached & set(t.source)} - {RETURN}
        grown, reached = not found <= reached, reached | found
    assert reached == set(states)


@pytest.mark.parametrize(("machine", "step"), STEPS)
def test_every_step_names_a_permission_a_verb_and_words_for_the_reporter(
    machine: Machine, step: object
) -> None:
    assert step.permission in POLICY
    assert step.verb in VERBS
    assert step.verb == f"{machine.name}.{step.action}"
    assert step.label
    assert step.tells


def test_the_actions_offered_are_those_of_the_state_and_no_internal_ones() -> None:
    assert [t.action for t in REPORT_MACHINE.from_state("submitted")] == [
        "acknowledge", "triage", "close", "withdraw",
    ]  # fmt: skip
    assert [t.action for t in REPORT_MACHINE.from_state("draft")] == ["submit", "withdraw"]
    assert REPORT_MACHINE.from_state("withdrawn") == []
    assert all(t.action != "revoke" for s in ReferralStatus for t in REFERRAL_MACHINE.from_state(s))
    assert REFERRAL_MACHINE.named("revoke") is not None
    assert REFERRAL_MACHINE.named("invent") is None


@pytest.mark.parametrize(
    ("machine", "action", "state"),
    [
        (REPORT_MACHINE, "link", "submitted"),
        (REPORT_MACHINE, "unlink", "linked_to_case"),
        (REPORT_MACHINE, "mark_duplicate", "submitted"),
        (REFERRAL_MACHINE, "revoke", "sent"),
    ],
)
def test_a_step_of_another_use_case_is_not_to_be_had_as_an_action(
    machine: Machine, action: str, state: str
) -> None:
    with pytest.raises(WrongState):
        machine.step(action, state)


def test_reasons_are_asked_for_exactly_where_something_is_turned_down() -> None:
    asking = {step.verb for _, step in STEPS if step.reasons is not None}
    assert asking == {"report.close", "case.close", "referral.decline"}
