"""Support and outcomes: the directory, referrals, peers, what comes of cases, initiatives."""

import sqlalchemy as sa
from alembic import op

from service.store.types import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade(database: str) -> None:
    """Add the tables and columns to the main database; the keystore stays as it is."""
    if database == "main":
        _main()


def downgrade(database: str) -> None:
    """Refuse: what was recorded since would be lost."""
    raise RuntimeError(f"This cannot be undone in {database}; restore a backup instead.")


def _main() -> None:
    op.create_table(
        "facts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("setting", sa.Text(), nullable=True),
        sa.Column("before", sa.Integer(), nullable=True),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
    )
    op.create_index("ix_facts_kind_month", "facts", ["kind", "month"], unique=False)
    op.create_table(
        "introductions",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("incident_types", sa.JSON(), nullable=False),
        sa.Column("setting", sa.Text(), nullable=True),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introductions")),
        sa.UniqueConstraint("reference", name=op.f("uq_introductions_reference")),
    )
    op.create_index("ix_introductions_state_id", "introductions", ["state", "id"], unique=False)
    op.create_table(
        "letter_templates",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_templates")),
        sa.UniqueConstraint("name", name=op.f("uq_letter_templates_name")),
    )
    op.create_table(
        "actions",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("outcome_id", sa.Uuid(), nullable=True),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("content_ct", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_actions_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
    )
    op.create_index(op.f("ix_actions_case_id"), "actions", ["case_id"], unique=False)
    op.create_table(
        "activities",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_cy", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("description_cy", sa.Text(), nullable=True),
        sa.Column("characteristics", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["support_services.id"],
            name=op.f("fk_activities_service_id_support_services"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
    )
    op.create_index(op.f("ix_activities_service_id"), "activities", ["service_id"], unique=False)
    op.create_table(
        "initiatives",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_cy", sa.Text(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("said_cy", sa.Text(), nullable=True),
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("did_cy", sa.Text(), nullable=True),
        sa.Column("led_by", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("people_reached", sa.Integer(), nullable=True),
        sa.Column("reports_behind", sa.Integer(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["support_services.id"],
            name=op.f("fk_initiatives_service_id_support_services"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiatives")),
    )
    op.create_index(
        "ix_initiatives_published_at_id", "initiatives", ["published_at", "id"], unique=False
    )
    op.create_table(
        "learning_points",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("content_ct", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_learning_points_case_id_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_points")),
    )
    op.create_index(
        op.f("ix_learning_points_case_id"), "learning_points", ["case_id"], unique=False
    )
    op.create_table(
        "letters",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("content_ct", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_letters_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    op.create_index(op.f("ix_letters_case_id"), "letters", ["case_id"], unique=False)
    op.create_table(
        "service_hours",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("on_holidays", sa.Boolean(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["support_services.id"],
            name=op.f("fk_service_hours_service_id_support_services"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_hours")),
    )
    op.create_index(
        op.f("ix_service_hours_service_id"), "service_hours", ["service_id"], unique=False
    )
    op.create_index(
        "ix_service_hours_weekday_opens", "service_hours", ["weekday", "opens"], unique=False
    )
    op.create_table(
        "service_words",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["support_services.id"],
            name=op.f("fk_service_words_service_id_support_services"),
        ),
        sa.PrimaryKeyConstraint("key", "service_id", name=op.f("pk_service_words")),
    )
    op.create_index(
        op.f("ix_service_words_service_id"), "service_words", ["service_id"], unique=False
    )
    op.create_table(
        "activity_sessions",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("attended", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_activity_sessions_activity_id_activities"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_sessions")),
    )
    op.create_index(
        op.f("ix_activity_sessions_activity_id"), "activity_sessions", ["activity_id"], unique=False
    )
    op.create_index(
        op.f("ix_activity_sessions_starts_at"), "activity_sessions", ["starts_at"], unique=False
    )
    op.create_table(
        "introduction_sides",
        sa.Column("introduction_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("wording_version", sa.Text(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("contact_ct", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introductions.id"],
            name=op.f("fk_introduction_sides_introduction_id_introductions"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_introduction_sides_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introduction_sides")),
    )
    op.create_index(
        op.f("ix_introduction_sides_introduction_id"),
        "introduction_sides",
        ["introduction_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_introduction_sides_report_id"), "introduction_sides", ["report_id"], unique=False
    )
    op.create_table(
        "appointments",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("content_ct", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_appointments_referral_id_referrals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    op.create_index(
        op.f("ix_appointments_referral_id"), "appointments", ["referral_id"], unique=False
    )
    op.create_table(
        "referral_consents",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("wording_version", sa.Text(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referrals.id"],
            name=op.f("fk_referral_consents_referral_id_referrals"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_consents")),
    )
    op.create_index(
        op.f("ix_referral_consents_referral_id"), "referral_consents", ["referral_id"], unique=False
    )
    op.create_table(
        "referral_progress",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("author_kind", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("note_ct", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referrals.id"],
            name=op.f("fk_referral_progress_referral_id_referrals"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_progress")),
    )
    op.create_index(
        op.f("ix_referral_progress_referral_id"), "referral_progress", ["referral_id"], unique=False
    )
    op.create_table(
        "service_links",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("token_mac", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("code_asked_at", UtcDateTime(), nullable=True),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("visit_mac", sa.LargeBinary(), nullable=True),
        sa.Column("visit_until", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_service_links_referral_id_referrals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_links")),
        sa.UniqueConstraint("token_mac", name=op.f("uq_service_links_token_mac")),
        sa.UniqueConstraint("visit_mac", name=op.f("uq_service_links_visit_mac")),
    )
    op.create_index(
        op.f("ix_service_links_referral_id"), "service_links", ["referral_id"], unique=False
    )
    op.add_column("api_clients", sa.Column("service_id", sa.Uuid(), nullable=True))
    op.add_column("assignments", sa.Column("preference", sa.Text(), nullable=True))
    op.add_column("assignments", sa.Column("override_reason", sa.Text(), nullable=True))
    op.add_column(
        "assignments", sa.Column("wishes_met", sa.JSON(), nullable=False, server_default="{}")
    )
    op.add_column(
        "messages",
        sa.Column("reporter_only", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("officers", sa.Column("described_at", UtcDateTime(), nullable=True))
    op.add_column("officers", sa.Column("description_ct", sa.LargeBinary(), nullable=True))
    op.add_column("referrals", sa.Column("previous_id", sa.Uuid(), nullable=True))
    op.add_column("referrals", sa.Column("end_reason", sa.Text(), nullable=True))
    op.add_column("referrals", sa.Column("asked_at", UtcDateTime(), nullable=True))
    op.add_column("referrals", sa.Column("answered_at", UtcDateTime(), nullable=True))
    op.add_column("referrals", sa.Column("accepted_at", UtcDateTime(), nullable=True))
    op.add_column("referrals", sa.Column("started_at", UtcDateTime(), nullable=True))
    op.add_column("referrals", sa.Column("ended_at", UtcDateTime(), nullable=True))
    op.add_column("referrals", sa.Column("expected_on", sa.Date(), nullable=True))
    op.add_column("referrals", sa.Column("followed_up_at", UtcDateTime(), nullable=True))
    op.add_column("referrals", sa.Column("follow_up_result", sa.Text(), nullable=True))
    op.add_column(
        "referrals", sa.Column("shared_groups", sa.JSON(), nullable=False, server_default="[]")
    )
    op.add_column(
        "referrals", sa.Column("taken_back", sa.JSON(), nullable=False, server_default="[]")
    )
    # What was given is sealed: whatever may have been is taken back when consent is withdrawn.
    op.execute(
        """UPDATE referrals SET shared_groups = '["need", "identity", "narrative"]'"""
        " WHERE sent_at IS NOT NULL"
    )
    op.execute("UPDATE referrals SET asked_at = updated_at WHERE status = 'consent_pending'")
    op.add_column("referrals", sa.Column("person_ct", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_referrals_previous_id"), "referrals", ["previous_id"], unique=False)
    op.add_column("reports", sa.Column("preference_ct", sa.LargeBinary(), nullable=True))
    op.add_column("support_services", sa.Column("external_id", sa.Text(), nullable=True))
    op.add_column("support_services", sa.Column("name_cy", sa.Text(), nullable=True))
    op.add_column("support_services", sa.Column("description_cy", sa.Text(), nullable=True))
    op.add_column(
        "support_services", sa.Column("rank", sa.Integer(), nullable=False, server_default="1")
    )
    op.execute("UPDATE support_services SET rank = 0 WHERE urgent")
    op.add_column(
        "support_services", sa.Column("helps_with", sa.JSON(), nullable=False, server_default="[]")
    )
    op.add_column(
        "support_services", sa.Column("communities", sa.JSON(), nullable=False, server_default="[]")
    )
    op.add_column(
        "support_services", sa.Column("represents", sa.JSON(), nullable=False, server_default="[]")
    )
    op.add_column(
        "support_services", sa.Column("cost", sa.Text(), nullable=False, server_default="free")
    )
    op.add_column(
        "support_services", sa.Column("hours", sa.JSON(), nullable=False, server_default="[]")
    )
    op.add_column(
        "support_services",
        sa.Column("timezone", sa.Text(), nullable=False, server_default="Europe/London"),
    )
    op.add_column(
        "support_services",
        sa.Column("always_open", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "support_services",
        sa.Column("closed_on_holidays", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.add_column(
        "support_services", sa.Column("accessible", sa.JSON(), nullable=False, server_default="[]")
    )
    op.add_column("support_services", sa.Column("next_available_on", sa.Date(), nullable=True))
    op.add_column("support_services", sa.Column("review_reminded_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_support_services_external_id", "support_services", ["external_id"], unique=True
    )
    op.create_index(
        "ix_support_services_active_rank_name_id",
        "support_services",
        ["active", "rank", "name", "id"],
        unique=False,
    )
    op.add_column("tasks", sa.Column("action_id", sa.Uuid(), nullable=True))
