"""The code lists are the design's own words (domain.md), spelled out here a second time."""

import re

import pytest

from service.domain.code_lists import CODE_LISTS
from service.domain.codes import words
from service.domain.errors import Invalid

pytestmark = pytest.mark.single_database

EXPECTED = {
    "role": """welfare_officer case_manager investigator decision_maker identity_custodian
        service_provider placement_liaison analyst auditor data_protection_officer system_admin""",
    "report_mode": "anonymous confidential named",
    "reporter_relationship": """affected_person witness on_behalf_with_consent
        on_behalf_without_consent staff_receiving_disclosure third_party""",
    "party_type": """student academic_staff clinical_supervisor professional_services nhs_staff
        patient visitor contractor peer_student unknown""",
    "report_state": """draft submitted acknowledged triaged linked_to_case closed_no_case
        withdrawn""",
    "case_state": """new triage support_only informal_resolution investigation decision appeal
        on_hold closed reopened""",
    "close_reason": """resolved not_upheld insufficient_information reporter_declined
        referred_elsewhere out_of_scope duplicate for_information""",
    "incident_type": """direct_discrimination indirect_discrimination
        discrimination_arising_from_disability failure_reasonable_adjustment harassment
        victimisation bullying microaggression exclusion hate_incident sexual_harassment
        sexual_misconduct retaliation assessment_bias online_abuse other""",
    "protected_characteristic": """age disability gender_reassignment marriage_civil_partnership
        pregnancy_maternity race religion_or_belief sex sexual_orientation
        socioeconomic_background caring_responsibility accent_language care_experience
        immigration_status""",
    "characteristic_basis": "actual perceived association",
    "impact": """isolation loss_of_belonging imposter_feelings self_confidence attendance
        academic_performance health considering_leaving safety""",
    "setting": """campus_teaching assessment_or_exam hospital_placement gp_placement
        community_placement theatre_or_ward_round accommodation society_or_social online
        elective_abroad research other""",
    "support_service_type": """counselling wellbeing personal_tutor disability_service
        occupational_health students_union_advice peer_network faith_support specialist_charity
        legal_advice freedom_to_speak_up_guardian police safeguarding gp_or_nhs crisis""",
    "referral_status": """draft consent_pending sent accepted waitlisted declined in_progress
        completed did_not_engage withdrawn revoked""",
    "decline_reason": "no_capacity not_eligible not_accessible not_appropriate other",
    "outcome_type": """support_provided apology mediation restorative training warning
        placement_change supervision_change reasonable_adjustment disciplinary_referral
        fitness_to_practise_referral external_employer_referral regulator_referral policy_change
        no_further_action""",
    "finding": "upheld partly_upheld not_upheld not_determined",
    "risk_level": "none low medium high immediate",
    "consent_scope": """contact share_identity share_narrative share_with_placement investigate
        referral match statistics introduce_to_peers""",
    "consent_state": "granted refused withdrawn",
}
HESA = {
    "hesa_ethnicity": """100 101 103 104 119 120 121 139 140 141 142 159 160 163 166 168 179 180
        899 997 998""",
    "hesa_disability": "51 53 54 55 56 57 58 59 95 96 98",
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_list_holds_exactly_the_designs_codes(name: str) -> None:
    assert list(CODE_LISTS[name].values()) == EXPECTED[name].split()


@pytest.mark.parametrize("name", HESA)
def test_hesa_codes_are_published_as_external_codes(name: str) -> None:
    assert [code.external for code in CODE_LISTS[name].codes] == HESA[name].split()


def test_five_characteristics_are_flagged_as_not_statutory() -> None:
    codes = CODE_LISTS["protected_characteristic"].codes
    assert [code.code for code in codes if code.statutory] == EXPECTED[
        "protected_characteristic"
    ].split()[:9]
    assert all(code.statutory is False for code in codes[9:])


@pytest.mark.parametrize("name", CODE_LISTS)
def test_codes_are_unique_snake_case_with_labels(name: str) -> None:
    found = CODE_LISTS[name]
    assert len(set(found.values())) == len(found.values())
    for code in found.codes:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code.code)
        assert code.label.strip()
        assert found.label(code.code) == code.label


def test_a_list_takes_its_own_codes_and_points_at_any_other() -> None:
    roles = CODE_LISTS["role"]
    assert roles.require("auditor", "/role") == "auditor"
    with pytest.raises(Invalid) as refused:
        roles.require("superuser", "/role")
    assert [(f.pointer, f.code) for f in refused.value.faults] == [("/role", "unknown_code")]
    assert roles.label("retired_code") == "retired_code"
    assert words("mental_health") == "Mental health"
