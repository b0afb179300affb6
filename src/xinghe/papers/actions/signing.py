"""Sign credentials and the list of those revoked; change the key that signs."""

from collections.abc import Iterable
from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction

from xinghe.access.powers import JOB_POWERS, Power
from xinghe.access.work import Work, command
from xinghe.accounts.vault import vault
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden
from xinghe.papers.actions.issuing import DateAhead
from xinghe.papers.models import SigningKey
from xinghe.papers.rules import credential as signed
from xinghe.papers.rules.credential import Credential, Revocation, Signed


def sign_credential(work: Work, credential: Credential) -> Signed:
    """The credential with the signature of the key in use, as a JSON object; the first one makes the key.

    The command that recognises something records it. Refuses: DateAhead, SealBroken.
    """
    if credential.date > _today(work):
        raise DateAhead(day=credential.date)
    return signed.sign(credential, private=_private(_in_use(work)))


def sign_revocation_list(work: Work, revoked: Iterable[Revocation], *, by: str) -> Signed:
    """The whole list of credentials that no longer hold, signed today. Refuses: SealBroken."""
    return signed.sign_revocations(revoked, by=by, on=_today(work), private=_private(_in_use(work)))


@command
def change_signing_key(work: Work) -> SigningKey:
    """Sign with a new key from now on. What the old one signed until today still holds.

    For named machines only. Refuses: Forbidden.
    """
    if Power.PAPER_ISSUE not in JOB_POWERS.get(work.actor.system, frozenset()):
        raise Forbidden(power=Power.PAPER_ISSUE)
    old = SigningKey.objects.select_for_update().filter(until_date=None).first()
    if old is not None:
        old.until_date = _today(work)
        old.save(update_fields=["until_date"])
        work.record("key.end", old, name=(old.number, None))
    return _make(work)


def _in_use(work: Work) -> SigningKey:
    held = SigningKey.objects.filter(until_date=None).first()
    if held is not None:
        return held
    try:
        with transaction.atomic():
            return _make(work)
    except IntegrityError:  # somebody else made it in the same moment
        return SigningKey.objects.get(until_date=None)


def _make(work: Work) -> SigningKey:
    private = Ed25519PrivateKey.generate().private_bytes_raw()
    public = signed.public_half(private)
    made = SigningKey.objects.create(
        number=public.number,
        public=public.raw,
        private_sealed=vault().seal(private.hex(), place=_place(public.number)),
        made_at=work.now,
    )
    work.record("key.make", made, name=(None, made.number))
    return made


def _private(key: SigningKey) -> bytes:
    return bytes.fromhex(vault().open(bytes(key.private_sealed), place=_place(key.number)))


def _place(number: str) -> str:
    """Where the private half of a key lies: what is sealed for one place opens at no other."""
    return f"papers_signingkey|private_sealed|{number}"


def _today(work: Work) -> date:
    return work.now.astimezone(clock.CHINA).date()
