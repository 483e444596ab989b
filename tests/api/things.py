"""Something of every kind, so that calls with an id find a thing there."""

from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient

from service.domain.actors import Scope
from service.domain.code_lists import Role
from tests.api.caller import Caller
from tests.builders import World


class Things:
    """A report, a case with its parts, a service, a referral and an export, with their tokens."""

    def __init__(self, api: FlaskClient, world: World) -> None:
        self.office = office = Caller.with_scopes(api, world, *Scope)
        submitted = office.post("/v1/reports", {"narrative": "Said on the ward."})
        linked = office.post("/v1/reports", {"narrative": "Said again."})
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
        referral = office.post(
            "/v1/referrals",
            {"service_id": service["id"], "report_id": submitted["id"], "need": "To talk."},
        )
        export = office.post("/v1/audit/exports", {"purpose": "audit"})
        session = Caller(api, None).post(
            "/v1/follow-up/session", {"receipt": submitted["receipt"]}, status=200
        )
        self.receipt = submitted["receipt"]
        self.reporter = Caller(api, session["access_token"])
        self.ids = {
            "report_id": submitted["id"],
            "case_id": case["id"],
            "assignment_id": assignment["id"],
            "party_id": party["id"],
            "service_id": service["id"],
            "referral_id": referral["id"],
            "export_id": export["id"],
        }

    def caller_for(self, security: list[Mapping[str, Any]]) -> Caller:
        """Give whoever may call an operation with this security."""
        schemes = {scheme for way in security for scheme in way}
        if "followUp" in schemes:
            return self.reporter
        return self.office if "oauth2" in schemes else Caller(self.office.api, None)

    def version_at(self, path: str) -> int:
        """Give the version of what a writing operation's path is about."""
        place = path.removesuffix("/transitions")
        if "/parties/" in place:
            listed = self.office.get(place.rpartition("/")[0])["data"]
            return next(p["version"] for p in listed if place.endswith(p["id"]))
        return int(self.office.get(place)["version"])
