"""The sample's support and outcomes: enough that every screen and every figure shows something."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import exists, select

from service.demo.services import COUNSELLING
from service.domain.actors import Actor, ActorKind
from service.domain.code_lists import ReferralStatus, Role
from service.domain.figures import MEASURES
from service.domain.ids import new_id
from service.domain.support_lists import (
    ACTIVITY_KINDS,
    ActionState,
    AppointmentState,
    IntroductionState,
    LearningState,
    SessionState,
)
from service.store.models import (
    Action,
    Activity,
    ActivitySession,
    ApiClient,
    Appointment,
    Assignment,
    Fact,
    Initiative,
    Introduction,
    LearningPoint,
    Letter,
    LetterTemplate,
    Officer,
    Progress,
    Referral,
    Report,
    ServiceLink,
    SupportService,
)
from service.store.queries.pages import Page
from service.store.queries.support import ServiceFilter, list_services
from service.usecases.runtime import Runtime
from service.usecases.statistics import read_figure
from tests.demo.conftest import Demo
from tests.demo.looking import Least, rows, too_few

pytestmark = pytest.mark.single_database

NOW = datetime.now(UTC)
TODAY = NOW.date()
HALF_WAY = exists().where(Appointment.referral_id == Referral.id)

LEAST: Least = {
    "services in Welsh": (8, SupportService, (SupportService.description_cy.is_not(None),)),
    "services that never close": (2, SupportService, (SupportService.always_open,)),
    "services free on a day": (5, SupportService, (SupportService.next_available_on >= TODAY,)),
    "services to look at again": (3, SupportService, (SupportService.review_on <= TODAY,)),
    "officers who describe themselves": (4, Officer, (Officer.described_at.is_not(None),)),
    "reporters with a wish": (30, Report, (Report.preference_ct.is_not(None),)),
    "wishes met": (15, Assignment, (Assignment.preference == "met",)),
    "wishes met in part": (1, Assignment, (Assignment.preference == "partly_met",)),
    "wishes overridden": (4, Assignment, (Assignment.override_reason.is_not(None),)),
    "sessions to come": (6, ActivitySession, (ActivitySession.starts_at > NOW,)),
    "sessions held": (
        30, ActivitySession,
        (ActivitySession.state == SessionState.HELD, ActivitySession.attended > 0),
    ),
    "appointments attended": (20, Appointment, (Appointment.state == AppointmentState.ATTENDED,)),
    "appointments missed": (3, Appointment, (Appointment.state == AppointmentState.MISSED,)),
    "appointments to come": (
        2, Appointment,
        (Appointment.state == AppointmentState.BOOKED, Appointment.starts_at > NOW),
    ),
    "progress": (15, Progress, ()),
    "waiting until a day": (
        1, Referral,
        (Referral.status == ReferralStatus.WAITLISTED, Referral.expected_on >= TODAY),
    ),
    "those who did not engage, asked": (
        1, Referral,
        (Referral.status == ReferralStatus.DID_NOT_ENGAGE, Referral.followed_up_at.is_not(None)),
    ),
    "referred again": (1, Referral, (Referral.previous_id.is_not(None),)),
    "consent withdrawn half-way": (
        1, Referral, (Referral.end_reason == "consent_withdrawn", HALF_WAY),
    ),
    "links that were followed": (3, ServiceLink, (ServiceLink.visit_until.is_not(None),)),
    "actions done": (15, Action, (Action.state == ActionState.DONE,)),
    "actions to come": (
        3, Action, (Action.state == ActionState.PLANNED, Action.due_on >= TODAY),
    ),
    "actions overdue": (2, Action, (Action.state == ActionState.PLANNED, Action.due_on < TODAY)),
    "remedies": (10, Action, (Action.party_id.is_not(None),)),
    "letter templates": (2, LetterTemplate, (LetterTemplate.active,)),
    "letters": (6, Letter, ()),
    "drafted learning points": (1, LearningPoint, (LearningPoint.state == LearningState.DRAFT,)),
    "approved learning points": (
        5, LearningPoint, (LearningPoint.state == LearningState.APPROVED,),
    ),
    "numbers from follow-ups": (15, Fact, (Fact.kind == "belonging_follow_up",)),
    "numbers in all": (60, Fact, ()),
    "initiatives": (6, Initiative, (Initiative.published_at.is_not(None),)),
    "initiatives in Welsh": (3, Initiative, (Initiative.did_cy.is_not(None),)),
    "initiatives that reached people": (4, Initiative, (Initiative.people_reached > 0,)),
    "drafts of initiatives": (1, Initiative, (Initiative.published_at.is_(None),)),
}  # fmt: skip
"""What the sample holds at least."""


def test_there_is_enough_of_everything(sample: Runtime) -> None:
    assert too_few(sample, LEAST) == {}


def test_every_kind_and_state_is_there(sample: Runtime) -> None:
    assert {row.kind for row in rows(sample, Activity.kind)} == set(ACTIVITY_KINDS.values())
    assert {row.state for row in rows(sample, Introduction.state)} >= {
        IntroductionState.PROPOSED, IntroductionState.AGREED, IntroductionState.MADE,
    }  # fmt: skip
    kept = rows(sample, Initiative.led_by, Initiative.stage)
    assert {row.led_by for row in kept} == {"institution", "peers"}
    assert {row.stage for row in kept} == {"planned", "under_way", "done"}


def test_every_figure_of_the_last_year_shows_a_number(sample: Runtime) -> None:
    """Whatever the day: the history begins with the academic year that figures are of."""
    analyst = Actor(ActorKind.OFFICER, new_id(), roles=frozenset({Role.ANALYST}))
    with sample.reading(analyst) as reading:
        shown = {name: read_figure(reading, name).rows[()] for name in MEASURES}
    assert [name for name, row in shown.items() if not row.count] == []
    by_meaning = ("waiting", "belonging_closure", "belonging_follow_up", "satisfaction")
    assert [name for name in by_meaning if shown[name].mean is None] == []


def test_a_service_has_a_system_of_its_own_and_is_found_as_the_script_finds_it(
    demo: Demo, sample: Runtime
) -> None:
    where = ServiceFilter(characteristic="race", site="Northbridge Royal Infirmary")
    with sample.reading(Actor(ActorKind.NOBODY)) as reading:
        found = {row.id: row for row in list_services(reading.connection, where, Page(100)).rows}
        ids = reading.connection.scalars(
            select(ApiClient.service_id).where(ApiClient.service_id.is_not(None))
        ).all()
    named = [client["service_id"] for client in demo.credentials["clients"]]
    assert [str(one) for one in ids] == [one for one in named if one]
    assert [found[one].name for one in ids] == [COUNSELLING]
    assert found[next(iter(found))].urgent
