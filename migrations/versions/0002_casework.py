"""Casework: investigations, clocks and tasks, conflicts and access, attachments, matching."""

import sqlalchemy as sa
from alembic import op

from service.store.types import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade(database: str) -> None:
    """Add the tables and columns to the main database; the keystore stays as it is."""
    if database == "main":
        _main()


def downgrade(database: str) -> None:
    """Refuse: what was recorded since would be lost."""
    raise RuntimeError(f"Casework in {database} cannot be undone; restore a backup instead.")


def _main() -> None:
    op.create_table(
        "access_requests",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("requester_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", UtcDateTime(), nullable=True),
        sa.Column("review_result", sa.Text(), nullable=True),
        sa.Column("owner_table", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("reason_ct", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_requests")),
    )
    op.create_index(
        op.f("ix_access_requests_case_id"), "access_requests", ["case_id"], unique=False
    )
    op.create_index(
        op.f("ix_access_requests_requester_id"), "access_requests", ["requester_id"], unique=False
    )
    op.create_index("ix_access_requests_state_id", "access_requests", ["state", "id"], unique=False)
    op.create_index(
        op.f("ix_access_requests_subject_id"), "access_requests", ["subject_id"], unique=False
    )
    op.create_table(
        "clock_targets",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_targets")),
        sa.UniqueConstraint("kind", name=op.f("uq_clock_targets_kind")),
    )
    op.create_table(
        "index_entries",
        sa.Column("index_version", sa.Integer(), nullable=False),
        sa.Column("token", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("record_table", sa.Text(), nullable=False),
        sa.Column("record_group", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_entries")),
    )
    op.create_index(
        "ix_index_entries_index_version_token",
        "index_entries",
        ["index_version", "token"],
        unique=False,
    )
    op.create_index("ix_index_entries_record_id", "index_entries", ["record_id"], unique=False)
    op.create_table(
        "match_alerts",
        sa.Column("alert_key", sa.LargeBinary(), nullable=False),
        sa.Column("bucket", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reporters", sa.Integer(), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("dismissed_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_alerts")),
        sa.UniqueConstraint("alert_key", name=op.f("uq_match_alerts_alert_key")),
    )
    op.create_table(
        "matches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bucket", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matches")),
    )
    op.create_index(op.f("ix_matches_bucket"), "matches", ["bucket"], unique=False)
    op.create_index("ix_matches_checked_bucket", "matches", ["checked", "bucket"], unique=False)
    op.create_table(
        "message_templates",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_templates")),
        sa.UniqueConstraint("name", name=op.f("uq_message_templates_name")),
    )
    op.create_table(
        "outbox_notices",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recipient_kind", sa.Text(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_notices")),
    )
    op.create_index(
        "ix_outbox_notices_state_next_at", "outbox_notices", ["state", "next_at"], unique=False
    )
    op.create_table(
        "placement_providers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_providers")),
        sa.UniqueConstraint("name", name=op.f("uq_placement_providers_name")),
    )
    op.create_table(
        "policy_versions",
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_versions")),
        sa.UniqueConstraint("label", name=op.f("uq_policy_versions_label")),
    )
    op.create_table(
        "allegations",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("incident_types", sa.JSON(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("found_at", UtcDateTime(), nullable=True),
        sa.Column("found_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("wording_ct", sa.LargeBinary(), nullable=True),
        sa.Column("reasons_ct", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_allegations_case_id_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allegations")),
    )
    op.create_index(op.f("ix_allegations_case_id"), "allegations", ["case_id"], unique=False)
    op.create_table(
        "appeals",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("lodged_at", UtcDateTime(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("content_ct", sa.LargeBinary(), nullable=True),
        sa.Column("reasons_ct", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_appeals_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
    )
    op.create_index(op.f("ix_appeals_case_id"), "appeals", ["case_id"], unique=False)
    op.create_table(
        "interim_measures",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("measure_type", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("reviewed_at", UtcDateTime(), nullable=True),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        sa.Column("content_ct", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_interim_measures_case_id_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interim_measures")),
    )
    op.create_index(
        op.f("ix_interim_measures_case_id"), "interim_measures", ["case_id"], unique=False
    )
    op.create_table(
        "joint_owners",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_joint_owners_case_id_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_owners")),
    )
    op.create_index(op.f("ix_joint_owners_case_id"), "joint_owners", ["case_id"], unique=False)
    op.create_table(
        "party_notices",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.Column("content_ct", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_party_notices_case_id_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_notices")),
    )
    op.create_index(op.f("ix_party_notices_case_id"), "party_notices", ["case_id"], unique=False)
    op.create_index(op.f("ix_party_notices_party_id"), "party_notices", ["party_id"], unique=False)
    op.create_table(
        "risk_assessments",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("form_version", sa.Text(), nullable=False),
        sa.Column("harm", sa.Text(), nullable=False),
        sa.Column("detriment", sa.Text(), nullable=False),
        sa.Column("assessed_at", UtcDateTime(), nullable=False),
        sa.Column("assessed_by", sa.Uuid(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("content_ct", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_risk_assessments_case_id_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_assessments")),
    )
    op.create_index(
        op.f("ix_risk_assessments_case_id"), "risk_assessments", ["case_id"], unique=False
    )
    op.create_table(
        "action_assessments",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("risk_of_acting", sa.Text(), nullable=False),
        sa.Column("risk_of_not_acting", sa.Text(), nullable=False),
        sa.Column("corroboration", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("assessed_at", UtcDateTime(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", UtcDateTime(), nullable=True),
        sa.Column("content_ct", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_action_assessments_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_assessments")),
    )
    op.create_index(
        op.f("ix_action_assessments_report_id"), "action_assessments", ["report_id"], unique=False
    )
    op.create_table(
        "attachments",
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("owner_table", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("scan", sa.Text(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("original_blob", sa.Text(), nullable=True),
        sa.Column("copy_blob", sa.Text(), nullable=True),
        sa.Column("added_by_kind", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=True),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("next_check_at", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("name_ct", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_attachments_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_attachments_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_case_id"), "attachments", ["case_id"], unique=False)
    op.create_index(op.f("ix_attachments_report_id"), "attachments", ["report_id"], unique=False)
    op.create_index(
        "ix_attachments_state_next_check_at",
        "attachments",
        ["state", "next_check_at"],
        unique=False,
    )
    op.create_table(
        "clocks",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("paused_at", UtcDateTime(), nullable=True),
        sa.Column("pause_reason", sa.Text(), nullable=True),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_clocks_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_clocks_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clocks")),
    )
    op.create_index(op.f("ix_clocks_case_id"), "clocks", ["case_id"], unique=False)
    op.create_index(op.f("ix_clocks_report_id"), "clocks", ["report_id"], unique=False)
    op.create_index("ix_clocks_stopped_at_due_at", "clocks", ["stopped_at", "due_at"], unique=False)
    op.create_table(
        "conflicts",
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("declared_by", sa.Uuid(), nullable=True),
        sa.Column("declared_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_conflicts_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_conflicts_officer_id_officers")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_conflicts_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
    )
    op.create_index(op.f("ix_conflicts_case_id"), "conflicts", ["case_id"], unique=False)
    op.create_index(
        "ix_conflicts_officer_id_removed_at",
        "conflicts",
        ["officer_id", "removed_at"],
        unique=False,
    )
    op.create_index(op.f("ix_conflicts_report_id"), "conflicts", ["report_id"], unique=False)
    op.create_table(
        "feedback",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("content_ct", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_feedback_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_report_id"), "feedback", ["report_id"], unique=False)
    op.create_table(
        "report_versions",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_kind", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("replaced_at", UtcDateTime(), nullable=False),
        sa.Column("content_ct", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_report_versions_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_versions")),
    )
    op.create_index(
        op.f("ix_report_versions_report_id"), "report_versions", ["report_id"], unique=False
    )
    op.create_table(
        "supporters",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("code_mac", sa.LargeBinary(), nullable=False),
        sa.Column("may_read_messages", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("name_ct", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_supporters_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supporters")),
        sa.UniqueConstraint("code_mac", name=op.f("uq_supporters_code_mac")),
    )
    op.create_index(op.f("ix_supporters_report_id"), "supporters", ["report_id"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("measure_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("owner_table", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("content_ct", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_tasks_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_tasks_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index(op.f("ix_tasks_case_id"), "tasks", ["case_id"], unique=False)
    op.create_index(op.f("ix_tasks_officer_id"), "tasks", ["officer_id"], unique=False)
    op.create_index(op.f("ix_tasks_report_id"), "tasks", ["report_id"], unique=False)
    op.create_index("ix_tasks_state_due_at", "tasks", ["state", "due_at"], unique=False)
    op.add_column("audit_entries", sa.Column("report_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_audit_entries_report_id_id", "audit_entries", ["report_id", "id"], unique=False
    )
    op.add_column("cases", sa.Column("policy_version_id", sa.Uuid(), nullable=True))
    op.add_column("cases", sa.Column("placement_provider_id", sa.Uuid(), nullable=True))
    op.add_column("cases", sa.Column("formal_since", UtcDateTime(), nullable=True))
    op.add_column("cases", sa.Column("completion_letter_on", sa.Date(), nullable=True))
    op.add_column(
        "notes", sa.Column("visibility", sa.Text(), nullable=False, server_default="case_team")
    )
    op.add_column(
        "officers", sa.Column("identifier_macs", sa.JSON(), nullable=False, server_default="[]")
    )
    op.add_column("officers", sa.Column("contact_ct", sa.LargeBinary(), nullable=True))
    op.add_column("parties", sa.Column("contact_officer_id", sa.Uuid(), nullable=True))
    op.add_column("parties", sa.Column("support_service_id", sa.Uuid(), nullable=True))
    op.add_column("parties", sa.Column("support_offered_at", UtcDateTime(), nullable=True))
    op.add_column(
        "reports",
        sa.Column("below_threshold", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "reports",
        sa.Column("affected_consent", sa.Text(), nullable=False, server_default="not_needed"),
    )
    op.add_column("reports", sa.Column("original_id", sa.Uuid(), nullable=True))
    op.add_column("reports", sa.Column("duplicate_of_id", sa.Uuid(), nullable=True))
    op.add_column("reports", sa.Column("awaiting", sa.Text(), nullable=True))
    op.add_column("reports", sa.Column("submitted_at", UtcDateTime(), nullable=True))
    op.execute("UPDATE reports SET submitted_at = created_at")
    op.add_column("reports", sa.Column("affected_ct", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_reports_original_id"), "reports", ["original_id"], unique=False)
    op.create_index(
        op.f("ix_reports_duplicate_of_id"), "reports", ["duplicate_of_id"], unique=False
    )
