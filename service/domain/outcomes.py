"""Rules about outcomes."""

from service.domain.errors import invalid


def check_disclosure(*, restricts_disclosure: bool) -> None:
    """Refuse an agreement that keeps somebody from speaking about what happened.

    Source: OfS condition of registration E6 (England): no disclosure-restricting agreements.

    Raises:
        Invalid: pointing at ``/restricts_disclosure``.
    """
    if restricts_disclosure:
        raise invalid(
            "/restricts_disclosure",
            "not_permitted",
            "An outcome must not restrict what anybody may disclose (OfS condition E6).",
        )
