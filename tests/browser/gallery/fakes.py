"""Invented people and cases, for looking at pages only."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace as Obj
from typing import Any


def at(day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)


NAV = [
    ("", "Worklist", "/worklist", 7),
    ("", "Messages", "/messages", 2),
    ("", "Cases", "/case", 0),
    ("", "Referrals", "/empty", 0),
    ("Support", "Directory", "/directory/", 0),
    ("Support", "Initiatives", "/error", 0),
    ("Oversight", "Dashboard", "/components", 0),
    ("Oversight", "Audit", "/audit", 0),
    ("Oversight", "Rights requests", "/confirm", 0),
    ("Settings", "People and roles", "/conflict", 0),
]

REPORTS = [
    (
        "RPT-7KQ2-M4",
        "Harassment, race",
        "Anonymous",
        "Hospital placement",
        "warn",
        "Review due today, 17:00",
        "They assess the reporting party",
    ),
    (
        "RPT-3XW9-A1",
        "Microaggression",
        "Named",
        "Theatre or ward round",
        "neutral",
        "Review due tomorrow",
        "",
    ),
    (
        "RPT-9PL5-T8",
        "Failure to make a reasonable adjustment",
        "Confidential",
        "Assessment or exam",
        "danger",
        "Review 1 working day late",
        "",
    ),
]
CASES = [
    (
        "CASE-2026-0141",
        "Investigation",
        "info",
        "High",
        "danger",
        "danger",
        "2 days late",
        "Update to the reporting party",
    ),
    (
        "CASE-2026-0158",
        "Support only",
        "neutral",
        "Low",
        "neutral",
        "warn",
        "Due today",
        "First contact",
    ),
    (
        "CASE-2026-0133",
        "Decision",
        "info",
        "Medium",
        "warn",
        "warn",
        "Due in 2 days",
        "Tell both parties the finding",
    ),
    (
        "CASE-2026-0127",
        "On hold",
        "warn",
        "Medium",
        "warn",
        "neutral",
        "Due in 3 weeks",
        "Detriment check-in, 6 weeks",
    ),
]
TIMELINE = [
    Obj(
        kind="message_in",
        title="The reporting party replied",
        at=at(23, 8, 42),
        at_text="Monday 23 November 2026, 08:42",
        by="Reporting party",
        body="Thank you. I can meet on Thursday.\nI would rather not meet at the hospital.",
        visible_to_reporter=True,
    ),
    Obj(
        kind="reading",
        title="Identity of the reporting party was read",
        at=at(20, 16, 5),
        at_text="Friday 20 November 2026, 16:05",
        by="Ngozi Adeyemi",
        body="Purpose: arranging contact",
        visible_to_reporter=False,
    ),
    Obj(
        kind="referral",
        title="Referred to the Black Medics Peer Network",
        at=at(19, 11, 20),
        at_text="Thursday 19 November 2026, 11:20",
        by="Morgan Ellis",
        body="First contact details only were shared, under the consent given on 18 November.",
        visible_to_reporter=True,
    ),
    Obj(
        kind="note",
        title="Note",
        at=at(18, 15, 30),
        at_text="Wednesday 18 November 2026, 15:30",
        by="Morgan Ellis",
        body="The placement ends on 4 December. Asked the placement lead whether supervision"
        " can change sooner.",
        visible_to_reporter=False,
    ),
    Obj(
        kind="file",
        title="A file was added: rota-november.pdf",
        at=at(18, 10, 2),
        at_text="Wednesday 18 November 2026, 10:02",
        by="Reporting party",
        body="",
        visible_to_reporter=True,
    ),
    Obj(
        kind="outcome",
        title="Interim measure: change of supervision",
        at=at(17, 14, 0),
        at_text="Tuesday 17 November 2026, 14:00",
        by="Priya Raman",
        body="",
        visible_to_reporter=True,
    ),
    Obj(
        kind="message_out",
        title="You wrote to the reporting party",
        at=at(16, 9, 15),
        at_text="Monday 16 November 2026, 09:15",
        by="Morgan Ellis",
        body="Thank you for telling us. You decide what happens next.",
        visible_to_reporter=True,
    ),
    Obj(
        kind="event",
        title="The case was opened from report RPT-5DN1-K7",
        at=at(16, 9, 1),
        at_text="Monday 16 November 2026, 09:01",
        by="Morgan Ellis",
        body="",
        visible_to_reporter=True,
    ),
]
ACTIONS = [
    Obj(label="Write to the reporting party", url="/messages", allowed=True, why_not=""),
    Obj(label="Refer to a service", url="/directory/", allowed=True, why_not=""),
    Obj(label="Add a note", url="/components", allowed=True, why_not=""),
    Obj(
        label="Close the case",
        url="",
        allowed=False,
        why_not="The responding party has not been told the outcome. Tell them, or give a reason.",
    ),
    Obj(
        label="Open the match", url="", allowed=False, why_not="A second officer must agree first."
    ),
]
CONSENTS = [
    Obj(label="Contact", state="granted", state_text="Granted"),
    Obj(label="Share identity", state="refused", state_text="Refused"),
    Obj(label="Share narrative", state="granted", state_text="Granted"),
    Obj(label="Share with the placement", state="withdrawn", state_text="Withdrawn"),
    Obj(label="Statistics", state="not_asked", state_text="Not asked"),
]
TOLD = [
    Obj(text="Told the case is open, 16 November", done=True),
    Obj(text="To be told the outcome", done=False),
]
PURPOSES = [
    ("contact", "Arranging contact"),
    ("risk", "Assessing risk"),
    ("safety", "Immediate safety"),
]
MESSAGES = [
    Obj(
        direction="in",
        by="Reporting party",
        at=at(16, 8, 50),
        at_text="Monday 16 November 2026, 08:50",
        status="",
        body="It happened again on Friday's round. I do not know if this counts.",
    ),
    Obj(
        direction="out",
        by="Morgan Ellis",
        at=at(16, 9, 15),
        at_text="Monday 16 November 2026, 09:15",
        status="Read on 16 November, 12:03",
        body="Thank you for telling us. It does count.\n\nYou decide what happens next: we can "
        "look for support first, and nobody is told anything without your agreement.",
    ),
    Obj(
        direction="internal",
        by="Priya Raman",
        at=at(17, 10, 0),
        at_text="Tuesday 17 November 2026, 10:00",
        status="",
        body="Please offer the peer network before the meeting.",
    ),
    Obj(
        direction="in",
        by="Reporting party",
        at=at(23, 8, 42),
        at_text="Monday 23 November 2026, 08:42",
        status="",
        body="Thank you. I can meet on Thursday. I would rather not meet at the hospital.",
    ),
]
AUDIT = [
    (
        "Monday 23 November 2026, 08:42:10",
        "Morgan Ellis",
        "case.read",
        "CASE-2026-0141",
        "Casework",
        "48 211",
    ),
    (
        "Friday 20 November 2026, 16:05:31",
        "Ngozi Adeyemi",
        "identity.reveal",
        "CASE-2026-0141",
        "Arranging contact",
        "48 174",
    ),
    (
        "Thursday 19 November 2026, 11:20:02",
        "Morgan Ellis",
        "referral.send",
        "CASE-2026-0141",
        "Casework",
        "48 090",
    ),
]
SERVICES: list[dict[str, Any]] = [
    {
        "id": "a1",
        "name": "Black Medics Peer Network",
        "kind": "Peer network",
        "reach": "All sites",
        "open": "Accepting referrals",
    },
    {
        "id": "b2",
        "name": "University Counselling",
        "kind": "Counselling",
        "reach": "Main campus, online",
        "open": "Waiting list, about 3 weeks",
    },
    {
        "id": "c3",
        "name": "Freedom to Speak Up Guardian, St Brannock's Hospital",
        "kind": "Freedom to speak up guardian",
        "reach": "Hospital placement",
        "open": "Accepting referrals",
    },
]
