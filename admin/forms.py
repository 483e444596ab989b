"""The console's forms. Length and odd bytes are refused here; rules are the use cases'."""

from collections.abc import Iterable
from typing import Any

from flask_admin.babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined] # SelectChoice is newer than the stubs
    Field,
    PasswordField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from service.domain import code_lists as lists
from service.domain.casework_lists import NOTE_VISIBILITIES, NoteVisibility
from service.domain.codes import CodeList
from service.domain.policy import ROLES_ON_A_CASE
from service.domain.support_lists import OVERRIDE_REASONS

MAX_TEXT = 65_536
MAX_LINE = 200


def no_nul(_form: Any, field: Field) -> None:
    """Refuse the one character that no database text can hold."""
    if field.data and "\0" in field.data:
        raise ValidationError(_("This holds a character that cannot be stored."))


def needed(message: str) -> DataRequired:
    """Ask for an answer that is more than blanks, saying what for."""
    return DataRequired(message)


def line(label: str, *validators: Any, **more: Any) -> StringField:
    """Give a field for one line of text."""
    return StringField(label, [*(validators or [Optional()]), Length(max=MAX_LINE), no_nul], **more)


def text(label: str, *validators: Any, **more: Any) -> TextAreaField:
    """Give a field for several lines of text."""
    checks = [*(validators or [Optional()]), Length(max=MAX_TEXT), no_nul]
    return TextAreaField(label, checks, **more)


def pick(
    label: str, codes: CodeList, *validators: Any, blank: str = "", **more: Any
) -> SelectField:
    """Give a field for one code of a list; ``blank`` is what choosing nothing is called."""
    return SelectField(label, [*validators], choices=choices_of(codes, blank), **more)


def several(label: str, codes: CodeList, *validators: Any, **more: Any) -> SelectMultipleField:
    """Give a field for any number of codes of a list."""
    return SelectMultipleField(label, [*validators], choices=choices_of(codes), **more)


def choices_of(codes: CodeList, blank: str = "") -> list[SelectChoice]:
    """Give a list's codes as choices."""
    return choices(codes.choices(), blank)


def choices(pairs: Iterable[tuple[str, str]], blank: str = "") -> list[SelectChoice]:
    """Give (value, label) pairs as choices, led by an empty one where ``blank`` names it."""
    first = [SelectChoice("", blank)] if blank else []
    return first + [SelectChoice(value, shown) for value, shown in pairs]


def chosen_later(label: str, *validators: Any, **more: Any) -> SelectField:
    """Give a field for one of the rows that `admin.pickers` puts there."""
    return SelectField(label, [*validators], choices=[], **more)


class ConsoleForm(FlaskForm):  # type: ignore[misc] # Flask-WTF has no types
    """A form of the console, with its token against forgery."""


class SignInForm(ConsoleForm):
    """Who signs in."""

    username = line(_("Username"), needed(_("Enter your username.")))
    password = PasswordField(
        _("Password"), [needed(_("Enter your password.")), Length(max=1000), no_nul]
    )
    code = line(_("Six-digit code"), needed(_("Enter the code from your authenticator app.")))


class FreeReasonForm(ConsoleForm):
    """Why, in words; kept apart from the log and shown in the timeline."""

    reason = text(_("Why"), description=_("For your colleagues. The reporter is not shown it."))


def coded_reason(codes: CodeList) -> ConsoleForm:
    """Make a form that asks for a reason from a list."""

    class CodedReasonForm(ConsoleForm):
        reason = pick(_("Reason"), codes, needed(_("Choose a reason.")), blank=_("Choose a reason"))

    return CodedReasonForm()


def overriding() -> SelectField:
    """Give the field for why a reporter's wish about who meets them is overridden."""
    return pick(
        _("If their wish is not met in full, why not"), OVERRIDE_REASONS, Optional(),
        blank=_("It is met"),
        description=_("The reporter reads the reason. Without one, only who is wished for fits."),
    )  # fmt: skip


class OpenCaseForm(ConsoleForm):
    """A new case."""

    summary = text(
        _("Summary"), description=_("A few lines for whoever picks the case up. Kept sealed.")
    )
    risk_level = pick(_("Risk of harm"), lists.RISK_LEVELS)
    placement_provider_id = chosen_later(_("Placement provider"), Optional())
    override_reason = overriding()


class LinkForm(ConsoleForm):
    """A case that is there already."""

    reference = line(
        _("Reference of the case"),
        needed(_("Enter the reference, such as C-7K3F-9QXM.")),
        description=_("Only a case that you may read can be found."),
    )


class EditRiskForm(ConsoleForm):
    """A case's risk and placement, while its summary is sealed."""

    risk_level = pick(_("Risk of harm"), lists.RISK_LEVELS)
    placement_provider_id = chosen_later(_("Placement provider"), Optional())


class EditCaseForm(EditRiskForm):
    """A case's risk, placement and summary."""

    summary = text(_("Summary"))


class NoteForm(ConsoleForm):
    """A note for the case team, or for fewer."""

    body = text(
        _("Note"),
        needed(_("Write the note first.")),
        description=_("No party ever sees it, and it cannot be changed later."),
    )
    visibility = pick(
        _("Who may read it"),
        NOTE_VISIBILITIES,
        needed(_("Choose who may read it.")),
        default=NoteVisibility.CASE_TEAM,
        description=_("You can always read your own."),
    )


class MessageForm(ConsoleForm):
    """A message to the reporter."""

    body = text(
        _("Message"),
        needed(_("Write the message first.")),
        description=_("The reporter reads exactly this, with their receipt."),
    )


class AssignForm(ConsoleForm):
    """Who works on a case, and as what."""

    officer_id = SelectField(_("Officer"), [needed(_("Choose an officer."))])
    role = SelectField(
        _("As"),
        [needed(_("Choose a role."))],
        choices=choices(
            [(role, lists.ROLES.label(role)) for role in ROLES_ON_A_CASE], _("Choose a role")
        ),
    )
    override_reason = overriding()


class PartyForm(ConsoleForm):
    """Somebody concerned."""

    role = pick(
        _("What they are to the case"), lists.PARTY_ROLES, needed(_("Choose what they are.")),
        blank=_("Choose one"),
    )  # fmt: skip
    party_type = pick(
        _("Who they are at the institution"), lists.PARTY_TYPES, needed(_("Choose who they are.")),
        blank=_("Choose one"),
    )  # fmt: skip
    name = line(_("Name"), description=_("Kept sealed."))
    identifier_type = pick(
        _("What they are known by"), lists.IDENTIFIER_TYPES, Optional(), blank=_("Nothing exact")
    )
    identifier = line(
        _("That address or number"),
        description=_("Kept sealed. An officer known by it is shut out of the case at once."),
    )


class TellForm(ConsoleForm):
    """What a party is told."""

    told_text = text(
        _("What they were told"),
        needed(_("Write what they were told.")),
        description=_("The outcome and the reasons, in the words used."),
    )


class WithholdForm(ConsoleForm):
    """Why a party is not told."""

    withholding_reason = pick(
        _("Why they are not told"),
        lists.WITHHOLDING_REASONS,
        needed(_("Choose a reason.")),
        blank=_("Choose a reason"),
    )


class OutcomeForm(ConsoleForm):
    """What came of a case."""

    outcome_type = pick(
        _("Outcome"), lists.OUTCOME_TYPES, needed(_("Choose an outcome.")), blank=_("Choose one")
    )
    finding = pick(_("Finding"), lists.FINDINGS, Optional(), blank=_("None made"))
    summary = text(_("What was done"))
    reasons = text(_("Reasons"), description=_("The parties are told these."))


class ConsentForm(ConsoleForm):
    """An answer the person gave when asked."""

    scope = pick(
        _("What they were asked"),
        lists.CONSENT_SCOPES,
        needed(_("Choose what they were asked.")),
        blank=_("Choose one"),
    )
    state = pick(
        _("What they answered"),
        lists.CONSENT_STATES,
        needed(_("Choose what they answered.")),
        blank=_("Choose one"),
    )
