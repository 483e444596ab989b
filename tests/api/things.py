"""Something of every kind, so that calls with an id find a thing there."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from service.api.operation import OPERATIONS
from service.domain.actors import SYSTEM
from service.domain.code_lists import Role
from service.domain.ids import new_id
from service.store.models import Action, Appeal, Appointment, LearningPoint, Letter, ServiceLink
from service.usecases import policies, providers
from tests.api.caller import Caller
from tests.builders import OFFICE, World

_ACTS = re.compile(
    "/(transitions|finding|decision|review|completion-letter|content|affected-consent|duplicate"
    "|letters|follow-up)$"
)
_ON_CASE = re.compile("/cases/[^/]+(?=/reports/)")


class Things:
    """A report, a case with its parts, a service, a referral and an export, with their tokens."""

    def __init__(self, api: FlaskClient, world: World) -> None:
        self.office = office = Caller.with_scopes(api, world, *OFFICE)
        meets = {"consents": [{"scope": "introduce_to_peers", "state": "granted",
                               "wording_version": "1"}]}  # fmt: skip
        submitted = office.post("/v1/reports", {"narrative": "Said on the ward.", **meets})
        linked = office.post("/v1/reports", {"narrative": "Said again.", **meets})
        case = office.post("/v1/cases", {"report_ids": [linked["id"]]})
        place = f"/v1/cases/{case['id']}"
        officer = world.officer(Role.INVESTIGATOR)
        assignment = office.post(
            f"{place}/assignments", {"officer_id": str(officer.id), "role": "investigator"}
        )
        party = office.post(f"{place}/parties", {"role": "witness"})
        service = office.post(
            "/v1/support-services", {"name": "Counselling", "service_type": "counselling"}
        )
        activity = office.post(
            "/v1/activities", {"service_id": service["id"], "kind": "group", "name": "After work"}
        )
        planned = {"starts_at": "2099-10-06T17:00:00Z", "ends_at": "2099-10-06T18:00:00Z"}
        session = office.post(f"/v1/activities/{activity['id']}/sessions", planned)["data"][0]
        refer = {"service_id": service["id"], "report_id": submitted["id"], "need": "To talk."}
        referral, suggested = (office.post("/v1/referrals", refer) for _ in range(2))
        allegation = office.post(f"{place}/allegations", {"wording": "Mocked an accent."})
        measure = office.post(
            f"{place}/interim-measures",
            {"measure_type": "no_contact", "text": "Kept apart.", "review_on": "2099-12-31"},
        )
        assessed = office.post(
            f"/v1/reports/{submitted['id']}/action-assessments",
            OPERATIONS["assessAction"].example,
        )
        task = office.post(f"{place}/tasks", OPERATIONS["addTask"].example)
        clock = office.get(f"{place}/clocks")["data"][-1]
        introduction = office.post(
            "/v1/introductions", {"report_ids": [submitted["id"], linked["id"]]}
        )
        export = office.post("/v1/audit/exports", {"purpose": "audit"})
        follows = Caller(api, None).post(
            "/v1/follow-up/session", {"receipt": submitted["receipt"]}, status=200
        )
        self.receipt = submitted["receipt"]
        self.reporter = Caller(api, follows["access_token"])
        self.ids = {
            "report_id": submitted["id"],
            "case_id": case["id"],
            "assignment_id": assignment["id"],
            "party_id": party["id"],
            "service_id": service["id"],
            "activity_id": activity["id"],
            "session_id": session["id"],
            "referral_id": referral["id"],
            "export_id": export["id"],
            "allegation_id": allegation["id"],
            "measure_id": measure["id"],
            "assessment_id": assessed["id"],
            "appeal_id": _appeal(world, UUID(case["id"]), UUID(party["id"])),
            "joint_owner_id": str(new_id()),
            "task_id": task["id"],
            "clock_id": clock["id"],
            "introduction_id": introduction["id"],
        }
        self.ids |= _institution(world)
        self.ids |= _published(office)
        self.ids |= _ended(world, UUID(case["id"]), UUID(party["id"]))
        self.ids |= _received(world, UUID(referral["id"]))
        attached = office.post(f"/v1/reports/{submitted['id']}/attachments", {"name": "a.txt"})
        own = self.reporter.post("/v1/follow-up/attachments", {"name": "b.txt"})
        self.ids["attachment_id"] = attached["id"]
        supporter = self.reporter.post("/v1/follow-up/supporters", {"name": "Ash"})
        self.ids["supporter_id"] = supporter["id"]
        asked = self.reporter.get("/v1/follow-up/introductions")["data"][0]
        office.move(f"/v1/referrals/{suggested['id']}", "request_consent", suggested["version"])
        self.own_ids = {
            **self.ids, "attachment_id": own["id"], "introduction_id": asked["id"],
            "referral_id": suggested["id"],
        }  # fmt: skip
        """The same, for whoever holds the receipt."""

    def caller_for(self, security: list[Mapping[str, Any]]) -> Caller:
        """Give whoever may call an operation with this security."""
        schemes = {scheme for way in security for scheme in way}
        if "followUp" in schemes:
            return self.reporter
        return self.office if "oauth2" in schemes else Caller(self.office.api, None)

    def version_at(self, path: str) -> int:
        """Give the version of what a writing operation's path is about."""
        if path == "/v1/follow-up/report":
            return int(self.reporter.get(path)["version"])
        place = _ON_CASE.sub("", _ACTS.sub("", path)).replace("/follow-up/", "/")
        if place.startswith("/v1/initiatives/"):
            return int(self.office.get(f"{place}/record")["version"])
        whole, _, last = place.rpartition("/")
        if place.count("/") > 3:  # a part, whose version is in the list of them
            listed = self.office.get(whole)["data"]
            return next(part["version"] for part in listed if part["id"] == last)
        return int(self.office.get(place)["version"])


def _appeal(world: World, case_id: UUID, party_id: UUID) -> str:
    """Put an appeal on a case that has not come to one: its address is what matters here."""
    with world.runtime.unit(SYSTEM) as unit:
        appeal = unit.add(
            Appeal(case_id=case_id, party_id=party_id, grounds=["bias"], lodged_at=unit.now)
        )
        unit.record("appeal.lodge", appeal, case_id=case_id)
    return str(appeal.id)


def _ended(world: World, case_id: UUID, party_id: UUID) -> dict[str, str]:
    """Put an action, a letter and a learning point on a case that has not come to its end."""
    words = {"language": "en", "title": "Outcome", "sender": "Northbridge", "dated": "Today",
             "reference": "C-1", "blocks": []}  # fmt: skip
    with world.runtime.unit(SYSTEM) as unit:
        about = {"id": new_id(), "case_id": case_id}
        action = Action(
            **about, kind="other", due_on=date(2099, 12, 31), state="planned", created_at=unit.now
        )
        letter = Letter(**about, party_id=party_id, language="en", written_at=unit.now)
        point = LearningPoint(**about, theme="belonging", state="draft", recorded_at=unit.now)
        for row, group, content in (
            (action, Action.content, {"what": "It is done."}),
            (letter, Letter.content, words),
            (point, LearningPoint.content, {"text": "It is learned."}),
        ):
            unit.seal(row, group, content)
            unit.add(row)
        unit.record("action.add", action, case_id=case_id)
    return {"action_id": str(action.id), "letter_id": str(letter.id), "point_id": str(point.id)}


def _published(office: Caller) -> dict[str, str]:
    """Publish an initiative; a figure is known by its name."""
    made = office.post("/v1/initiatives", OPERATIONS["addInitiative"].example)
    office.move(f"/v1/initiatives/{made['id']}", "publish", made["version"])
    return {"initiative_id": made["id"], "measure": "waiting"}


def _institution(world: World) -> dict[str, str]:
    """Publish a policy and add a placement provider."""
    with world.runtime.unit(world.officer(Role.SYSTEM_ADMIN)) as unit:
        policy = policies.publish_policy(
            unit, label="1", title="Dignity", body="Words.", effective_from=date(2026, 9, 1)
        )
        provider = providers.add_provider(unit, "St Elsewhere")
    return {"policy_id": str(policy.id), "provider_id": str(provider.id)}


def _received(world: World, referral_id: UUID) -> dict[str, str]:
    """Put an appointment and a link on a referral that has not come to one, as an appeal above."""
    with world.runtime.unit(SYSTEM) as unit:
        moments = {"created_at": unit.now, "updated_at": unit.now}
        begins = unit.now + timedelta(days=1)
        appointment = unit.add(
            Appointment(
                referral_id=referral_id, kind="phone", state="booked", starts_at=begins,
                ends_at=begins + timedelta(hours=1), **moments,
            )
        )  # fmt: skip
        link = unit.add(
            ServiceLink(
                referral_id=referral_id, token_mac=new_id().bytes, created_at=unit.now,
                expires_at=begins,
            )
        )  # fmt: skip
        unit.record("appointment.book", appointment)
    return {"appointment_id": str(appointment.id), "link_id": str(link.id)}
