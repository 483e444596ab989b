"""The sample data: enough of everything, made through the use cases, and sealed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func

from service.demo import files, support_texts, texts
from service.demo.cast import email_of
from service.demo.descriptions import DESCRIPTIONS
from service.demo.introducing import MEETINGS
from service.demo.learning import LESSONS
from service.demo.remedies import PLANS
from service.demo.stories import STORIES
from service.demo.stories.aftermath import DRAFTS
from service.domain.actors import SYSTEM, Actor, ActorKind
from service.domain.code_lists import (
    CHARACTERISTICS,
    IMPACTS,
    INCIDENT_TYPES,
    LANGUAGES,
    PARTY_TYPES,
    RELATIONSHIPS,
    SERVICE_TYPES,
    SETTINGS,
    CaseState,
    ReferralStatus,
    ReportState,
    Role,
)
from service.domain.policy import Relation
from service.domain.risk import CURRENT_RISK_FORM
from service.store.models import (
    AccessRequest,
    ActionAssessment,
    Allegation,
    Appeal,
    Attachment,
    AuditEntry,
    Case,
    Clock,
    Conflict,
    Feedback,
    InterimMeasure,
    JointOwner,
    MatchAlert,
    Message,
    MessageTemplate,
    Officer,
    OutboxNotice,
    Party,
    PlacementProvider,
    PolicyVersion,
    Referral,
    Report,
    ReportVersion,
    RiskAssessment,
    Supporter,
    SupportService,
    Task,
)
from service.store.queries.audit import leaves, tree_size
from service.store.queries.cases import parties_of
from service.store.queries.reports import report_row
from service.tlog.verify_folder import verify_folder
from service.usecases.access import stands
from service.usecases.runtime import Runtime
from tests.demo.conftest import Demo
from tests.demo.looking import Least, rows, too_few

pytestmark = pytest.mark.single_database

NOW = datetime.now(UTC)


LEAST: Least = {
    "reports": (100, Report, ()),
    "cases": (70, Case, ()),
    "services": (25, SupportService, ()),
    "referrals": (90, Referral, ()),
    "audit entries": (5000, AuditEntry, ()),
    "drafts": (2, Report, (Report.state == ReportState.DRAFT,)),
    "below the threshold": (3, Report, (Report.below_threshold,)),
    "of retaliation": (1, Report, (Report.original_id.is_not(None),)),
    "duplicates": (1, Report, (Report.duplicate_of_id.is_not(None),)),
    "affected person asked": (1, Report, (Report.affected_consent == "asked",)),
    "amendments": (2, ReportVersion, ()),
    "waiting for a reporter": (1, Report, (Report.awaiting == "reporter",)),
    "waiting for a service": (1, Referral, (Referral.status == ReferralStatus.SENT,)),
    "supporters": (2, Supporter, ()),
    "feedback when it began": (5, Feedback, (Feedback.stage == "intake",)),
    "feedback when it ended": (2, Feedback, (Feedback.stage == "closure",)),
    "automatic answers": (60, Message, (Message.direction == "automatic",)),
    "notices that wait": (60, OutboxNotice, (OutboxNotice.state == "waiting",)),
    "templates": (4, MessageTemplate, (MessageTemplate.active,)),
    "policy versions": (2, PolicyVersion, ()),
    "placement providers": (3, PlacementProvider, ()),
    "cases at a provider": (5, Case, (Case.placement_provider_id.is_not(None),)),
    "joint owners": (1, JointOwner, (JointOwner.ended_at.is_(None),)),
    "officers with identifiers": (12, Officer, (Officer.contact_ct.is_not(None),)),
    "named in a report": (
        1, Conflict, (Conflict.kind == "named_in_report", Conflict.declared_by.is_(None)),
    ),
    "recusals": (1, Conflict, (Conflict.kind == "recused",)),
    "assessments of acting": (8, ActionAssessment, ()),
    "those with a second look": (4, ActionAssessment, (ActionAssessment.reviewed_at.is_not(None),)),
    "allegations": (10, Allegation, ()),
    "findings": (5, Allegation, (Allegation.finding.is_not(None),)),
    "appeals to decide": (1, Appeal, (Appeal.result.is_(None),)),
    "appeals decided": (1, Appeal, (Appeal.result.is_not(None),)),
    "completion letters": (1, Case, (Case.completion_letter_on.is_not(None),)),
    "risk assessments": (10, RiskAssessment, (RiskAssessment.form_version == CURRENT_RISK_FORM,)),
    "measures reviewed": (1, InterimMeasure, (InterimMeasure.reviewed_at.is_not(None),)),
    "measures lifted": (1, InterimMeasure, (InterimMeasure.state == "lifted",)),
    "measures past their review": (
        1, InterimMeasure,
        (InterimMeasure.state == "active", InterimMeasure.review_on < func.current_date()),
    ),
    "tasks done": (20, Task, (Task.state == "done",)),
    "tasks overdue": (2, Task, (Task.state == "open", Task.due_at < NOW)),
    "tasks to come": (5, Task, (Task.state == "open", Task.due_at > NOW)),
    "check-ins that found detriment": (1, Task, (Task.result == "detriment_reported",)),
    "clocks paused": (
        1, Clock, (Clock.stopped_at.is_(None), Clock.pause_reason == "awaiting_evidence"),
    ),
    "alerts": (1, MatchAlert, (MatchAlert.reporters == 2,)),
    "identities unmasked": (
        1, AccessRequest, (AccessRequest.kind == "unmask", AccessRequest.state == "approved"),
    ),
    "breaks of the glass reviewed": (1, AccessRequest, (AccessRequest.state == "reviewed",)),
    "breaks of the glass to review": (
        1, AccessRequest, (AccessRequest.kind == "break_glass", AccessRequest.state == "ended"),
    ),
    "files with a copy": (
        2, Attachment, (Attachment.state == "available", Attachment.copy_blob.is_not(None)),
    ),
    "files": (3, Attachment, (Attachment.state == "available",)),
}  # fmt: skip
"""What the sample holds at least."""


def test_there_is_enough_of_everything(sample: Runtime) -> None:
    assert too_few(sample, LEAST) == {}


def test_every_case_keeps_the_policy_it_was_opened_under(sample: Runtime) -> None:
    days = {row.id: row.effective_from for row in rows(sample, *PolicyVersion.__table__.columns)}
    cases = rows(sample, Case.opened_at, Case.policy_version_id)
    assert {row.policy_version_id for row in cases} == set(days)
    assert all(days[row.policy_version_id] <= row.opened_at.date() for row in cases)


def test_an_officer_whom_a_report_names_does_not_see_it(sample: Runtime) -> None:
    conflict = next(
        row
        for row in rows(sample, Conflict.officer_id, Conflict.report_id, Conflict.kind)
        if row.kind == "named_in_report"
    )
    officers = rows(sample, Officer.id, Officer.username, Officer.roles)
    sees = {
        officer.username: bool(relations_to(sample, officer, conflict.report_id))
        for officer in officers
        if Role.WELFARE_OFFICER in officer.roles
    }
    assert sees == {"amina": True, "tomos": False, "grace": True}


def relations_to(runtime: Runtime, officer: Any, report_id: Any) -> frozenset[Relation]:
    roles = frozenset(map(Role, officer.roles))
    actor = Actor(ActorKind.OFFICER, officer.id, roles=roles)
    with runtime.reading(actor) as reading:
        return stands(reading.connection, actor, Report, report_id)


def test_cases_and_referrals_are_in_every_state(sample: Runtime) -> None:
    assert {row.state for row in rows(sample, Case.state)} == set(CaseState)
    assert {row.status for row in rows(sample, Referral.status)} == set(ReferralStatus)


def test_somebody_has_every_role_that_matters(sample: Runtime) -> None:
    officers = rows(sample, Officer.roles, Officer.service_id, Officer.demo)
    assert all(officer.demo for officer in officers)
    held = [role for officer in officers for role in officer.roles]
    assert held.count(Role.WELFARE_OFFICER) >= 2
    assert set(Role) - set(held) <= {Role.ANALYST}
    providers = [officer for officer in officers if Role.SERVICE_PROVIDER in officer.roles]
    assert all(officer.service_id for officer in providers)


def test_everything_happened_in_order_over_more_than_a_year(sample: Runtime) -> None:
    with sample.reading(SYSTEM) as reading:
        entries = [
            json.loads(leaf)
            for _, leaf in leaves(reading.connection, 0, tree_size(reading.connection))
        ]
    times = [datetime.fromisoformat(entry["at"]) for entry in entries]
    assert all(earlier <= later for earlier, later in pairwise(times))
    assert times[-1] - times[0] > timedelta(days=360)
    assert times[-1] <= datetime.now(UTC)


def test_parties_of_closed_cases_were_told_or_a_reason_is_given(sample: Runtime) -> None:
    closed = [row.id for row in rows(sample, Case.id, Case.state) if row.state == CaseState.CLOSED]
    with sample.reading(SYSTEM) as reading:
        parties = [party for case in closed for party in parties_of(reading.connection, case)]
    assert {"told", "withheld"} == {party.told for party in parties}


def test_what_was_told_opens_again(sample: Runtime) -> None:
    report_id = rows(sample, func.min(Report.id))[0][0]
    with sample.reading(SYSTEM) as reading:
        row = report_row(reading.connection, report_id)
        targets = [Report.narrative.target(row)]
        with reading.scope(targets, purpose="quality_review"):
            narrative = Report.narrative.open(row)["narrative"]
    assert narrative in {story.narrative for story in STORIES}


def test_nothing_that_was_written_can_be_read_from_the_files(demo: Demo) -> None:
    told = [story.narrative for story in STORIES] + [e.reporting for e in texts.ENDINGS]
    told += [texts.RISK_REASONS, texts.UNMASK_REASON, texts.GLASS_REASON, texts.EVIDENCE]
    told += [texts.SUPPORTER, texts.APPEAL_REASONS, *texts.ALLEGATIONS.values()]
    told += [*(draft.begun for draft in DRAFTS), email_of("tomos"), files.dates().decode()]
    told += [*texts.TRIAGE_NOTES, *texts.REPLIES, *support_texts.NEEDS, "students.example.org"]
    told += [note for _, note in support_texts.PROGRESS if note]
    told += [text for _, place in support_texts.PLACES for text in place.values()]
    told += [plan.what for plans in PLANS.values() for plan in plans]
    told += [contact for meeting in MEETINGS for contact in meeting.agreed]
    told += [lesson.text for lesson in LESSONS if lesson.step != "approve"]
    told += [said["words"] for said in DESCRIPTIONS.values() if "words" in said]
    told += [story.subjects[0]["name"] for story in STORIES if "/Dr" in story.subject]
    pieces = [text[:40].encode() for text in told]
    kept = [path for path in demo.place.folder.rglob("*") if path.is_file()]
    assert demo.place.database in kept
    for path in kept:
        content = path.read_bytes()
        assert not [piece for piece in pieces if piece in content], path.name


def test_the_log_is_proven_by_the_key_in_the_credentials(demo: Demo, tmp_path: Path) -> None:
    """Also: a shell that sources ``env`` reaches the demonstration from anywhere."""
    script = '. "$1" && "$2" -m service.cli audit export --out export'
    subprocess.run(
        ["sh", "-c", script, "sh", demo.place.env, sys.executable],
        check=True, cwd=tmp_path, capture_output=True,
    )  # fmt: skip
    report = verify_folder(tmp_path / "export", vkey=demo.credentials["audit_public_key"])
    assert report.size > 1000


def codes() -> Iterator[tuple[object, str]]:
    for story in STORIES:
        yield RELATIONSHIPS, story.relationship
        yield SETTINGS, story.setting
        yield from ((INCIDENT_TYPES, code) for code in story.types.split())
        yield from ((IMPACTS, code) for code in story.impacts.split())
        yield from ((CHARACTERISTICS, ground["code"]) for ground in story.characteristics)
        yield from ((PARTY_TYPES, subject["type"]) for subject in story.subjects)


def test_the_stories_and_services_use_published_codes(sample: Runtime) -> None:
    assert [code for known, code in codes() if code not in known] == []  # type: ignore[operator]
    for service in rows(sample, *SupportService.__table__.columns):
        assert service.service_type in SERVICE_TYPES
        assert all(code in LANGUAGES for code in service.languages)
        assert all(code in CHARACTERISTICS for code in service.characteristics)
        assert all(code in SETTINGS for code in service.settings)


def test_a_party_that_cannot_be_named_holds_no_identity(sample: Runtime) -> None:
    withheld = rows(sample, Party.withholding_reason, Party.identity_ct)
    unnamed = [row for row in withheld if row.withholding_reason == "not_identified"]
    assert unnamed
    assert all(row.identity_ct is None for row in unnamed)
