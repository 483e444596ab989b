"""Allegations, findings, appeals and the dates of a case, in and out."""

from marshmallow import fields, validate

from service.api.compiled import Moment
from service.api.schemas.base import (
    LONG_TEXT,
    Input,
    Output,
    coded,
    coded_list,
    maybe,
    moment,
    out,
    string,
    strings,
    uuid,
)
from service.api.schemas.exact import Day, Id
from service.domain import code_lists as lists
from service.domain.casework_lists import APPEAL_GROUNDS, APPEAL_RESULTS


class AllegationPatch(Input):
    """Changes to an allegation (JSON Merge Patch)."""

    wording = string(LONG_TEXT)
    incident_types = coded_list(lists.INCIDENT_TYPES)
    party_id = Id(allow_none=True, metadata={"description": "A responding party of the case."})


class AllegationIn(AllegationPatch):
    """An allegation to put on a case."""

    wording = string(LONG_TEXT, required=True)


class AllegationOut(Output):
    """An allegation. Its wording and the reasons are there only where the list is read."""

    id = uuid()
    version = out(fields.Integer)
    party_id = maybe(fields.UUID)
    incident_types = strings()
    finding = maybe(validate=validate.OneOf(lists.FINDINGS.values()))
    found_at = Moment(required=True, allow_none=True)
    found_by = maybe(fields.UUID)
    created_at = moment()
    wording = fields.String()
    reasons = fields.String()


class AllegationsOut(Output):
    """The allegations of a case, oldest first."""

    data = fields.List(fields.Nested(AllegationOut), required=True)


class FindingIn(Input):
    """What was found on an allegation, and why."""

    finding = coded(lists.FINDINGS, required=True)
    reasons = string(LONG_TEXT, required=True)


class AppealIn(Input):
    """A party's appeal."""

    party_id = Id(required=True)
    grounds = coded_list(APPEAL_GROUNDS, least=1, required=True)
    text = string(LONG_TEXT, required=True, metadata={"description": "The appeal as it was made."})


class AppealDecisionIn(Input):
    """What came of an appeal, and why."""

    result = coded(APPEAL_RESULTS, required=True)
    reasons = string(LONG_TEXT, required=True)


class AppealOut(Output):
    """An appeal. Its words and the reasons are there only where the list is read."""

    id = uuid()
    version = out(fields.Integer)
    party_id = uuid()
    grounds = strings()
    lodged_at = moment()
    result = maybe(validate=validate.OneOf(APPEAL_RESULTS.values()))
    decided_at = Moment(required=True, allow_none=True)
    decided_by = maybe(fields.UUID)
    text = fields.String()
    reasons = fields.String()


class AppealsOut(Output):
    """The appeals on a case, oldest first."""

    data = fields.List(fields.Nested(AppealOut), required=True)


class CompletionLetterIn(Input):
    """The Completion of Procedures letter."""

    issued_on = Day(required=True)


class CaseDatesOut(Output):
    """Last days, as advice: a court or the ombudsman may allow more, and none is enforced."""

    court_claim_by = maybe(
        fields.Date,
        metadata={"description": "Six months less a day from the earliest act known to the day."},
    )
    completion_letter_due_on = maybe(fields.Date)
    completion_letter_on = maybe(fields.Date)
    oia_complaint_by = maybe(fields.Date)
