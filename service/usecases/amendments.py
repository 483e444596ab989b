"""Amending a report: what it said before is kept, so that nothing that was told is lost."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.domain.casework_lists import AffectedConsent
from service.domain.code_lists import ConsentScope, PartyRole, ReportState
from service.domain.errors import Fault, Invalid, WrongState
from service.domain.ids import new_id
from service.domain.reports import (
    OVER,
    affected_consent_after,
    check_affected,
    check_reporter,
)
from service.domain.support_lists import ReferralEnd
from service.store.models import Party, Report, ReportVersion
from service.store.queries.rows import AnyRow
from service.store.sealed import Sealed
from service.usecases.access import load
from service.usecases.indexing import index_identifiers
from service.usecases.intake import agreed, record_consent
from service.usecases.matching import match_from_now_on
from service.usecases.named_officers import shut_out_named
from service.usecases.retaliation import find_original, weigh
from service.usecases.sharing import stop_sharing
from service.usecases.unit import Unit

Groups = dict[str, dict[str, Any]]
"""Opened sealed groups by name."""

_PLAIN = (
    "mode", "relationship", "incident_types", "setting", "occurred_from", "occurred_precision",
    "subject_assesses_reporter", "below_threshold",
)  # fmt: skip
_PLACE = {
    "narrative": "narrative", "desired_resolution": "narrative", "placement_provider": "narrative",
    "characteristics": "characteristics", "impacts": "characteristics",
    "belonging_score": "characteristics", "subjects": "subjects",
}  # fmt: skip
"""The sealed group each field is in."""
WHOLE = {
    "reporter": "identity", "affected_person": "affected", "responder_preference": "preference",
}  # fmt: skip
"""Fields that are a sealed group of their own."""
_GROUP_OF = {**_PLACE, **WHOLE}
_DRAFT_ONLY = ("mode", "relationship", "consents", "original_receipt", "original_report_id")
"""What is settled when a report is sent; what may still change has an act of its own."""


def amend_report(
    unit: Unit, report_id: UUID, changes: Mapping[str, Any], *, version: int
) -> Report:
    """Change what a report says (RFC 7396); only what is sent changes.

    A draft is simply changed. Once a report was sent, what it said before is kept as a version.

    Raises:
        WrongState: the report is closed or withdrawn.
        Invalid: the change does not go with the rest, or only a draft may have it.
    """
    report = load(unit, Report, report_id, "report.amend", version=version)
    if report.state in OVER:
        raise WrongState("This report is over. Write a message, or make a new report.")
    if not changes:
        return report
    if report.state != ReportState.DRAFT:
        _refuse_settled(changes)
    reads = [_group(name).target(report) for name in _to_open(changes)]
    with unit.opening(reads):
        before = {name: _group(name).open(report) for name in _to_open(changes)}
    after = {name: _merged(group, _patch(name, changes)) for name, group in before.items()}
    if report.state == ReportState.DRAFT:
        _write(unit, report, changes, before, after)
        unit.record("report.draft", report, change={"fields": sorted(changes)}, reads=reads)
        for answer in changes.get("consents", ()):
            record_consent(unit, report, **answer)
        return report
    _check(report, changes, after)
    _keep(unit, report, changes, before)
    affected = report.affected_consent
    _write(unit, report, changes, before, after)
    change = {"fields": sorted(changes)}
    unit.record("report.amend", report, case_id=report.case_id, change=change, reads=reads)
    _follow(unit, report, changes, before, after)
    if affected == AffectedConsent.GIVEN != report.affected_consent:
        stop_sharing(unit, report, ReferralEnd.CONSENT_WITHDRAWN)
    return report


def _refuse_settled(changes: Mapping[str, Any]) -> None:
    detail = "This is settled once a report is sent."
    faults = [Fault(f"/{name}", "draft_only", detail) for name in _DRAFT_ONLY if name in changes]
    if faults:
        raise Invalid(faults)


def _group(name: str) -> Sealed:
    group: Sealed = getattr(Report, name)
    return group


def _to_open(changes: Mapping[str, Any]) -> list[str]:
    """Name the groups that change, and those that what follows from a change depends on."""
    return sorted(_changed(changes) | {"characteristics"})  # the priority depends on the impacts


def _changed(changes: Mapping[str, Any]) -> set[str]:
    return {_GROUP_OF[field] for field in changes if field in _GROUP_OF}


def _patch(name: str, changes: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Give what the changes say of one group; None where it is to go."""
    for field, whole in WHOLE.items():
        if whole == name:
            patch: Mapping[str, Any] | None = changes.get(field, {})
            return patch
    return {field: value for field, value in changes.items() if _PLACE.get(field) == name}


def _merged(old: Mapping[str, Any], patch: Mapping[str, Any] | None) -> dict[str, Any]:
    """Merge as RFC 7396 says, one level deep: no group nests objects."""
    if patch is None:
        return {}
    return {name: value for name, value in {**old, **patch}.items() if value not in (None, [])}


def _check(report: Report, changes: Mapping[str, Any], after: Groups) -> None:
    if "reporter" in changes:
        check_reporter(report.mode, after["identity"])
    if "affected_person" in changes:
        check_affected(report.relationship, after["affected"])


def _keep(unit: Unit, report: Report, changes: Mapping[str, Any], before: Groups) -> None:
    """Keep what is about to be replaced."""
    version = ReportVersion(
        id=new_id(), report_id=report.id, number=report.version, author_kind=unit.actor.kind,
        fields=sorted(changes), replaced_at=unit.now,
    )  # fmt: skip
    unit.seal(version, ReportVersion.content, {f: said_in(report, f, before) for f in changes})
    unit.add(version)


def said_in(report: Report | AnyRow, field: str, groups: Groups) -> Any:
    """Give what a report says in one field.

    Args:
        groups: its opened sealed groups by name; one that is not open says nothing.
    """
    if field in _PLAIN:
        return getattr(report, field)
    if field in WHOLE:
        return groups.get(WHOLE[field]) or None
    return groups.get(_PLACE[field], {}).get(field)


def _write(
    unit: Unit, report: Report, changes: Mapping[str, Any], before: Groups, after: Groups
) -> None:
    for name in set(_PLAIN) & set(changes):
        setattr(report, name, changes[name])
    for name in _changed(changes):
        setattr(report, _group(name).column, None)
        unit.seal(report, _group(name), after[name])
    if {"original_receipt", "original_report_id"} & set(changes):
        report.original_id = find_original(
            unit, receipt=changes.get("original_receipt"),
            report_id=changes.get("original_report_id"),
        )  # fmt: skip
    if "affected_person" in changes:
        report.affected_consent = affected_consent_after(
            report.affected_consent, report.relationship, before["affected"], after["affected"]
        )
    weigh(unit, report, after["characteristics"].get("impacts", ()))
    report.updated_at = unit.now


def _follow(
    unit: Unit, report: Report, changes: Mapping[str, Any], before: Groups, after: Groups
) -> None:
    """Let everything that depends on who is named or who reports follow an amendment."""
    if "reporter" in changes:
        shut_out_named(unit, report, reporter=after["identity"])
        index_identifiers(unit, Report.identity, report.id, [after["identity"]])
        _tell_parties(unit, report, after["identity"])
    if "subjects" in changes:
        old: Sequence[Any] = before["subjects"].get("subjects", ())
        now: Sequence[Any] = after["subjects"].get("subjects", ())
        shut_out_named(unit, report, subjects=[one for one in now if one not in old])
        index_identifiers(unit, Report.subjects, report.id, now)
    if "affected_person" in changes:
        shut_out_named(unit, report, affected=after["affected"])
        index_identifiers(unit, Report.affected, report.id, [after["affected"]])
    named = {"reporter", "subjects"} & set(changes)
    if named and agreed(unit, report, ConsentScope.MATCH):
        match_from_now_on(unit, report)


def _tell_parties(unit: Unit, report: Report, identity: Mapping[str, Any]) -> None:
    """Let the reporting party on the case be who the report now says."""
    query = select(Party).where(Party.report_id == report.id, Party.role == PartyRole.REPORTING)
    for party in unit.session.scalars(query.order_by(Party.id)):
        unit.seal(party, Party.identity, identity)
        unit.record("party.identify", party, case_id=party.case_id)
        index_identifiers(unit, Party.identity, party.id, [identity])
