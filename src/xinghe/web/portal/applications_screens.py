"""The screens on which an application is written: what each shows, what is missing there, which files it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xinghe.attachments.rules.names import kinds_in_words
from xinghe.attachments.vocab import MEGABYTE, SLOT_LIMITS, Slot
from xinghe.programmes import queries
from xinghe.programmes.rules.answers import Gap
from xinghe.programmes.rules.evidence import EvidenceNeed
from xinghe.programmes.rules.form import Field, FieldType, Section
from xinghe.programmes.rules.terms import Terms
from xinghe.programmes.vocab import Evidence, Phase
from xinghe.unions.vocab import LINE_LABELS
from xinghe.web.kit.answers import own_words
from xinghe.web.kit.applications import DeskSaid, desk_said
from xinghe.web.kit.attachments import AttachmentsPart, attachments_parts
from xinghe.web.kit.doors import actor_of
from xinghe.web.kit.words import word

FILES: Final = "files"
CHECK: Final = "check"
# The unit adds it when it seals, not the applicant.
SEALED_PAGE: Final = Evidence.EV01


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The screens of one application: its sections, those that only tick something at the end with the last screen."""

    terms: Terms
    sections: tuple[Section, ...]
    closing: tuple[Section, ...]

    @classmethod
    def of(cls, terms: Terms) -> "Paper":
        """What the terms ask for, screen by screen."""
        sections = terms.form.sections
        end = len(sections)
        while end > 1 and all(field.type is FieldType.TICK for field in sections[end - 1].fields):
            end -= 1
        return cls(terms=terms, sections=sections[:end], closing=sections[end:])

    @property
    def screens(self) -> tuple[str, ...]:
        """What each is called in its address."""
        numbers = tuple(str(number) for number in range(1, len(self.sections) + 1))
        return (*numbers, *((FILES,) if self.needs else ()), CHECK)

    @property
    def needs(self) -> tuple[EvidenceNeed, ...]:
        """The evidence that an applicant adds."""
        return tuple(need for need in self.terms.evidence if need.code is not SEALED_PAGE)

    def label(self, screen: str) -> str:
        """What a screen is called."""
        if screen.isdecimal():
            return own_words(self.sections[int(screen) - 1].title)
        return _("Evidence") if screen == FILES else _("Look it over and hand in")

    def fields(self, screen: str) -> tuple[Field, ...]:
        """The questions of one screen."""
        if screen == CHECK:
            return tuple(field for section in self.closing for field in section.fields)
        return self.sections[int(screen) - 1].fields if screen.isdecimal() else ()

    def screen_of(self, name: str) -> str:
        """Where a field is written."""
        for number, section in enumerate(self.sections, 1):
            if any(field.name == name for field in section.fields):
                return str(number)
        return CHECK


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenLink:
    """One screen in the list of them, with what is missing there."""

    label: str
    url: str
    here: bool
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedShown:
    """Files of one code of evidence."""

    code: str
    heading: str
    asked: str
    hint: str
    is_met: bool
    part: AttachmentsPart


@dataclass(frozen=True, slots=True, kw_only=True)
class GapShown:
    """What is missing, and where it is mended. Without ``words`` it is only empty."""

    words: str
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenGaps:
    """What is missing on one screen."""

    label: str
    gaps: tuple[GapShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChoice:
    """A line that the application may take."""

    value: str
    label: str
    way: str


def screen_url(code: str, screen: str) -> str:
    """Where a screen of an application is written."""
    return reverse("portal:application-write", args=[code, screen])


def asked_by_desk(application: queries.Application) -> DeskSaid | None:
    """What the desk asked for; a draft was with no desk yet."""
    if application.phase == Phase.DRAFT:
        return None
    return desk_said(application, queries.passages_of(application))


def screen_links(
    paper: Paper, code: str, screen: str, found: tuple[Gap, ...], lacking_files: int
) -> tuple[ScreenLink, ...]:
    """Every screen with what is missing there."""
    missing: dict[str, int] = {FILES: lacking_files}
    for gap in found:
        where = paper.screen_of(gap.field)
        missing[where] = missing.get(where, 0) + 1
    return tuple(
        ScreenLink(
            label=paper.label(one),
            url=screen_url(code, one) + ("?gaps=on" if missing.get(one) and one.isdecimal() else ""),
            here=one == screen,
            missing=_missing_words(missing.get(one, 0)) if one != CHECK else "",
        )
        for one in paper.screens
    )


def _missing_words(count: int) -> str:
    return ngettext("%(count)s missing", "%(count)s missing", count) % {"count": count} if count else ""


def gaps_shown(
    paper: Paper, code: str, found: tuple[Gap, ...], missing: tuple[EvidenceNeed, ...]
) -> tuple[ScreenGaps, ...]:
    """What stands against handing in, screen by screen."""
    labels = {field.name: own_words(field.label) for field in paper.terms.form.fields}
    shown: dict[str, list[GapShown]] = {}
    for gap in found:
        screen = paper.screen_of(gap.field)
        way = f"{screen_url(code, screen)}?gaps=on" if screen != CHECK else ""
        words = "" if gap.code == "required" else gap.said(_)
        one = GapShown(words=words, label=labels[gap.field], url=f"{way}#id_a-{gap.field}")
        shown.setdefault(screen, []).append(one)
    for need in missing:
        words = ngettext("%(count)s file is needed.", "%(count)s files are needed.", need.least)
        one = GapShown(
            words=words % {"count": need.least},
            label=f"{need.code} {_(need.code.label)}",
            url=f"{screen_url(code, FILES)}#{need.code}",
        )
        shown.setdefault(FILES, []).append(one)
    return tuple(
        ScreenGaps(label=paper.label(screen), gaps=tuple(shown[screen]))
        for screen in paper.screens
        if screen in shown
    )


def needs_shown(
    request: HttpRequest,
    application: queries.Application,
    paper: Paper,
    answers: Mapping[str, Any],
    counts: Mapping[str, int],
) -> tuple[NeedShown, ...]:
    """The evidence that is asked for, with the files that are there. As many queries as the kit's part."""
    asked = [need for need in paper.needs if need.when is None or need.when.holds(answers)]
    parts = attachments_parts(
        actor_of(request),
        kind="application",
        subject_id=application.pk,
        slots=[Slot(need.code) for need in asked],
        next_url=screen_url(application.code, FILES),
    )
    return tuple(
        NeedShown(
            code=str(need.code),
            asked=_asked_words(need),
            hint=own_words(need.hint),
            is_met=need.least > 0 and need.is_met(answers, counts),
            heading=part.heading,
            # Its own heading and number of files stand above it.
            part=replace(part, heading="", hint=_kinds_words(need), room=_room(need, part)),
        )
        for need, part in zip(asked, parts, strict=True)
    )


def _kinds_words(need: EvidenceNeed) -> str:
    limit = SLOT_LIMITS[Slot(need.code)]
    return _("Each up to %(size)s MB: %(kinds)s.") % {
        "size": limit.size // MEGABYTE,
        "kinds": kinds_in_words(limit.kinds),
    }


def _room(need: EvidenceNeed, part: AttachmentsPart) -> int:
    held = sum(1 for file in part.files if file.state.tone != "bad")
    return min(part.room, max(0, need.most - held))


def _asked_words(need: EvidenceNeed) -> str:
    if not need.least:
        return _("may stay empty, at most %(most)s") % {"most": need.most}
    return _("at least %(least)s, at most %(most)s") % {"least": need.least, "most": need.most}


def sealed_page_words(terms: Terms) -> str:
    """That the unit adds the sealed page; nothing where none is asked for."""
    need = next((one for one in terms.evidence if one.code is SEALED_PAGE), None)
    if need is None:
        return ""
    return _("%(code)s, the %(what)s, is added by your unit after you have handed in.") % {
        "code": need.code,
        "what": _(need.code.label),
    }


def line_choices(application: queries.Application) -> tuple[LineChoice, ...]:
    """The lines it may take, where it has not taken one and its unit stands on two."""
    if application.line:
        return ()
    unit = application.unit
    both = [path for path in (unit.territory_path, unit.industry_path) if path.count(".") > 1]
    found = queries.lines_towards(application.call, unit)
    if len(both) < 2:
        return ()
    ways = queries.ways_towards(application.call, unit)
    return tuple(
        LineChoice(value=line, label=word(LINE_LABELS, line), way=" → ".join(ways[line])) for line in found
    )
