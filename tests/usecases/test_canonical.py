"""Entries are RFC 8785 canonical JSON, whatever they hold."""

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from service.usecases.entries import canonical

_KEYS = st.text(st.characters(codec="ascii"), max_size=8)
_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.single_database
@given(st.dictionaries(_KEYS, _VALUES, max_size=6))
def test_orjson_gives_the_canonical_form(value: dict[str, Any]) -> None:
    assert canonical(value) == rfc8785.dumps(value)
