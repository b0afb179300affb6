"""Who objects, sealed for one row: a value that is moved to another does not open."""

from xinghe.access.work import Work
from xinghe.accounts.vault import vault
from xinghe.notices.models import Objection, Objector
from xinghe.notices.rules.words import Identity, masked_address, masked_name, masked_phone
from xinghe.notices.vocab import Objecting

_PARTS = ("name", "address", "phone")


def keep_identity(work: Work, objection: Objection, identity: Identity) -> Objector:
    """Seal who objects, beside the little that is shown. The record is told nothing of it."""
    shown = (masked_name(identity.name), masked_address(identity.address), masked_phone(identity.phone))
    sealed = {
        f"{part}_sealed": vault().seal(getattr(identity, part), place=_place(objection.pk, part))
        for part in _PARTS
    }
    return Objector.objects.create(
        objection=objection,
        **sealed,
        **{f"{part}_masked": text for part, text in zip(_PARTS, shown, strict=True)},
        people=objection.people,
        union_id=objection.union_id,
        territory_path=objection.territory_path,
        industry_path=objection.industry_path,
    )


def identity_of(work: Work, objector: Objector) -> Identity:
    """Who it was: for a recorded reading, and to refuse words that would tell it. Refuses: SealBroken."""
    opened = {
        part: vault().open(
            bytes(getattr(objector, f"{part}_sealed")), place=_place(objector.objection_id, part)
        )
        for part in _PARTS
    }
    return Identity(objecting=Objecting.PERSON, **opened)


def _place(objection_id: int, part: str) -> str:
    return f"notices_objector|{part}_sealed|{objection_id}"
