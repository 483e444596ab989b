"""The figures of a town counted a second time, the slow way, off its rows as they stand."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial

from service.domain.disclosure_control import Cell, Key
from service.store.models import (
    Activity,
    ActivitySession,
    Assignment,
    Case,
    Consent,
    Fact,
    Message,
    Party,
    Referral,
    Report,
    SupportService,
)
from tests.usecases.figure_town import END, FIRST, Row, Town
from tests.usecases.office import LONDON

Seen = tuple[Row, bool, float | None]
"""What it is grouped by, whether it hits, and its value."""


def within(moment: datetime | None) -> bool:
    return moment is not None and FIRST <= moment < END


def days(since: datetime, until: datetime) -> int:
    return (until.astimezone(LONDON).date() - since.astimezone(LONDON).date()).days


def cells(town: Town, name: str, by: Sequence[str]) -> dict[Key, Cell]:
    """Count a figure the slow way."""
    found: dict[Key, list[Seen]] = {}
    for seen in SLOW[name](town):
        found.setdefault(tuple(seen[0][one] for one in by), []).append(seen)
    return {
        key: Cell(
            len(seen),
            sum(one[1] for one in seen),
            [one[2] for one in seen if one[2] is not None],
        )
        for key, seen in found.items()
    }


def counts(town: Town, report: Row) -> bool:
    answers = [c for c in town.of(Consent, "report_id", report["id"]) if c["scope"] == "statistics"]
    sent = report["submitted_at"] is not None and report["state"] != "withdrawn"
    return sent and (not answers or answers[-1]["state"] == "granted")


def reports_of(town: Town, case: Row) -> list[Row]:
    return [one for one in town.of(Report, "case_id", case["id"]) if counts(town, one)]


def sent_referrals(town: Town) -> Iterator[tuple[Row, Row]]:
    services = {row["id"]: row["service_type"] for row in town.rows[SupportService]}
    reports = {row["id"]: row for row in town.rows[Report]}
    for row in town.rows[Referral]:
        report = reports.get(row["report_id"])
        if row["sent_at"] and (report is None or counts(town, report)):
            group = {
                "setting": report and report["setting"],
                "service_type": services[row["service_id"]],
                "decline_reason": row["decline_reason"],
            }
            yield group, row


def contacted(town: Town) -> Iterator[Seen]:
    for report in filter(partial(counts, town), town.rows[Report]):
        said = town.of(Message, "report_id", report["id"])
        first = min(
            (m["created_at"] for m in said if m["direction"] == "to_reporter"), default=None
        )
        if within(first):
            yield report, False, days(report["submitted_at"], first)


def offered(town: Town) -> Iterator[Seen]:
    for case in town.rows[Case]:
        if not within(case["closed_at"]) or not reports_of(town, case):
            continue
        ids = {row["id"] for row in town.of(Report, "case_id", case["id"])}
        moments = [p["support_offered_at"] for p in town.of(Party, "case_id", case["id"])]
        moments += [
            row["sent_at"] for row in town.rows[Referral]
            if row["report_id"] in ids
        ]  # fmt: skip
        hit = any(moment and moment <= case["closed_at"] for moment in moments)
        yield reports_of(town, case)[0], hit, None


def wished(town: Town) -> Iterator[Seen]:
    for case in town.rows[Case]:
        for row in town.of(Assignment, "case_id", case["id"]):
            if within(row["assigned_at"]) and row["preference"] and reports_of(town, case):
                yield reports_of(town, case)[0], row["preference"] == "met", None


def facts(town: Town, kind: str) -> Iterator[Seen]:
    for row in town.of(Fact, "kind", kind):
        if row["month"].month in (8, 9, 10):
            if kind == "satisfaction":
                yield row, False, row["value"]
            elif row["before"] is not None:
                yield row, False, row["value"] - row["before"]


def met(town: Town) -> Iterator[Seen]:
    kinds = {row["id"]: row["kind"] for row in town.rows[Activity]}
    for row in town.of(ActivitySession, "state", "held"):
        if within(row["starts_at"]):
            yield {"activity_kind": kinds[row["activity_id"]]}, False, row["attended"]


def _waited(town: Town) -> Iterator[Seen]:
    for group, row in sent_referrals(town):
        if within(row["accepted_at"]):
            waited = days(row["sent_at"], row["accepted_at"])
            yield group, waited > 28, waited


def _of_referrals(
    meant: Callable[[Row, Row], datetime | None], hit: Callable[[Row], bool]
) -> Callable[[Town], Iterator[Seen]]:
    def found(town: Town) -> Iterator[Seen]:
        for group, row in sent_referrals(town):
            if within(meant(group, row)):
                yield group, hit(row), None

    return found


def _completed(row: Row) -> bool:
    return bool(row["status"] == "completed")


def _ended_if(row: Row, condition: bool) -> datetime | None:
    return row["ended_at"] if condition else None


SLOW: dict[str, Callable[[Town], Iterable[Seen]]] = {
    "first_contact": contacted,
    "support_offered": offered,
    "preference_met": wished,
    "waiting": _waited,
    "support_taken_up": _of_referrals(
        lambda _, row: row["accepted_at"] or row["ended_at"],
        lambda row: row["accepted_at"] is not None,
    ),
    "completion": _of_referrals(
        lambda _, row: _ended_if(row, row["accepted_at"] is not None), _completed
    ),
    "declines": _of_referrals(
        lambda _, row: _ended_if(row, row["status"] == "declined"), lambda _: False
    ),
    "not_accessible": _of_referrals(
        lambda _, row: row["accepted_at"] or _ended_if(row, row["status"] == "declined"),
        lambda row: row["decline_reason"] == "not_accessible",
    ),
    "peer_referrals": _of_referrals(
        lambda group, row: _ended_if(row, group["service_type"] == "peer_network"), _completed
    ),
    "belonging_closure": lambda town: facts(town, "belonging_closure"),
    "belonging_follow_up": lambda town: facts(town, "belonging_follow_up"),
    "satisfaction": lambda town: facts(town, "satisfaction"),
    "peer_attendance": met,
}
"""Every figure that is read off these rows, counted a second time."""
