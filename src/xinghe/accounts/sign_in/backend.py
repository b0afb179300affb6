"""Signing in by staff number, e-mail or phone, with one answer and one cost for every failure."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from xinghe.access.actor import Actor
from xinghe.accounts.actions.attempts import begin_sign_in, report_failure, settle
from xinghe.accounts.models import Person
from xinghe.accounts.queries import person_by
from xinghe.accounts.rules.identifiers import client_address, identifier_of


class PersonBackend(BaseBackend):
    """Who stands behind a session, and whether identifier and password belong together."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_others: Any,  # Django hands every backend whatever credentials there are
    ) -> Person | None:
        """The person, if everything is right. Refuses: SignInPaused.

        An unknown, inactive or barred account costs the same queries and one hash, like a wrong password.
        """
        if not username or not password:
            return None
        identifier = identifier_of(username)
        person = person_by(identifier)
        attempt = begin_sign_in(
            identifier=identifier, person_id=person.pk if person else None, address=address_of(request)
        )
        if person is None:
            make_password(password)
        elif check_password(password, person.password) and person.is_active and not attempt.barred:
            settle(attempt)
            return person
        report_failure(Actor.public(), attempt=attempt)
        return None

    def get_user(self, user_id: int) -> Person | None:
        """The bearer of a session; nobody once the account is closed."""
        return Person.objects.filter(pk=user_id, is_active=True).first()


def address_of(request: HttpRequest | None) -> str | None:
    """Where a request comes from; behind proxies only as far as they are configured."""
    if request is None:
        return None
    return client_address(
        remote=request.META.get("REMOTE_ADDR", ""),
        forwarded=request.headers.get("X-Forwarded-For", ""),
        proxies=settings.XINGHE.proxies,
    )
