"""One-time codes: each is taken once, and a demonstration's invented people are shown theirs."""

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.cache import cache

from xinghe.accounts.models import Person

# Longer than the 90 seconds for which a code is good; allauth itself remembers it for 30.
_REMEMBERED_SECONDS = 180


def take_code(person_id: int, code: str) -> bool:
    """Whether this code is taken for the first time. A code seen over a shoulder opens nothing."""
    return cache.add(_taken(person_id, code), "taken", timeout=_REMEMBERED_SECONDS)


def code_to_show(person: Person) -> str | None:
    """The present code of an invented person of a demonstration installation; ``None`` for everybody else.

    Asked on every page that shows it: an installation that stops being a demonstration stops showing.
    """
    if not (settings.XINGHE.demonstration and person.is_demonstration):
        return None
    app = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if app is None:
        return None
    secret = decrypt(app.data["secret"])
    earlier, present, later = (
        format_hotp_value(hotp_value(secret, n)) for n in yield_hotp_counters_from_time()
    )
    fresh = (code for code in (present, later, earlier) if cache.get(_taken(person.pk, code)) is None)
    return next(fresh, present)


def _taken(person_id: int, code: str) -> str:
    return f"accounts.code-taken:{person_id}:{normalize_user_code(code)}"
