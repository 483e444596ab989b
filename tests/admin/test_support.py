"""Messages and referrals."""

import re
from datetime import date

from service.domain.code_lists import Role
from service.usecases import casework, messages, referrals
from service.usecases.runtime import Runtime
from tests.admin.conftest import Sign, plain, version_in
from tests.builders import World

GRANTED = [{"scope": "referral", "state": "granted", "wording_version": "1"}]


def test_the_conversation_is_opened_for_a_purpose(
    person: Sign, world: World, runtime: Runtime
) -> None:
    officer = person()
    report, _ = world.report()
    with runtime.unit(world.reporter(report)) as unit:
        messages.write_to_team(unit, report.id, "Is anybody there?")
    url = f"/console/reports/{report.id}/messages/"
    officer.post(f"{url}new", body="Yes, I am.")
    page = officer.get(url)
    assert "Is anybody there?" not in page
    assert "The reporting party can see this" in page
    opened = plain(officer.reveal(url))
    assert opened.index("Is anybody there?") < opened.index("Yes, I am.")
    empty = officer.post(f"{url}new", 422, body="")
    assert "Write the message first." in plain(empty.text)
    officer.get(f"{url}new", 303)


def test_a_referral_is_drafted_looked_at_and_sent(person: Sign, world: World) -> None:
    officer = person()
    service = world.service(name="Night Talks", service_type="wellbeing")
    world.service(name="Chaplaincy", service_type="faith_support")
    report, _ = world.report(narrative="It was on the ward.", consents=GRANTED)
    new = f"/console/referrals/new?report={report.id}&type=wellbeing"
    page = officer.get(new)
    assert "Night Talks" in page
    assert "Chaplaincy" not in page
    refused = officer.post(new, 422, service_id="", need="")
    assert "Choose a service." in plain(refused.text)
    made = officer.post(new, service_id=str(service.id), need="Somebody to talk to.")
    url = made.location
    assert "Nothing is shared yet." in officer.get(url)
    officer.post(f"/console/reports/{report.id}/consents", scope="share_narrative", state="granted")
    preview = officer.post(f"{url}preview", 200).text
    shown = plain(preview)
    assert "Somebody to talk to." in shown
    assert "It was on the ward." in shown
    assert "No name and no contact." in shown
    officer.post(f"{url}step/send", version=version_in(preview))
    given = plain(officer.reveal(url))
    assert "What the service was given" in given
    assert "It was on the ward." in given
    page = officer.get(f"{url}step/decline")
    officer.post(f"{url}step/decline", version=version_in(page), reason="no_capacity")
    assert "No capacity" in plain(officer.get(url))


def test_nothing_is_sent_without_consent(person: Sign, world: World) -> None:
    officer = person()
    report, _ = world.report()
    draft = world.referral(officer.actor, report_id=report.id)
    url = f"/console/referrals/{draft.id}/"
    assert "The person has not consented to this referral." in plain(officer.get(url))
    answer = officer.post(f"{url}step/send", 422, version="1")
    assert "The person has not consented to this referral." in plain(answer.text)
    consents = f"/console/reports/{report.id}/consents?referral={draft.id}"
    assert officer.post(consents, scope="referral", state="granted").location == url
    officer.post(f"{url}step/send", version="1")
    officer.post(consents, scope="referral", state="withdrawn")
    assert "Revoked" in plain(officer.get(url))


def test_a_referral_needs_no_report(person: Sign, world: World) -> None:
    officer = person()
    service = world.service()
    made = officer.post(
        "/console/referrals/new", service_id=str(service.id), need="A quiet place to talk.",
        name="Sam Walk-in", phone="01632 960 001", agreed=["share_identity"],
    )  # fmt: skip
    url = made.location
    opened = officer.reveal(url)
    assert "A quiet place to talk." in opened
    assert "Sam Walk-in" in opened
    assert "The person has not consented to this referral." in plain(officer.get(url))
    assert officer.post(f"{url}consents", scope="referral", state="granted").location == url
    preview = plain(officer.post(f"{url}preview", 200).text)
    assert all(said in preview for said in ("A quiet place", "Sam Walk-in", "01632 960 001"))
    officer.post(f"{url}step/send", version="1")
    assert officer.post(f"{url}preview").location == url, "it was sent, so nothing is to be shown"
    person(Role.INVESTIGATOR).get("/console/referrals/new", 404)


def test_only_what_is_asked_for_a_kind_of_service_is_agreed_to(person: Sign, world: World) -> None:
    officer = person()
    peers = world.service(name="Peers", service_type="peer_network")
    form = {"service_id": str(peers.id), "need": "Not for them to read.", "name": "Sam Walk-in"}
    refused = officer.post("/console/referrals/new", 422, agreed=["referral"], **form)
    assert "introduce_to_peers" in plain(refused.text)
    made = officer.post("/console/referrals/new", agreed=["introduce_to_peers"], **form)
    preview = plain(officer.post(f"{made.location}preview", 200).text)
    assert "Sam Walk-in" in preview
    assert "Not for them to read." not in preview
    officer.post(f"{made.location}step/send", version="1")
    provider = person(Role.SERVICE_PROVIDER, service_id=peers.id)
    given = provider.reveal(made.location, "support_referral")
    assert "Sam Walk-in" in given
    assert "Not for them to read." not in given
    assert "Introduce to peers" not in plain(given), "what was asked is not the service's to know"
    officer.post(f"{made.location}consents", scope="introduce_to_peers", state="withdrawn")
    assert "Consent withdrawn" in plain(provider.get(made.location))
    provider.post(made.location, 403, purpose="support_referral")


def test_what_was_taken_back_is_seen_by_the_sender_alone(person: Sign, world: World) -> None:
    officer, welfare = person(Role.CASE_MANAGER), person()
    service = world.service()
    provider = person(Role.SERVICE_PROVIDER, service_id=service.id)
    report, _ = world.report(
        mode="named", reporter={"name": "Sam Reporter"},
        consents=[{**GRANTED[0], "scope": scope} for scope in ("referral", "share_identity")],
    )  # fmt: skip
    draft = world.referral(officer.actor, service_id=service.id, report_id=report.id)
    url = f"/console/referrals/{draft.id}/"
    officer.post(f"{url}step/send", version="1")
    assert "Sam Reporter" in provider.reveal(url, "support_referral")
    unknown = welfare.reveal(url, "support_referral")
    assert "Sam Reporter" not in unknown
    assert "you may not know who reported" in plain(unknown)
    assert f"Report {report.reference}" not in plain(provider.get(url))
    officer.post(f"{url}consents", scope="share_identity", state="withdrawn")
    for who, knows in ((provider, False), (officer, True)):
        given = who.reveal(url, "support_referral")
        assert ("Sam Reporter" in given) is knows
        assert "has this no longer: who they are" in plain(given)


def test_the_day_on_which_support_may_begin_is_spelled_out(
    person: Sign, world: World, runtime: Runtime
) -> None:
    officer = person()
    draft = world.referral(officer.actor, agreed="referral")
    url = f"/console/referrals/{draft.id}/"
    officer.post(f"{url}step/send", version="1")
    with runtime.unit(officer.actor) as unit:
        referrals.amend_referral(unit, draft.id, {"expected_on": date(2027, 1, 11)}, version=2)
    assert "11 January 2027" in plain(officer.get(url))


def test_a_provider_sees_what_was_sent_to_their_service(person: Sign, world: World) -> None:
    officer = person()
    service = world.service()
    provider = person(Role.SERVICE_PROVIDER, service_id=service.id)
    draft = world.referral(officer.actor, service_id=service.id, agreed="referral")
    url = f"/console/referrals/{draft.id}/"
    provider.get(url, 404)
    officer.post(f"{url}step/send", version="1")
    assert provider.client.get("/console/").location == "/console/referrals/"
    assert draft.reference in provider.get("/console/referrals/?status=sent")
    assert "Somebody to talk to." in provider.reveal(url, "support_referral")
    provider.get(f"{url}step/withdraw", 403)
    provider.post(f"{url}step/accept", version="2")
    stale = provider.post(f"{url}step/start", 412, version="2").text
    assert "In progress Accepted Differs" in plain(stale)


def test_what_one_may_not_do_is_not_offered(person: Sign, world: World) -> None:
    officer, investigator = person(), person(Role.INVESTIGATOR)
    report, _ = world.report()
    case = world.case(officer.actor, report.id)
    draft = world.referral(officer.actor, report_id=report.id, case_id=case.id)
    officer.post(
        f"/console/cases/{case.id}/officers",
        officer_id=str(investigator.actor.id),
        role="investigator",
    )
    for url in (f"/console/reports/{report.id}/", f"/console/referrals/{draft.id}/"):
        assert "Record an answer" in officer.get(url)
        page = investigator.get(url)
        assert "Record an answer" not in page
        assert "Refer to a service" not in page
    assert "This is for: welfare officer, case manager." in plain(page)


def test_an_investigator_does_not_learn_from_a_referral_who_reported(
    person: Sign, world: World, runtime: Runtime
) -> None:
    manager, investigator = person(Role.CASE_MANAGER), person(Role.INVESTIGATOR)
    report, _ = world.report(
        mode="named", reporter={"name": "Sam Reporter"},
        consents=[*GRANTED, {**GRANTED[0], "scope": "share_identity"}],
    )  # fmt: skip
    case = world.case(manager.actor, report.id)
    assert investigator.actor.id is not None
    with runtime.unit(manager.actor) as unit:
        casework.assign_officer(unit, case.id, investigator.actor.id, Role.INVESTIGATOR)
    referral = world.referral(manager.actor, case_id=case.id)
    with runtime.unit(manager.actor) as unit:
        referrals.move_referral(unit, referral.id, "send", version=None)
    url = f"/console/referrals/{referral.id}/"
    assert "Sam Reporter" in manager.reveal(url)
    assert "Sam Reporter" not in investigator.get(url)
    refused = investigator.post(url, 403, purpose="casework")
    assert "Sam Reporter" not in refused.text


def test_a_provider_books_says_how_it_goes_and_it_is_asked_again(
    person: Sign, world: World
) -> None:
    officer, service = person(Role.CASE_MANAGER), world.service()
    provider = person(Role.SERVICE_PROVIDER, service_id=service.id)
    made = world.referral(officer.actor, service_id=service.id, agreed="referral")
    url = f"/console/referrals/{made.id}/"
    officer.post(f"{url}step/send", version="1")
    provider.post(f"{url}expected", expected_on="2099-01-31", version="2")
    assert "31 January 2099" in plain(officer.get(url))
    provider.post(f"{url}step/accept", version="3")
    booking = {"kind": "in_person", "day": "2099-02-03", "starts_at": "10:00", "place": "Room 4"}
    wrong = provider.post(f"{url}appointments", 422, **booking, ends_at="09:00")
    assert "after" in plain(wrong.text)
    provider.post(f"{url}appointments", **booking, ends_at="10:50")
    provider.post(f"{url}progress", kind="contact_made", note="We spoke.")
    assert "Room 4" not in plain(provider.get(url))
    for who in (provider, officer):
        shown = plain(who.reveal(url, "support_referral"))
        for words in ("Room 4", "Booked", "Contact made", "We spoke."):
            assert words in shown
    cancel = re.search(rf"{url}appointments/[0-9a-f-]+/cancel", provider.get(url))
    assert cancel
    provider.post(cancel[0], version="1")
    assert "Cancelled" in plain(officer.get(url))
    officer.get(f"{url}follow-up")
    officer.post(f"{url}follow-up", 422, result="no_contact")
    provider.post(f"{url}step/did_not_engage", version="4")
    assert "Ask again what they need" in plain(officer.get(url))
    officer.post(f"{url}follow-up", result="no_contact")
    assert "Ask again what they need" not in plain(officer.get(url))
    provider.get(f"{url}follow-up", 403)
