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
from sqlalchemy import func, select

from service.demo import texts
from service.demo.stories import STORIES
from service.domain.actors import SYSTEM
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
    Role,
)
from service.store.models import AuditEntry, Case, Officer, Party, Referral, Report, SupportService
from service.store.queries.audit import leaves, tree_size
from service.store.queries.cases import parties_of
from service.store.queries.reports import report_row
from service.tlog.verify_folder import verify_folder
from service.usecases.runtime import Runtime
from tests.demo.conftest import Demo

pytestmark = pytest.mark.single_database


def rows(runtime: Runtime, *columns: Any) -> list[Any]:
    with runtime.reading(SYSTEM) as reading:
        return list(reading.connection.execute(select(*columns)))


def test_there_is_enough_of_everything(sample: Runtime) -> None:
    least = {Report: 60, Case: 40, SupportService: 25, Referral: 30, AuditEntry: 1000}
    found = {model: rows(sample, func.count(model.id))[0][0] for model in least}
    assert all(found[model] >= number for model, number in least.items()), found


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


def test_everything_happened_in_the_year_before_and_in_order(sample: Runtime) -> None:
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
    told += [*texts.TRIAGE_NOTES, *texts.REPLIES, *texts.NEEDS, "students.example.org"]
    told += [story.subjects[0]["name"] for story in STORIES if "/Dr" in story.subject]
    pieces = [text[:40].encode() for text in told]
    files = [path for path in demo.place.folder.rglob("*") if path.is_file()]
    assert demo.place.database in files
    for path in files:
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
