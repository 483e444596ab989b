"""What holds after every act, whoever did it; each rule in words of its own."""

from collections import Counter
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from service.crypto.matching import MatchKeys, match_row_id
from service.domain.actors import Actor
from service.domain.errors import NotFound
from service.store.models import Case, Referral, Report
from service.store.queries import cases, referrals, reports, work, worklists
from service.store.queries.pages import Page
from service.store.queries.worklists import CaseFilter
from service.usecases.access import allow_on
from tests.usecases.random_casework.house import House
from tests.usecases.random_casework.model import Model
from tests.usecases.random_casework.snapshot import Snapshot

LIVE = ("sent", "accepted", "waitlisted", "in_progress")
OVER = ("closed_no_case", "withdrawn", "draft")
MOST_SUBJECTS = 5


def check_closed_cases(now: Snapshot, model: Model) -> None:
    """OfS E6: each party told the outcome; the study: nothing is closed without an answer."""
    outcomes = Counter(row.case_id for row in now.all("outcomes"))
    for case in now.all("cases"):
        if case.state != "closed":
            continue
        assert case.close_reason
        assert outcomes[case.id], "closed without an outcome"
        for party in now.of_case("parties", case.id):
            assert party.told in ("told", "withheld"), "closed, and a party not told"
            assert party.told == model.told.get(party.id)
            assert party.told == "told" or party.withholding_reason
        measures = now.of_case("interim_measures", case.id)
        assert all(row.state == "lifted" for row in measures), "closed with a measure"
        if case.id in model.investigated:
            findings = [row.finding for row in now.of_case("allegations", case.id)]
            assert all(findings), "closed with an allegation undecided"


def check_clocks(now: Snapshot) -> None:
    """No clock runs on what is over, and the deadline shown is that of the next one."""
    due: dict[UUID, Any] = {}
    for clock in now.all("clocks"):
        if clock.stopped_at or clock.paused_at:
            continue
        of = now.row("cases", clock.case_id) or now.row("reports", clock.report_id)
        assert of.state not in ("closed", "on_hold", *OVER), "a clock runs on what is over"
        of_case = now.row("cases", now.case_of("reports", of.id)) if clock.report_id else of
        assert of_case is None or of_case.state != "closed", "a clock runs on a closed case"
        if clock.kind != "first_contact":
            due[of.id] = min(clock.due_at, due.get(of.id, clock.due_at))
    for case in now.all("cases"):
        assert case.due_at == due.get(case.id), "another deadline is shown than the next"
    for report in now.all("reports"):
        assert report.review_due_at == due.get(report.id)


def check_consents(now: Snapshot, model: Model) -> None:
    """Consent that is not given means that nothing further is shared."""
    for report_id, answers in model.answers.items():
        found: dict[str, str] = {}
        for row in now.all("consents"):
            if row.report_id == report_id:
                found[row.scope] = row.state
        assert found == answers
    for referral in now.all("referrals"):
        check_readable(now, model, referral)
    for owner in now.all("joint_owners"):
        if owner.ended_at is None:
            of_case = now.of_case("reports", owner.case_id)
            agreed = [model.agreed(row.id, "share_with_placement") for row in of_case]
            assert agreed, "a case shared that has no report"
            assert all(agreed), "a case shared without consent"


def check_readable(now: Snapshot, model: Model, referral: Any) -> None:
    """What a service can still read of a referral rests on consent that is given at this moment."""
    peers = "need" not in referral.shared_groups
    rests_on = {
        "need": "referral",
        "identity": "introduce_to_peers" if peers else "share_identity",
        "narrative": "share_narrative",
    }
    if referral.status in LIVE:
        asked = rests_on["identity" if peers else "need"]
        assert model.agrees(referral, asked), "a referral without consent"
    if referral.status not in (*LIVE, "completed", "did_not_engage"):
        return
    report = now.row("reports", referral.report_id) if referral.report_id else None
    for part in set(referral.shared_groups) - set(referral.taken_back):
        assert model.agrees(referral, rests_on[part]), f"{part} is read without consent"
        if report is not None and part != "need":
            assert report.affected_consent in ("not_needed", "given")


def check_matches(now: Snapshot, model: Model, house: House) -> None:
    """Only reports that stand and whose reporters agree to it contribute to matching."""
    keys = MatchKeys.derive(partial(house.runtime.keystore.derive, "match"))
    expected = {
        match_row_id(keys, report_id, number)
        for report_id, named in model.named.items()
        if model.agreed(report_id, "match") and now.row("reports", report_id).state != "withdrawn"
        for number in range(len(named))
    }
    assert set(now.matches) == expected, "matching does not follow consent"


def check_check_ins(now: Snapshot, model: Model) -> None:
    """Detriment check-ins exist once for every report that was put on a case."""
    found: dict[UUID, list[Any]] = {}
    for task in now.all("tasks"):
        if task.kind == "detriment_check_in":
            found.setdefault(task.report_id, []).append(task)
    assert found.keys() == model.check_ins.keys()
    for report_id, tasks in found.items():
        assert sorted(task.due_at for task in tasks) == model.check_ins[report_id]
        report = now.row("reports", report_id)
        for task in tasks:
            if task.state == "open":
                assert report.state != "withdrawn"
                assert task.case_id == report.case_id, "a check-in left behind"


def shut_out(now: Snapshot, model: Model) -> dict[UUID, set[tuple[str, UUID]]]:
    """Give what each officer must not know of, as the acts and as the database have it."""
    found: dict[UUID, set[tuple[str, UUID]]] = {}
    for officer_id, thing in model.barred:
        found.setdefault(officer_id, set()).add(thing)
    for row in now.all("conflicts"):
        if row.removed_at is None:
            things = {("reports", row.report_id), ("cases", row.case_id)}
            found.setdefault(row.officer_id, set()).update(t for t in things if t[1])
    for things in found.values():
        for table, row_id in list(things):
            if case_id := now.case_of(table, row_id):
                things.add(("cases", case_id))
        on_cases = {row_id for table, row_id in things if table == "cases"}
        things |= {("reports", r.id) for r in now.all("reports") if r.case_id in on_cases}
        reports_out = {row_id for table, row_id in things if table == "reports"}
        things |= {
            ("referrals", r.id)
            for r in now.all("referrals")
            if r.case_id in on_cases or r.report_id in reports_out
        }
    return found


def check_nothing_left(now: Snapshot, model: Model) -> None:
    """Whoever is shut out has nothing to do with it any more."""
    for officer_id, things in shut_out(now, model).items():
        on_cases = {row_id for table, row_id in things if table == "cases"}
        of_reports = {row_id for table, row_id in things if table == "reports"}
        for row in now.all("assignments"):
            assert (row.officer_id, row.ended_at) != (officer_id, None) or (
                row.case_id not in on_cases
            ), "assigned to what they are shut out of"
        for row in now.all("tasks"):
            theirs = row.officer_id == officer_id and row.state == "open"
            assert not theirs or not ({row.case_id} & on_cases or {row.report_id} & of_reports)
        for row in now.all("parties"):
            assert row.contact_officer_id != officer_id or row.case_id not in on_cases
        for row in now.all("access_requests"):
            live = row.requester_id == officer_id and row.state == "approved"
            assert not live or row.case_id not in on_cases, "access outlives the exclusion"


_MODELS: dict[str, type] = {"reports": Report, "cases": Case, "referrals": Referral}


def check_not_found(house: House, model: Model) -> None:
    """Whoever has a conflict of interest finds nothing of it, by asking or in any list."""
    for officer_id, things in shut_out(house.seen, model).items():
        name = next(name for name, one in house.cast.items() if one.id == officer_id)
        actor = house.actor(name)
        for table, row_id in sorted(things):
            try:
                allow_on(house.connection, actor, _MODELS[table], row_id)
            except NotFound:
                continue
            raise AssertionError(f"{name} reaches what they are shut out of: {table}")
        listed = _listed(house.connection, actor, house)
        assert not listed & {row_id for _, row_id in things}, "listed to who is shut out"


def _listed(connection: Connection, actor: Actor, house: House) -> set[UUID]:
    """Give everything that the lists show to somebody, and what it is on."""
    page, now = Page(100, None), house.now()
    listed = [
        cases.list_cases(connection, actor, CaseFilter(), page).rows,
        cases.worklist(connection, actor, CaseFilter(), limit=100),
        reports.list_reports(connection, actor, reports.ReportFilter(), page).rows,
        reports.waiting_reports(connection, actor, limit=100),
        referrals.list_referrals(connection, actor, page).rows,
        cases.list_outcomes(connection, actor, page).rows,
        work.list_clocks(connection, actor, work.ClockFilter(), now, page).rows,
        work.list_tasks(connection, actor, work.TaskFilter(), page).rows,
    ]
    names = ("id", "case_id", "report_id")
    found = {getattr(row, name, None) for rows in listed for row in rows for name in names}
    mine = worklists.worklist_counts(connection, actor, now)
    assert max(mine.values()) <= len(listed[1]), "a worklist counts what it does not show"
    return {row_id for row_id in found if row_id is not None}
