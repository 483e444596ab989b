"""The console's screens, in the order of the menu."""

from flask_admin.babel import gettext as _

from admin.secure import ConsoleView
from admin.views import (
    activities,
    audit,
    audit_export,
    directory,
    figures,
    initiatives,
    settings,
)
from admin.views.access_ending import AccessEndView
from admin.views.approvals import ApprovalsView
from admin.views.assessments import AssessmentsView
from admin.views.case_access import CaseAccessView
from admin.views.case_investigation import InvestigationView
from admin.views.case_outcome import OutcomeView
from admin.views.case_safety import SafetyView
from admin.views.case_tasks import CaseTasksView
from admin.views.cases import CaseView
from admin.views.clock import ClockView
from admin.views.duplicates import DuplicatesView
from admin.views.files import CaseFilesView, FileView
from admin.views.glass import GlassView
from admin.views.introductions import IntroductionsView
from admin.views.learning import LearningView
from admin.views.match_alerts import MatchAlertsView
from admin.views.messages import MessagesView
from admin.views.own_description import DescriptionView
from admin.views.referrals import ReferralView
from admin.views.report_access import ReportAccessView
from admin.views.report_feedback import FeedbackView
from admin.views.report_versions import VersionsView
from admin.views.reports import ReportView
from admin.views.search import SearchView
from admin.views.sign_in import SessionView
from admin.views.task import TaskView


def all_views() -> list[ConsoleView]:
    """Make every screen but the first page."""
    return [
        ReportView(name=_("Reports"), endpoint="console_reports", url="/console/reports"),
        AssessmentsView(
            endpoint="console_assessments", url="/console/reports/<uuid:report_id>/assessments"
        ),
        DuplicatesView(
            endpoint="console_duplicates", url="/console/reports/<uuid:report_id>/duplicates"
        ),
        VersionsView(endpoint="console_versions", url="/console/reports/<uuid:report_id>/versions"),
        FeedbackView(endpoint="console_feedback", url="/console/reports/<uuid:report_id>/feedback"),
        IntroductionsView(
            endpoint="console_introductions",
            url="/console/reports/<uuid:report_id>/introductions",
        ),
        ReportAccessView(
            endpoint="console_report_access", url="/console/reports/<uuid:report_id>/access"
        ),
        MessagesView(endpoint="console_messages", url="/console/reports/<uuid:report_id>/messages"),
        CaseView(name=_("Cases"), endpoint="console_cases", url="/console/cases"),
        InvestigationView(
            endpoint="console_investigation", url="/console/cases/<uuid:case_id>/investigation"
        ),
        OutcomeView(endpoint="console_outcome", url="/console/cases/<uuid:case_id>/outcome"),
        SafetyView(endpoint="console_safety", url="/console/cases/<uuid:case_id>/safety"),
        CaseAccessView(endpoint="console_case_access", url="/console/cases/<uuid:case_id>/access"),
        CaseFilesView(endpoint="console_case_files", url="/console/cases/<uuid:case_id>/files"),
        FileView(endpoint="console_files", url="/console/files/<uuid:attachment_id>"),
        CaseTasksView(endpoint="console_case_work", url="/console/cases/<uuid:case_id>/work"),
        TaskView(endpoint="console_task", url="/console/tasks/<uuid:task_id>"),
        ClockView(endpoint="console_clock", url="/console/clocks/<uuid:clock_id>"),
        ReferralView(name=_("Referrals"), endpoint="console_referrals", url="/console/referrals"),
        LearningView(
            name=_("Learning points"), endpoint="console_learning", url="/console/learning"
        ),
        SearchView(name=_("Search"), endpoint="console_search", url="/console/search"),
        MatchAlertsView(
            name=_("Match alerts"), endpoint="console_matches", url="/console/match-alerts"
        ),
        ApprovalsView(name=_("Approvals"), endpoint="console_approvals", url="/console/approvals"),
        GlassView(name=_("Break the glass"), endpoint="console_glass", url="/console/break-glass"),
        AccessEndView(endpoint="console_access", url="/console/access/<uuid:request_id>/end"),
        *directory.views(),
        *activities.views(),
        *initiatives.views(),
        *figures.views(),
        *audit.views(),
        *audit_export.views(),
        *settings.views(),
        DescriptionView(endpoint="own_description", url="/console/own-description"),
        SessionView(endpoint="session", url="/console/sign-in"),
    ]
