"""The sample's directory: twenty-five invented support services, those for a crisis first."""

from service.demo.services.advice import ADVICE
from service.demo.services.campus import CAMPUS_SERVICES, COUNSELLING
from service.demo.services.peers import FIRST_GENERATION, PEER_NETWORKS, PEERS
from service.demo.services.urgent import URGENT

__all__ = ["BY_LINK", "COUNSELLING", "FIRST_GENERATION", "PEERS", "SERVICES"]

SERVICES = (*URGENT, *CAMPUS_SERVICES, *PEER_NETWORKS, *ADVICE)
_NEEDS_A_LINK = ("specialist_charity", "legal_advice")

BY_LINK = frozenset(one["name"] for one in SERVICES if one["service_type"] in _NEEDS_A_LINK)
"""Those outside the university: they come to their referrals by a link in an e-mail."""
