"""What is done about reports: sent, amended, answered, withdrawn, triaged, put on cases."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from service.domain.code_lists import ConsentScope
from service.usecases import (
    affected,
    amendments,
    duplicates,
    feedback,
    messages,
    safety,
    supporters,
    triage,
)
from service.usecases.intake import ReportSubmission, submit_report
from service.usecases.referrals import answer_consent
from tests.usecases.random_casework.play import ANSWERS, Play, anybody, numbers, workers

WAITING = ("submitted", "acknowledged", "triaged")
SCOPES = [str(scope) for scope in ConsentScope]
OFTEN = [*SCOPES, "match", "match"]
OUTSIDERS = ["a@ward.example", "b@ward.example"]
CONTACTS = ("any", "email_only", "receipt_only", None)
own = st.sampled_from(["reporter", "form", "form"])
subjects = st.sampled_from([*OUTSIDERS, *OUTSIDERS, None, "second", "welfare", "custodian"])
consents = st.dictionaries(st.sampled_from(SCOPES), st.sampled_from(ANSWERS), max_size=8)


class Reporting(Play):
    """Rules about reports."""

    @rule(
        mode=st.sampled_from(["anonymous", "confidential", "named"]), answers=consents,
        subject=subjects, draft=st.integers(0, 2), original=st.none() | numbers, n=numbers,
    )  # fmt: skip
    def submit(
        self, *, mode: str, answers: dict[str, str], subject: str | None, draft: int,
        original: int | None, n: int,
    ) -> None:  # fmt: skip
        """Make a report, or a draft of one, perhaps of retaliation for another."""
        values = self._values(mode, answers, subject, n)
        if original is not None and self.now.reports:
            values["original_report_id"] = self.report(original, *WAITING).id
        submission = ReportSubmission(draft=draft == 0, **values)
        made = self.act("form", submit_report, submission)
        if made is None:
            return
        report = self.now.row("reports", made[0].id)
        self.model.answers[report.id] = dict(answers)
        for scope, state in answers.items():
            self.model.hear(report.id, scope, state)
        self.model.contact[report.id] = values.get("reporter", {})
        self._names[report.id] = subject
        if draft:
            self._sent(report)

    def _values(self, mode: str, answers: dict[str, str], subject: str | None, n: int) -> Any:
        values: dict[str, Any] = {
            "narrative": "Words.", "mode": mode, "incident_types": [["bullying"], []][n % 2],
            "relationship": ["affected_person", "on_behalf_without_consent"][n % 5 == 0],
            "subjects": self._subjects(subject),
            "consents": [
                {"scope": scope, "state": state, "wording_version": "1"}
                for scope, state in answers.items()
            ],
        }  # fmt: skip
        if mode != "anonymous":
            values["reporter"] = {"name": "Sam", "email": f"sam{n % 3}@uni.example"}
            if CONTACTS[n % 4]:
                values["reporter"]["safe_to_contact"] = CONTACTS[n % 4]
        return values

    def _subjects(self, subject: str | None) -> list[dict[str, Any]]:
        if subject is None:
            return [{"type": "unknown"}]
        value = subject if "@" in subject else self.house.address(subject)
        return [{"type": "nhs_staff", "identifier": {"type": "email", "value": value}}]

    def _sent(self, report: Any) -> None:
        """Keep what follows from a report that was sent: whom it names is shut out."""
        subject = self._names[report.id]
        self.model.named[report.id] = [subject] if subject else []
        if subject and "@" not in subject:
            self.model.bar(self.house.cast[subject].id, self.now, ("reports", report.id))

    @rule(n=numbers, who=own)
    def send_draft(self, n: int, who: str) -> None:
        """Send a draft."""
        report = self.report(n, "draft")
        if self.act(who, triage.move_report, report.id, "submit", version=None, about=report):
            self._sent(report)

    @rule(n=numbers, who=own, subject=subjects, what=st.sampled_from(["narrative", "subjects"]))
    def amend(self, n: int, who: str, subject: str | None, what: str) -> None:
        """Change what a report says, perhaps whom it names."""
        report = self.report(n, "draft", *WAITING, "linked_to_case")
        changes = {"narrative": "Other words.", "subjects": self._subjects(subject)}
        done = self.act(
            who, amendments.amend_report, report.id, {what: changes[what]},
            version=report.version, about=report,
        )  # fmt: skip
        if done and what == "subjects":
            self._names[report.id] = subject
            if report.state != "draft":
                self._sent(report)

    @rule(n=numbers, who=st.sampled_from(["reporter", "reporter", "form", "welfare", "manager"]),
          scope=st.sampled_from(OFTEN), state=st.sampled_from(ANSWERS))  # fmt: skip
    def answer(self, n: int, who: str, scope: str, state: str) -> None:
        """Answer about one scope, or answer otherwise than before."""
        self.answer_for(self.report(n, "linked_to_case", *WAITING), who, scope, state)

    def answer_for(self, report: Any, who: str, scope: str, state: str) -> None:
        """Answer about one scope of one report."""
        done, _ = self.house.act(
            self.by(who, report), answer_consent, report.id, scope=scope, state=state,
            wording_version="1",
        )  # fmt: skip
        if done:
            self.model.answers[report.id][scope] = state
            self.model.hear(report.id, scope, state)
            if state != "granted":
                left = [
                    r.status for r in self.now.all("referrals")
                    if r.report_id == report.id and self.house.asked(r) == scope
                ]  # fmt: skip
                assert not {"draft", "consent_pending", "sent", "accepted"} & set(left)

    @rule(n=numbers, who=own)
    def withdraw(self, n: int, who: str) -> None:
        """Withdraw a report, one time in two."""
        if n % 2 == 0:
            report = self.report(n // 2, "linked_to_case", *WAITING, "draft")
            self.act(who, triage.move_report, report.id, "withdraw", version=None, about=report)

    @rule(n=numbers, who=workers, action=st.sampled_from(["acknowledge", "triage", "close"]))
    def triage_report(self, n: int, who: str, action: str) -> None:
        """Take a step of a report."""
        report = self.report(n, *WAITING)
        reason = "out_of_scope" if action == "close" else None
        self.act(who, triage.move_report, report.id, action, reason=reason, version=None)

    @rule(n=numbers, m=numbers, who=workers)
    def duplicate(self, n: int, m: int, who: str) -> None:
        """Close a report as a duplicate of another, rarely."""
        if n % 3 == 0:
            first, second = self.report(n, *WAITING).id, self.report(m, *WAITING).id
            self.act(who, duplicates.mark_duplicate, first, second)

    @rule(n=numbers)
    def identify(self, n: int) -> None:
        """Say who one is after all."""
        anonymous = [report for report in self.now.all("reports") if report.mode == "anonymous"]
        report = self.pick(anonymous or self.now.all("reports"), n)
        identity = {"name": "Sam", "email": "late@uni.example"}
        if self.act("reporter", messages.identify, report.id, identity, about=report):
            self.model.contact[report.id] = identity

    @rule(n=numbers, who=anybody, state=st.sampled_from(["asked", "given", "refused"]))
    def ask_affected(self, n: int, who: str, state: str) -> None:
        """Note what the person agrees to whom a report is about."""
        about = [r for r in self.now.all("reports") if r.affected_consent != "not_needed"]
        report = self.pick(about or self.now.all("reports"), n)
        if self.act(who, affected.record_affected_consent, report.id, state) and state == "refused":
            left = [r.status for r in self.now.all("referrals") if r.report_id == report.id]
            assert not {"draft", "sent", "accepted", "in_progress"} & set(left)

    @rule(n=numbers, who=workers)
    def write(self, n: int, who: str) -> None:
        """Write to a reporter, or as one."""
        report = self.report(n, *WAITING, "linked_to_case")
        if n % 2:
            self.act(who, messages.write_to_reporter, report.id, "An answer.")
        else:
            self.act("reporter", messages.write_to_team, report.id, "A question.", about=report)

    @rule(n=numbers, who=workers)
    def assess(self, n: int, who: str) -> None:
        """Weigh acting on a report against not acting, or look at how somebody did."""
        report = self.report(n, *WAITING, "linked_to_case")
        done = [a for a in self.now.all("action_assessments") if a.report_id == report.id]
        if done and n % 2:
            one = self.pick(done, n)
            self.act(who, safety.review_action_assessment, report.id, one.id, version=one.version)
            return
        self.act(
            who, safety.assess_action, report.id, risk_of_acting="low", risk_of_not_acting="high",
            corroboration="records_exist", decision="act", reasons="Because.",
        )  # fmt: skip

    @rule(n=numbers)
    def bring_somebody(self, n: int) -> None:
        """Name a supporter, or say how it felt."""
        report = self.report(n, *WAITING, "linked_to_case")
        if n % 2:
            self.act(
                "reporter", supporters.add_supporter, report.id, name="Ash",
                may_read_messages=True, about=report,
            )  # fmt: skip
        else:
            self.act(
                "reporter", feedback.give_feedback, report.id, stage="intake",
                belonging_score=3, about=report,
            )  # fmt: skip

    @rule(n=numbers, m=numbers, who=workers)
    def open_case(self, n: int, m: int, who: str) -> None:
        """Open a case for one report or two; not too many."""
        if len(self.now.cases) < 6:
            ids = {self.report(n, *WAITING).id, *([self.report(m, *WAITING).id] * (m % 3 == 0))}
            self.act(who, triage.open_case, report_ids=sorted(ids))
