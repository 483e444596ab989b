"""No entry without its act, and no act without its entry; written down apart from the code."""

import base64
import hashlib
from typing import Any
from uuid import UUID

from tests.usecases.random_casework.snapshot import OWN_CASE, Change, Snapshot

CREATED = {
    "reports": {"report.submit", "report.draft"}, "cases": {"case.open"},
    "referrals": {"referral.create"}, "assignments": {"case.assign"}, "parties": {"party.add"},
    "notes": {"note.write"}, "outcomes": {"outcome.record"}, "allegations": {"allegation.add"},
    "appeals": {"appeal.lodge"}, "risk_assessments": {"risk.assess"}, "tasks": {"task.add"},
    "interim_measures": {"measure.start"}, "joint_owners": {"joint_owner.add"},
    "clocks": {"clock.start"}, "consents": {"consent.record"},
    "action_assessments": {"report.assess"}, "conflicts": {"conflict.declare"},
    "access_requests": {"access.request", "access.start"},
    "messages": {"message.from_reporter", "message.to_reporter", "message.automatic"},
}  # fmt: skip
"""By table, the verbs one of which records each new row, once."""
AGAIN = {"report.submit", "report.draft", "conflict.declare"}
"""Those of them that are also said of a row that was there: a draft, a conflict carried over."""
MOVES = {
    "reports": (
        "state", "draft submit acknowledge triage link unlink mark_duplicate close withdraw",
    ),
    "cases": (
        "state",
        (
            "open start_triage offer_support resolve_informally investigate decide decide_appeal "
            "appeal hold resume close reopen"
        ),
    ),
    "referrals": (
        "status",
        (
            "create request_consent send accept waitlist decline start complete did_not_engage "
            "withdraw revoke"
        ),
    ),
    "interim_measures": ("state", "start review lift"),
    "access_requests": ("state", "request start approve refuse end review"),
    "parties": ("told", "told to_tell withheld"),
}  # fmt: skip
"""By table, the column that moves and the acts that move it."""
PREFIX = {
    "reports": "report", "cases": "case", "referrals": "referral", "interim_measures": "measure",
    "access_requests": "access", "parties": "party",
}  # fmt: skip
STARTS_AS = {"parties": "not_yet", "interim_measures": "active"}
"""The states in which what starts without a step begins."""
UNSAID = {"matches", "match_alerts"}
"""What the log must not tell of: which report a match or an alert is about."""
SAID_ELSEWHERE = {"party_notices", "report_versions"}
"""Sealed copies that go with the entry of what they are copies of."""


def check_done(before: Snapshot, after: Snapshot, entries: list[dict[str, Any]]) -> None:
    """Check that what changed is what the log says, no more and no less."""
    changes = list(after.changes_since(before))
    done = [entry for entry in entries if entry["result"] == "done"]
    assert len(done) == len(entries), entries
    _check_named(before, after, changes, done)
    _check_created(changes, done)
    _check_moves(before, after, changes, done)
    _check_cases(before, after, done)
    _check_sealed(changes, done)


def check_refused(
    before: Snapshot, after: Snapshot, entries: list[dict[str, Any]], permission: str | None
) -> None:
    """Check that a refused act left nothing but, where it was not allowed, that it was refused."""
    assert after.same_as(before), "a refused act left something behind"
    found = [(entry["verb"], entry["change"].get("permission")) for entry in entries]
    assert found == ([("access.refused", permission)] if permission else [])
    assert all(entry["result"] == "refused" for entry in entries)


def _check_named(before: Snapshot, after: Snapshot, changes: list[Change], done: list[Any]) -> None:
    said: set[Any] = set()
    for entry in done:
        said |= {entry["subject"], ("cases", entry["case"]), ("reports", entry["report"])}
        if "report" in entry["change"]:
            said.add(("reports", UUID(entry["change"]["report"])))
    for table, row_id, was, now in changes:
        row = now or was
        of_nothing = table == "outbox_notices" and not (row.case_id or row.report_id)
        if table not in UNSAID and not of_nothing:
            assert said & _owners(before, after, table, row_id, row), (table, was, now)


def _owners(before: Snapshot, after: Snapshot, table: str, row_id: UUID, row: Any) -> set[Any]:
    """Give what an entry may name that covers a change of this row."""
    if table == "index_entries":
        return {(row.record_table, row.record_id)}
    owners = {(table, row_id)}
    for name, column in (("cases", "case_id"), ("reports", "report_id")):
        if getattr(row, column, None) is not None:
            owners.add((name, getattr(row, column)))
    if table == "referral_consents":
        owners.add(("referrals", row.referral_id))
    if table == "reports":  # who is to write next follows the messages, which name the report
        owners |= {("cases", snap.case_of(table, row_id)) for snap in (before, after)} - {
            ("cases", None)
        }
    return owners


def _check_created(changes: list[Change], done: list[Any]) -> None:
    for table, verbs in CREATED.items():
        new = {row_id for name, row_id, was, _ in changes if name == table and was is None}
        said = [e["subject"][1] for e in done if e["verb"] in verbs and e["subject"][0] == table]
        once = [e["subject"][1] for e in done if e["verb"] in verbs - AGAIN]
        assert new <= set(said), (table, "a new row without its entry")
        assert set(once) <= new, (table, "an entry without its row")
        assert len(once) == len(set(once)), (table, "two entries for one row")


def _check_moves(before: Snapshot, after: Snapshot, changes: list[Change], done: list[Any]) -> None:
    moved = {(table, row_id) for table, row_id, *_ in changes if table in MOVES}
    for table, row_id in moved | {entry["subject"] for entry in done if entry["subject"]}:
        if table not in MOVES:
            continue
        column, acts = MOVES[table]
        verbs = {f"{PREFIX[table]}.{act}" for act in acts.split()}
        was, now = before.row(table, row_id), after.row(table, row_id)
        state = getattr(was, column) if was else STARTS_AS.get(table)
        about = [e for e in done if e["verb"] in verbs and e["subject"] == (table, row_id)]
        steps = [entry["change"] for entry in about if "to" in entry["change"]]
        for change in steps:
            ran_out = (state, change.get("from")) == ("approved", "ended")
            assert ran_out or change.get("from", state) == state, (table, change, state)
            state = change["to"]
        if now is not None:
            assert state == getattr(now, column), (table, steps, getattr(now, column))
            several = table == "parties" or (table == "referrals" and was is None)
            assert len(steps) <= 1 or several, (table, steps)


def _check_cases(before: Snapshot, after: Snapshot, done: list[Any]) -> None:
    """Check that each entry says which case it is of."""
    for entry in done:
        if entry["subject"] is None or entry["verb"] in ("report.retaliation", "sealed.read"):
            continue
        there = [snap for snap in (before, after) if snap.row(*entry["subject"]) is not None]
        cases = {snap.case_of(*entry["subject"]) for snap in there}
        if entry["subject"][0] in OWN_CASE and entry["report"] is not None:
            cases |= {snap.case_of("reports", entry["report"]) for snap in there}
        if cases and entry["subject"][0] != "access_requests":
            assert entry["case"] in cases, entry


def _check_sealed(changes: list[Change], done: list[Any]) -> None:
    """Check that each new ciphertext is the one that the last entry about its row commits to."""
    last = {entry["subject"]: entry["digest"] for entry in done}
    for table, row_id, was, now in changes:
        columns = sorted(name for name in (now or was)._fields if name.endswith("_ct"))
        if now is None or not columns or table in SAID_ELSEWHERE:
            continue
        blobs = [getattr(now, name) for name in columns]
        if was is None or blobs != [getattr(was, name) for name in columns]:
            assert last.get((table, row_id)) == _digest(blobs), (table, "sealed without an entry")


def _digest(blobs: list[bytes | None]) -> str:
    parts = [len(blob or b"").to_bytes(4, "big") + (blob or b"") for blob in blobs]
    return base64.urlsafe_b64encode(hashlib.sha256(b"".join(parts)).digest()).rstrip(b"=").decode()


class Replay:
    """The whole log, told from its beginning: it leads to the present state of everything."""

    def __init__(self) -> None:
        self._state: dict[tuple[str, UUID], str] = {}

    def tell(self, entries: list[dict[str, Any]]) -> None:
        """Follow what was recorded."""
        for entry in entries:
            table = entry["subject"][0] if entry["subject"] else None
            if table in ("reports", "cases", "referrals") and "to" in entry["change"]:
                act = entry["verb"].removeprefix(f"{PREFIX[table]}.")
                if act in MOVES[table][1].split() and entry["result"] == "done":
                    before = self._state.get(entry["subject"])
                    assert entry["change"].get("from", before) == before
                    self._state[entry["subject"]] = entry["change"]["to"]

    def check(self, now: Snapshot) -> None:
        """Check that everything is in the state that the log leads to."""
        for table in ("reports", "cases", "referrals"):
            column = MOVES[table][0]
            found = {(table, row.id): getattr(row, column) for row in now.all(table)}
            assert found == {k: v for k, v in self._state.items() if k[0] == table}
