"""What people write: the reasons, the channels of a notice, the names and addresses of those who object."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.text import fold, tidy
from xinghe.notices.vocab import (
    ADDRESS_LIMIT,
    CHANNEL_LIMIT,
    INTRODUCTION_LIMIT,
    MOST_CHANNELS,
    NAME_LIMIT,
    OBJECTION_LEAST,
    OBJECTION_LIMIT,
    PHONE_LIMIT,
    REASON_LEAST,
    REASON_LIMIT,
    TITLE_LIMIT,
    Objecting,
)


class NoticeTitleWrong(Refusal):
    """A notice has a title that fits on a page, and an introduction that ends."""

    code = "notice_title_wrong"
    message = gettext_noop(
        "The title needs 4 to %(limit)s characters and the introduction takes %(most)s at most. Write them anew."
    )
    status = 422


class ChannelsMissing(Refusal):
    """Nobody could object who has no computer."""

    code = "channels_missing"
    message = gettext_noop(
        "Name 1 to %(most)s ways to object, such as a telephone number or an address, each of at most %(limit)s characters."
        " Add what is lacking."
    )
    status = 422


class WhyNeeded(Refusal):
    """Whoever is affected reads why."""

    code = "why_needed"
    message = gettext_noop("Say why, in %(least)s to %(limit)s characters: others will go by it.")
    status = 422


class ObjectionWordsWrong(Refusal):
    """Nothing that could be looked into, or more than anybody reads."""

    code = "objection_words_wrong"
    message = gettext_noop(
        "The objection has %(found)s characters; %(least)s to %(limit)s are taken. Say which facts are wrong, and how it is known."
    )
    status = 422


class ObjectorWordsWrong(Refusal):
    """Name, address or telephone are longer than any."""

    code = "objector_words_wrong"
    message = gettext_noop(
        "A name has %(name)s, an address %(address)s and a telephone number %(phone)s characters at most. Shorten what is longer."
    )
    status = 422


class ObjectorNamed(Refusal):
    """Words that others read would tell who objected."""

    code = "objector_named"
    message = gettext_noop(
        "These words contain the name, the address or the telephone number of somebody who objected, and others will read "
        "them. Write them without."
    )
    status = 422


# By these nobody is called, neither a person nor a unit; by those no person; and a person by more than these.
_HIDDEN: Final = frozenset(
    {"匿名", "佚名", "无名", "某", "未署名", "不具名", "anonymous", "noname", "unknown"}
)
_ANYBODY: Final = frozenset({"保密", "知情", "不愿", "不便", "举报人", "申诉人", "异议人"})
_ANY_WORKER: Final = re.compile("一名|一位|职工|员工|工人|群众|同事|市民|一线|普通|热心|公司|单位|本")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A way to object, as the notice shows it: what it is called, and where it leads."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who objects. Never kept or shown but sealed."""

    objecting: Objecting
    name: str = ""
    address: str = ""
    phone: str = ""

    @property
    def has_contact(self) -> bool:
        """Whether they could be asked and answered."""
        return bool(self.address and self.phone)


def usual_title(call: str) -> str:
    """What a notice of a call is called unless somebody writes otherwise: in Chinese, the language of notices."""
    return f"关于“{call}”拟入选名单的公示"[:TITLE_LIMIT]


def titled(title: str, introduction: str) -> tuple[str, str]:
    """Title and introduction as they are kept. Refuses: NoticeTitleWrong."""
    said, text = tidy(title), tidy(introduction, lines=True)
    if not 4 <= len(said) <= TITLE_LIMIT or len(text) > INTRODUCTION_LIMIT:
        raise NoticeTitleWrong(limit=TITLE_LIMIT, most=INTRODUCTION_LIMIT)
    return said, text


def contacts_read(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """The ways to object as they are kept. Refuses: ChannelsMissing."""
    found = tuple(Contact(label=tidy(one.label), value=tidy(one.value)) for one in contacts)
    if not 1 <= len(found) <= MOST_CHANNELS or not all(
        0 < len(part) <= CHANNEL_LIMIT for one in found for part in (one.label, one.value)
    ):
        raise ChannelsMissing(most=MOST_CHANNELS, limit=CHANNEL_LIMIT)
    return found


def words_read(text: str, *, limit: int = REASON_LIMIT) -> str:
    """A reason or a finding as it is kept. Refuses: WhyNeeded."""
    said = tidy(text, lines=True)
    if not REASON_LEAST <= len(said) <= limit:
        raise WhyNeeded(least=REASON_LEAST, limit=limit)
    return said


def objection_read(text: str) -> str:
    """An objection as it is kept. Refuses: ObjectionWordsWrong."""
    said = tidy(text, lines=True)
    if not OBJECTION_LEAST <= len(said) <= OBJECTION_LIMIT:
        raise ObjectionWordsWrong(found=len(said), least=OBJECTION_LEAST, limit=OBJECTION_LIMIT)
    return said


def identity_read(given: Identity) -> Identity:
    """Who objects, tidied; without a name, or with one that hides them, they are nobody. Refuses: ObjectorWordsWrong."""
    name, address, phone = tidy(given.name), tidy(given.address), tidy(given.phone)
    if len(name) > NAME_LIMIT or len(address) > ADDRESS_LIMIT or len(phone) > PHONE_LIMIT:
        raise ObjectorWordsWrong(name=NAME_LIMIT, address=ADDRESS_LIMIT, phone=PHONE_LIMIT)
    objecting = given.objecting if is_name(name, of=given.objecting) else Objecting.NOBODY
    return Identity(objecting=objecting, name=name, address=address, phone=phone)


def is_name(name: str, *, of: Objecting) -> bool:
    """Whether a name is one that somebody bears: two letters or more, and none of the words by which people stay unnamed."""
    bare = _bare(name)
    hidden = _HIDDEN | (_ANYBODY if of is Objecting.PERSON else frozenset())
    own = _ANY_WORKER.sub("", bare) if of is Objecting.PERSON else bare
    is_written = sum(one.isalpha() for one in own) >= 2
    return of is not Objecting.NOBODY and is_written and not any(word in bare for word in hidden)


def refuse_naming(identity: Identity, *texts: str) -> None:
    """Let no words out that hold what an objector gave, however it is spaced. Refuses: ObjectorNamed."""
    # Shorter ones, such as the name of a city, stand in words that tell nothing.
    least = {identity.name: 2, identity.address: 6, identity.phone: 5}
    given = [_bare(part) for part, length in least.items() if len(part) >= length]
    if any(part in _bare(text) for text in texts for part in given):
        raise ObjectorNamed


def _bare(text: str) -> str:
    return "".join(fold(text).split()).replace("-", "")


def masked_name(name: str) -> str:
    """Enough for who knows it to recognise it: 王**."""
    return name[:1] + "*" * max(0, min(len(name) - 1, 6))


def masked_phone(phone: str) -> str:
    """The last figures of a telephone number."""
    return "*" * max(0, len(phone) - 3) + phone[-3:] if len(phone) > 5 else "*" * len(phone)


def masked_address(address: str) -> str:
    """As much as says in which place."""
    return address[:3] + "…" if len(address) > 3 else "…" * bool(address)
