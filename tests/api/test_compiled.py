"""Answers are dumped by compiled code, and it says exactly what marshmallow would."""

import string
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marshmallow import Schema, fields

from service.api import compiled
from service.api.compiled import Moment, compile_schema
from service.api.contract import RESOURCES, contract
from service.api.schemas.base import Output

pytestmark = pytest.mark.single_database


def answers(root: type[Schema] = Output) -> list[type[Schema]]:
    found = []
    for schema in root.__subclasses__():
        found += [schema, *answers(schema)]
    return found


assert contract(), "every resource is registered, so every answer's schema is known"
assert RESOURCES
TEXT = st.text(string.printable + "éß漢\u2028😔", max_size=12)


def value_of(field: fields.Field[Any]) -> st.SearchStrategy[Any]:
    """Give values as rows and use cases hold them."""
    if isinstance(field, fields.Nested):
        inner = object_of(field.schema)
        found = st.lists(inner, max_size=3) if field.many else inner
    elif isinstance(field, fields.List):
        found = st.lists(value_of(field.inner), max_size=3)
    elif isinstance(field, Moment):
        found = st.datetimes(timezones=st.just(UTC)) | st.datetimes(
            min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
            max_value=datetime(2200, 1, 1),  # noqa: DTZ001 - as above
            timezones=st.timezones(),
        )
    else:
        found = {
            fields.UUID: st.uuids(), fields.Date: st.dates(date(1, 1, 1)),
            fields.Integer: st.integers(-(2**53), 2**53), fields.Boolean: st.booleans(),
            fields.Float: st.floats(allow_nan=False, allow_infinity=False),
        }.get(type(field), TEXT)  # fmt: skip
    return found | st.none() if field.allow_none else found


def object_of(schema: Schema) -> st.SearchStrategy[Any]:
    """Give mappings and rows; what is not required may be missing."""
    wanted = {f.attribute or n: (f.required, value_of(f)) for n, f in schema.dump_fields.items()}
    mapping = st.fixed_dictionaries(
        {name: value for name, (required, value) in wanted.items() if required},
        optional={name: value for name, (required, value) in wanted.items() if not required}
        | {"something_else": TEXT},
    )
    return mapping | mapping.map(lambda values: SimpleNamespace(**values))


@pytest.mark.parametrize("schema", answers(), ids=lambda schema: schema.__name__)
@given(data=st.data())
@settings(max_examples=25, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
def test_it_dumps_as_marshmallow_does(schema: type[Schema], data: st.DataObject) -> None:
    made = schema()
    value = data.draw(object_of(made))
    expected = orjson.loads(orjson.dumps(made.dump(value)))
    assert orjson.loads(orjson.dumps(compile_schema(made)(value))) == expected


class Odd(Schema):
    """Fields that the compiler leaves to marshmallow."""

    renamed = fields.String(data_key="givenName", attribute="given_name")
    amount = fields.Decimal(as_string=True)
    table = fields.Dict()
    secret = fields.String(load_only=True)
    many = fields.Nested(Schema.from_dict({"a": fields.Integer()}), many=True)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "given_name": TEXT,
            "amount": st.decimals(allow_nan=False, allow_infinity=False, places=2),
            "table": st.dictionaries(TEXT, st.integers(0, 9), max_size=2),
            "secret": TEXT,
            "many": st.lists(st.fixed_dictionaries({"a": st.integers(0, 9)}), max_size=2),
        },
    )
)
@settings(derandomize=True, deadline=None)
def test_what_it_does_not_know_it_leaves_to_the_field(value: dict[str, Any]) -> None:
    assert compile_schema(Odd())(value) == Odd().dump(value)


def test_answers_are_really_dumped_by_it(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("marshmallow dumped an answer")

    monkeypatch.setattr(Schema, "dump", refuse)
    answer = api.get("/v1/code-lists")
    assert answer.status_code == 200
    assert answer.json["data"][0]["codes"]
    assert compiled.compile_schema(Output())({}) == {}
