"""The sealed groups of a report, as they are shown once opened."""

from marshmallow import fields

from service.api.schemas.base import Output, out


class NarrativeOut(Output):
    """The sealed group ``narrative``."""

    narrative = fields.String()
    desired_resolution = fields.String()
    placement_provider = fields.String()


class CharacteristicOut(Output):
    """A characteristic."""

    code = out()
    basis = out()
    ground = out(fields.Boolean)


class CharacteristicsOut(Output):
    """The sealed group ``characteristics``."""

    characteristics = fields.List(fields.Nested(CharacteristicOut))
    impacts = fields.List(fields.String())
    belonging_score = fields.Integer()


class IdentifierOut(Output):
    """An identifier."""

    type = out()
    value = out()


class SubjectOut(Output):
    """Somebody the report is about."""

    type = out()
    name = fields.String()
    identifier = fields.Nested(IdentifierOut)


class SubjectsOut(Output):
    """The sealed group ``subjects``."""

    subjects = fields.List(fields.Nested(SubjectOut))


class IdentityOut(Output):
    """The sealed group ``identity``."""

    name = fields.String()
    student_number = fields.String()
    email = fields.String()
    phone = fields.String()
    safe_to_contact = fields.String()
    preferred_responder = fields.String()


class AffectedOut(Output):
    """The sealed group ``affected_person``."""

    name = fields.String()
    student_number = fields.String()
    email = fields.String()
    safe_to_contact = fields.String()
