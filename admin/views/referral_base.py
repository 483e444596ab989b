"""What every page of a referral stands on."""

from uuid import UUID

from flask import url_for

from admin.acting import ActingView, found
from service.store.models import Referral
from service.store.queries.referrals import seen_referral
from service.store.queries.rows import AnyRow
from service.usecases.access import allow_on
from service.usecases.reading import Reading


class ReferralBase(ActingView):
    """Finds the referral, for whoever may know of it."""

    def url_of(self, referral_id: UUID) -> str:
        """Give the address of a referral's page."""
        return url_for("console_referrals.page", referral_id=referral_id)

    def readable(self, reading: Reading, referral_id: UUID, *permissions: str) -> AnyRow:
        """Give a referral the officer may read.

        Raises:
            NotFound: there is none, or they may not know of it.
        """
        allow_on(reading.connection, self.actor, Referral, referral_id, *permissions)
        return found(seen_referral(reading.connection, self.actor, referral_id))

    def allowed(self, referral_id: UUID, permission: str) -> AnyRow:
        """Give a referral with which the officer may do something."""
        with self.reading() as reading:
            return self.readable(reading, referral_id, permission)
