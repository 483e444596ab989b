"""Each theme of the study, from what somebody lives through to the figure that shows it.

Source: Ikhlaq et al., "Medical students impacted by discrimination", BMJ Open 2023;13:e078314.
"""

from uuid import UUID

import pytest
from flask.testing import FlaskClient

from service.domain.code_lists import Role
from service.usecases import descriptions
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.themes.term import Term, agreed, step

SHARED = 24
"""Enough people for a share to be shown."""


@pytest.fixture
def term(api: FlaskClient, world: World) -> Term:
    return Term(api, world)


def test_isolation_imposter_syndrome_and_exclusion(term: Term) -> None:
    """Somebody can say they were left out, with nobody named; whether belonging grows is seen."""
    with term.on() as office:
        reports = [
            office.post("/v1/reports", {
                "narrative": "They went to lunch without me, again.",
                "incident_types": ["exclusion", "microaggression"], "setting": "hospital_placement",
                "impacts": ["isolation", "imposter_feelings"], "belonging_score": 1 + number % 3,
            })
            for number in range(12)
        ]  # fmt: skip
    with term.on(30):
        for number, report in enumerate(reports):
            reporter = term.reporter(report["receipt"])
            said = {"stage": "closure", "belonging_score": 2 + number % 3, "satisfaction": 4}
            assert reporter.call("POST", "/v1/follow-up/feedback", said).status_code == 201
    row = term.figure("belonging_closure")
    assert (row["count"], row["mean"], row["suppressed"]) == (10, 1.0, False)
    assert term.figure("satisfaction")["mean"] == 4.0


def test_lack_of_representation_and_role_models(term: Term, world: World, runtime: Runtime) -> None:
    """Officers who wish to say who they are; a reporter's wish drives who meets them."""
    like, unlike = (world.officer(Role.WELFARE_OFFICER) for _ in range(2))
    with runtime.unit(like) as unit:
        descriptions.describe_self(
            unit, attributes=["global_majority", "clinician"], languages=["ur"], characteristics=[]
        )
    wish = {"attributes": ["global_majority"]}
    for number in range(SHARED):
        with term.on(number) as office:
            report = office.post(
                "/v1/reports", {"narrative": "Nobody like me here.", "responder_preference": wish}
            )  # fmt: skip
            case = office.post("/v1/cases", {"report_ids": [report["id"]]})
            place = f"/v1/cases/{case['id']}"
            suggested = office.get(f"{place}/suggested-officers")["data"]
            assert suggested[0]["officer_id"] == str(like.id)
            if number < 14:
                chosen = {"officer_id": str(like.id), "role": "welfare_officer"}
            else:
                chosen = {"officer_id": str(unlike.id), "role": "welfare_officer"}
                refused = office.call("POST", f"{place}/assignments", chosen)
                assert refused.json["errors"][0]["pointer"] == "/override_reason"
                chosen["override_reason"] = "workload"
            assert office.call("POST", f"{place}/assignments", chosen).status_code == 201
    row = term.figure("preference_met")
    assert (row["count"], row["share"]) == (25, 60)  # 14 of 24 is 58 per cent


def test_importance_of_peer_support(term: Term, world: World) -> None:
    """A peer network is a service of its own: it gets first contact details, and nothing else."""
    peers = world.service(
        name="Medics of Colour", service_type="peer_network", characteristics=["race"]
    )
    person = {"name": "Sam Field", "email": "sam@example.org"}
    for number in range(SHARED):
        with term.on(number) as office:
            referral = office.post("/v1/referrals", {
                "service_id": str(peers.id), "need": "Alone on the ward.", "person": person,
                "consents": agreed("introduce_to_peers"),
            })  # fmt: skip
            place = f"/v1/referrals/{referral['id']}"
            step(office, place, "send")
            system = term.service_system(peers.id)
            shared = system.get(f"{place}/shared")
            assert shared["identity"].items() >= person.items()
            assert "Alone" not in str(shared)
            end = "complete" if number < 15 else "did_not_engage"
            step(system, place, "accept", end)
    row = term.figure("peer_referrals")
    assert (row["count"], row["share"]) == (25, 65)  # 15 of 24 is 62.5 per cent


def test_accessibility_of_support(term: Term, world: World) -> None:
    """Support is found without signing in and reached without a report; who cannot get in shows."""
    world.service(
        name="Talking Rooms", characteristics=["disability"], sites=["St Elsewhere"],
        settings=["hospital_placement"], accessible=["step_free", "bsl"],
    )  # fmt: skip
    with term.on():
        found = term.nobody.get(
            "/v1/support-services?characteristic=disability&site=St+Elsewhere&accessible=bsl"
            "&setting=hospital_placement&q=talking"
        )["data"]
    (service,) = found
    for number in range(30):
        with term.on(number % 20) as office:
            referral = office.post("/v1/referrals", {
                "service_id": service["id"], "need": "Somebody who signs.",
                "person": {"name": "Jo Marsh"}, "consents": agreed("referral", "share_identity"),
            })  # fmt: skip
            step(office, f"/v1/referrals/{referral['id']}", "send")
        with term.on(number % 20 + 10):
            place, system = f"/v1/referrals/{referral['id']}", term.service_system(
                UUID(service["id"])
            )  # fmt: skip
            if number < 20:
                reason = "not_accessible" if number < 12 else "no_capacity"
                step(system, place, "decline", reason=reason)
            else:
                step(system, place, "accept")
    assert term.figure("declines", decline_reason="not_accessible")["count"] == 10
    row = term.figure("not_accessible")
    assert (row["count"], row["share"]) == (30, 40)
    assert term.figure("waiting")["mean"] == 10.0


def test_time_to_first_contact(term: Term) -> None:
    """Whoever reports hears from somebody; how soon is a figure."""
    with term.on() as office:
        reports = [office.post("/v1/reports", {"narrative": "Mocked."}) for _ in range(10)]
    with term.on(3) as office:
        for report in reports:
            office.post(f"/v1/reports/{report['id']}/messages", {"text": "Thank you."})
    row = term.figure("first_contact")
    assert (row["count"], row["mean"], row["median"]) == (10, 3.0, 3.0)


def test_networks_through_shared_experience(term: Term) -> None:
    """Two people who have lived through the like meet if both wish; all see what came of it."""
    with term.on() as office:
        both = [
            office.post("/v1/reports", {
                "narrative": f"Told by {name}.", "incident_types": ["exclusion"],
                "consents": agreed("introduce_to_peers"),
            })
            for name in ("Ann", "Bo")
        ]  # fmt: skip
        introduction = office.post(
            "/v1/introductions", {"report_ids": [report["id"] for report in both]}
        )
        for report, contact in zip(both, ("ann@example.org", "bo@example.org"), strict=True):
            reporter = term.reporter(report["receipt"])
            (asked,) = reporter.get("/v1/follow-up/introductions")["data"]
            answer = {"state": "granted", "wording_version": "1", "contact": contact}
            path = f"/v1/follow-up/introductions/{asked['id']}/answer"
            assert reporter.call("POST", path, answer).status_code < 300
        step(office, f"/v1/introductions/{introduction['id']}", "make")
        told = term.reporter(both[0]["receipt"]).get("/v1/follow-up/messages")
        assert "bo@example.org" in str(told)
        made = office.post("/v1/initiatives", {
            "title": "A room on the ward", "said": "We had nowhere to go between shifts.",
            "did": "Peers keep a room open at noon.", "led_by": "peers", "stage": "done",
            "themes": ["shared_experience", "belonging"], "people_reached": 42,
        })  # fmt: skip
        path = f"/v1/initiatives/{made['id']}"
        record = office.get(f"{path}/record")
        answer = office.call(
            "POST", f"{path}/transitions", {"action": "publish"}, version=record["version"]
        )
        assert answer.status_code == 200, answer.text
        (public,) = term.nobody.get("/v1/initiatives?theme=shared_experience")["data"]
        assert (public["title"], public["people_reached"]) == ("A room on the ward", 40)
        assert b"A room on the ward" in term.nobody.call("GET", "/v1/initiatives/feed").data
    row = term.figure("initiatives", theme="shared_experience")
    assert (row["count"], row["total"]) == (1, 40)
