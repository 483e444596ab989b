"""Referrals, tasks and clocks, and the world outside: time passes, mail is sent."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from service.domain.casework_lists import PAUSE_REASONS, TaskKind
from service.store.models import Referral
from service.usecases import clocks, match_finding, outbox, referrals, reminders, tasks
from service.usecases.referral_consents import answer_referral_consent
from service.usecases.referring_again import follow_up_referral
from tests.usecases.random_casework.play import ANSWERS, Play, anybody, numbers, workers

has_cases = precondition(lambda self: bool(self.now.cases))
RECIPIENT_SCOPES = ("referral", "share_identity", "share_narrative", "introduce_to_peers")
OVER = ("declined", "did_not_engage", "completed", "withdrawn", "revoked")
RECEIVERS = ["provider", "provider", "booking"]
own_answers = st.dictionaries(
    st.sampled_from(RECIPIENT_SCOPES), st.sampled_from(["granted", "granted", "refused"]),
    max_size=2,
)  # fmt: skip
STEPS = ("send", "send", "request_consent", "accept", "waitlist", "start", "complete", "decline",
         "did_not_engage", "withdraw")  # fmt: skip


class Supporting(Play):
    """Rules about referrals, work to be done, and upkeep."""

    @rule(n=numbers, m=numbers, who=workers, states=own_answers)
    def refer(self, n: int, m: int, who: str, states: dict[str, str]) -> None:
        """Draft a referral: for a case, a report, or nobody known; perhaps anew."""
        about = self._about(n, m)
        service = self.pick(self.house.services, m // 3).id
        answers = [
            {"scope": scope, "state": state, "wording_version": "1"}
            for scope, state in states.items()
        ]
        made = self.act(
            who, referrals.create_referral, service_id=service, need="Talk.", consents=answers,
            **about,
        )  # fmt: skip
        if made is None:
            return
        if made.previous_id is not None:
            self.model.asked_anew[made.id] = len(self.model.said)
        for scope, state in states.items():
            self.model.hear(made.id, scope, state)
        if m % 2:
            self._step(made, "send", who)

    def _about(self, n: int, m: int) -> dict[str, Any]:
        over = [r for r in self.now.all("referrals") if r.status in OVER]
        if over and m % 5 == 0:
            return {"previous_id": self.pick(over, n).id}
        if m % 3 == 0 and self.now.cases:
            case = self.case(n)
            report = self.pick(self.now.of_case("reports", case.id), m)
            return {"case_id": case.id, "report_id": report.id}
        if m % 3 == 1:
            return {"report_id": self.report(n, "linked_to_case", "submitted", "triaged").id}
        return {"person": {"name": "Kit", "email": "kit@uni.example"}} if m % 2 else {}

    @precondition(lambda self: bool(self.now.referrals))
    @rule(n=numbers, action=st.sampled_from(STEPS), who=st.sampled_from(RECEIVERS) | anybody)
    def move_referral(self, n: int, action: str, who: str) -> None:
        """Take a step of a referral, as its sender or as the service."""
        self._step(self.pick(self.now.all("referrals"), n), action, who)

    def _step(self, referral: Any, action: str, who: str) -> None:
        reason = "no_capacity" if action == "decline" else None
        done = self.act(
            who, referrals.move_referral, referral.id, action, reason=reason, version=None
        )
        if done and action == "send":
            self._check_shared(self.now.row("referrals", referral.id))

    def _check_shared(self, sent: Any) -> None:
        """Check that the service is given what was agreed to at this moment, and nothing else."""
        group = Referral.shared
        shared = self.house.read([group.target(sent)], lambda: group.open(sent))
        assert set(shared) == self._agreed_parts(sent), "shared other than was agreed to"
        assert set(shared) == set(sent.shared_groups)

    def _agreed_parts(self, sent: Any) -> set[str]:
        report = self.now.row("reports", sent.report_id) if sent.report_id else None
        named = sent.person_ct is not None if report is None else report.mode != "anonymous"
        told = report is None or report.affected_consent in ("not_needed", "given")
        if self.house.asked(sent) == "introduce_to_peers":
            return {"identity"}
        allowed = {"need"}
        if told and named and self.model.agrees(sent, "share_identity"):
            allowed.add("identity")
        if told and report is not None and self.model.agrees(sent, "share_narrative"):
            allowed.add("narrative")
        return allowed

    @precondition(lambda self: bool(self.now.referrals))
    @rule(n=numbers, scope=st.sampled_from(RECIPIENT_SCOPES), state=st.sampled_from(ANSWERS),
          who=st.sampled_from(["reporter", "manager", "portal", "welfare", "booking"]))  # fmt: skip
    def answer_own(self, n: int, scope: str, state: str, who: str) -> None:
        """Answer about one recipient alone."""
        referral = self.pick(self.now.all("referrals"), n)
        report = self.now.row("reports", referral.report_id) if referral.report_id else None
        done, _ = self.house.act(
            self.by(who, report), answer_referral_consent, referral.id, scope=scope, state=state,
            wording_version="1",
        )  # fmt: skip
        if done:
            assert who != "booking", "a service answers for the person"
            self.model.hear(referral.id, scope, state)

    @precondition(lambda self: bool(self.now.referrals))
    @rule(n=numbers, m=numbers, who=st.sampled_from(RECEIVERS) | workers)
    def after(self, n: int, m: int, who: str) -> None:
        """Ask somebody who was not helped what they need, or say when support may begin."""
        referral = self.pick(self.now.all("referrals"), n)
        if m % 2:
            self.act(who, follow_up_referral, referral.id, "no_contact", version=None)
            return
        changes = {"expected_on": self.house.now().date() + timedelta(days=m % 30)}
        self.act(who, referrals.amend_referral, referral.id, changes, version=referral.version)

    @has_cases
    @rule(n=numbers, m=numbers, who=workers)
    def task(self, n: int, m: int, who: str) -> None:
        """Set a task by hand."""
        case = self.case(n)
        live = [a for a in self.now.of_case("assignments", case.id) if a.ended_at is None]
        officer = self.pick(live, m).officer_id if live and m % 2 else None
        kind = self.pick([TaskKind.CONTACT_PARTY, TaskKind.OTHER, TaskKind.DETRIMENT_CHECK_IN], m)
        due = self.house.now() + timedelta(days=m % 20 - 1)
        made = self.act(
            who, tasks.add_task, case.id, kind=kind, due_at=due, officer_id=officer, title="Do."
        )
        assert not (made and kind == TaskKind.DETRIMENT_CHECK_IN), "a check-in set by hand"

    @precondition(lambda self: bool(self.now.tasks))
    @rule(n=numbers, m=numbers, who=workers, result=st.sampled_from(["detriment_reported", None]))
    def end_task(self, n: int, m: int, who: str, result: str | None) -> None:
        """Do a task, cancel it, or put it off."""
        task = self.pick(self.now.all("tasks"), n)
        if m % 3 == 0:
            self.act(who, tasks.finish_task, task.id, result=result, version=task.version)
        elif m % 3 == 1:
            self.act(who, tasks.cancel_task, task.id, version=task.version)
        else:
            due = self.house.now() + timedelta(days=1 + m % 9)
            changes = {"due_at": due}
            done = self.act(who, tasks.amend_task, task.id, changes, version=task.version)
            if done and task.kind == TaskKind.DETRIMENT_CHECK_IN:
                planned = self.model.check_ins[task.report_id]
                planned.remove(task.due_at)
                planned.append(due)
                planned.sort()

    @precondition(lambda self: bool(self.now.clocks))
    @rule(n=numbers, m=numbers, who=workers, reason=st.sampled_from(PAUSE_REASONS.values()))
    def stop_the_clock(self, n: int, m: int, who: str, reason: str) -> None:
        """Pause a clock, or let it go on."""
        live = [clock for clock in self.now.all("clocks") if clock.stopped_at is None]
        clock = self.pick(live or self.now.all("clocks"), n)
        if clock.paused_at is None or m % 4 == 0:
            self.act(who, clocks.pause_clock, clock.id, reason, version=clock.version)
        else:
            self.act(who, clocks.resume_clock, clock.id, version=clock.version)

    @rule(
        time=st.sampled_from([{"hours": 1}, {"hours": 9}, {"days": 1}, {"days": 4}, {"weeks": 3}])
    )
    def wait(self, time: dict[str, float]) -> None:
        """Let time pass."""
        self.house.wait(**time)

    @rule()
    def post(self) -> None:
        """Remind of deadlines, and send what waits."""
        self.house.upkeep(reminders.remind)
        self.house.upkeep(outbox.send_waiting, 20, jitter=lambda: 0.0)

    @rule()
    def match(self) -> None:
        """Compare what is new to matching."""
        self.house.upkeep(match_finding.find_matches)

    @rule()
    def collapse(self) -> None:
        """Let the process fail after the next act, before it is committed."""
        self.house.collapses = True
