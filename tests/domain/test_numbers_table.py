"""Every rule with a number has a test that is named after it and quotes the number's source."""

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.single_database

TESTS = Path(__file__).parents[1]
DOMAIN, KEPT = "domain/test_numbers.py", "domain/test_numbers_kept.py"
USE, API = "usecases/test_numbers.py", "api/test_numbers.py"

RULES: dict[str, list[tuple[str, str]]] = {
    "First review of a report": [
        (DOMAIN, "test_first_review_2_working_days"),
        (USE, "test_first_review_clock_runs_2_working_days"),
    ],
    "Contact with a named reporter": [
        (DOMAIN, "test_first_contact_5_working_days"),
        (USE, "test_first_contact_clock_runs_5_working_days"),
    ],
    "Formal stage (OIA good practice)": [
        (DOMAIN, "test_formal_stage_90_calendar_days"),
        (USE, "test_formal_stage_clock_runs_90_calendar_days"),
    ],
    "Completion of Procedures letter (OIA)": [
        (DOMAIN, "test_completion_of_procedures_letter_28_days"),
        (API, "test_completion_of_procedures_letter_is_due_28_days_after_the_case_closed"),
        (DOMAIN, "test_oia_complaint_within_12_months_of_the_letter"),
        (API, "test_oia_complaint_is_due_12_months_after_the_letter"),
    ],
    "Subject access request (UK GDPR)": [
        (DOMAIN, "test_subject_access_one_calendar_month_plus_2_if_complex"),
    ],
    "Data-protection complaint": [
        (DOMAIN, "test_data_protection_complaint_acknowledged_within_30_days"),
    ],
    "Limitation date for a court claim under the Equality Act in education": [
        (DOMAIN, "test_limitation_six_months_less_one_day"),
        (API, "test_limitation_date_is_on_the_case_six_months_less_one_day"),
    ],
    "Detriment check-ins": [
        (DOMAIN, "test_detriment_check_ins_2_6_12_weeks"),
        (USE, "test_detriment_check_ins_are_tasks_2_6_and_12_weeks_after_the_report"),
    ],
    "Follow-up after an outcome": [
        (DOMAIN, "test_outcome_follow_up_6_and_12_weeks"),
        (USE, "test_outcome_follow_ups_are_tasks_6_and_12_weeks_after_the_closing"),
    ],
    "Anonymous reports kept": [
        (KEPT, "test_anonymous_reports_kept_12_months_unless_linked"),
        (KEPT, "test_every_outcome_has_a_retention_period_within_the_cap"),
        (KEPT, "test_a_legal_hold_keeps_what_is_due_to_go"),
    ],
    "HESA rounding": [
        (KEPT, "test_hesa_counts_are_rounded_to_the_nearest_5"),
        (KEPT, "test_hesa_percentages_are_suppressed_under_22_5"),
        (KEPT, "test_hesa_averages_are_suppressed_at_7_or_fewer"),
        (KEPT, "test_hesa_totals_are_rounded_after_they_are_calculated"),
    ],
    "Disclosure-restricting agreements on an outcome": [
        (KEPT, "test_disclosure_restricting_outcomes_are_refused"),
        (API, "test_disclosure_restricting_agreements_on_an_outcome_are_a_422"),
    ],
    "Policy text": [
        ("usecases/test_policies.py", "test_policy_text_is_pinned_when_a_case_is_opened"),
        (API, "test_policy_text_in_force_stays_with_the_case_and_readable"),
    ],
    "Lawful basis": [
        (KEPT, "test_each_record_type_states_its_lawful_basis"),
        (
            "domain/test_lawful_records.py",
            "test_lawful_basis_is_stated_for_every_model_that_holds_personal_data",
        ),
    ],
}
"""Every rule with a number, and its tests: the arithmetic first, then where it shows."""
SOURCES = (
    "the product's own", "oia", "uk gdpr", "data protection act", "equality act", "hesa", "ofs",
)  # fmt: skip


def _docstrings(path: str) -> dict[str, str]:
    """Give the docstring of each test of a file, by its name."""
    tree = ast.parse((TESTS / path).read_text())
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {node.name: ast.get_docstring(node) or "" for node in tests}


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_with_a_number_has_a_test_that_quotes_its_source(rule: str) -> None:
    """A test that was renamed or taken away is missed here."""
    assert RULES[rule], "a rule without a test"
    for path, name in RULES[rule]:
        said = _docstrings(path).get(name)
        assert said is not None, f"{path} has no {name}"
        assert any(source in said.lower() for source in SOURCES), f"{name} quotes no source"


@pytest.mark.parametrize("path", [DOMAIN, USE, API])
def test_every_test_of_a_rule_is_in_the_table_or_about_one(path: str) -> None:
    """A rule that is added is added to the table."""
    listed = {name for tests in RULES.values() for _, name in tests}
    extra = {"test_subject_access_is_due_on_a_working_day_and_a_pause_never_shortens_it"}
    assert (
        set(_docstrings(path))
        - listed
        - extra
        - {name for name in _docstrings(path) if not name.startswith("test_")}
        == set()
    )
