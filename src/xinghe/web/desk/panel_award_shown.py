"""The award sheet in words and bars: where each entry lies, which lines would flip, and who could be asked once more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from xinghe.programmes.rules.judging import METHOD_LABELS
from xinghe.reviews.queries import Panel
from xinghe.reviews.queries.award_sheet import AwardOutlook, AwardSheet, SheetRow
from xinghe.reviews.rules.sheet import SINGULAR
from xinghe.reviews.rules.votes import Tally
from xinghe.web.kit.answers import own_words

if TYPE_CHECKING:
    from xinghe.kernels.judging import Turn

# A bar is so many units long, and a margin keeps its ends off the edge.
_LONG, _MARGIN = 200.0, 4.0
_NAMED: Final = 4
_LONG_TAILS: Final = gettext_noop("calibrated, with long tails")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From which score to which the bars reach, and where the line stands."""

    low: float
    high: float
    line: float | None

    @classmethod
    def of(cls, sheet: AwardSheet) -> "Scale":
        """As wide as the widest intervals of a sheet."""
        lows = [row.low for row in sheet.rows if row.low is not None]
        highs = [row.high for row in sheet.rows if row.high is not None]
        return cls(low=min(lows, default=0.0), high=max(highs, default=1.0), line=sheet.line)

    def at(self, score: float) -> str:
        """Where a score lies on a bar."""
        wide = (self.high - self.low) or 1.0
        return f"{_MARGIN + (score - self.low) / wide * (_LONG - 2 * _MARGIN):.1f}"


def bar_of(row: SheetRow, scale: Scale) -> SafeString | str:
    """The interval as a bar, its middle as a point, the line across it; nothing where there is no interval."""
    if row.low is None or row.high is None or row.middle is None:
        return ""
    left, right = scale.at(row.low), scale.at(row.high)
    line = SafeString("")
    if scale.line is not None:
        at = scale.at(scale.line)
        line = format_html('<line class="interval-line" x1="{}" x2="{}" y1="0" y2="16"/>', at, at)
    return format_html(
        '<svg class="interval{}" viewBox="0 0 {} 16" role="img" aria-label="{}">'
        '<rect x="{}" y="6" width="{}" height="4" rx="2"/>{}<circle cx="{}" cy="8" r="3.5"/></svg>',
        " is-open" if row.is_open else "",
        f"{_LONG:.0f}",
        interval_words(row),
        left,
        f"{float(right) - float(left):.1f}",
        line,
        scale.at(row.middle),
    )


def interval_words(row: SheetRow) -> str:
    """From where to where, for a file and for who hears the page."""
    return f"{row.low:.2f} – {row.high:.2f}" if row.low is not None and row.high is not None else ""


def chance_words(chance: float | None) -> str:
    """A probability as people read it; nothing is certain but what was decided."""
    if chance is None:
        return ""
    if chance > 0.99:
        return "> 99%"
    return f"{chance:.0%}" if chance >= 0.01 else "< 1%"


def votes_words(votes: Tally | None) -> str:
    """How a vote came out, once everybody has voted."""
    if votes is None:
        return ""
    words = _("%(yes)s for, %(no)s against, %(abstained)s abstained")
    return words % {"yes": votes.yes, "no": votes.no, "abstained": votes.abstained}


# -- what would flip the line ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnShown:
    """One other way to rank, and what it would change."""

    without: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnsShown:
    """All that would flip the line, and in a sentence what would not."""

    flips: tuple[TurnShown, ...]
    rest: str


def turns_shown(sheet: AwardSheet, outlook: AwardOutlook) -> TurnsShown:
    """Every other way that gives another line, in words; the others are counted."""
    titles = {row.application: row.title for row in sheet.rows}
    criteria = _criteria(sheet.panel)
    flips = tuple(
        TurnShown(
            without=_without(turn, outlook.judges, criteria),
            changes=tuple(_changes(turn, titles)),
        )
        for turn in outlook.turns
        if turn.flips
    )
    left = len(outlook.turns) - len(flips)
    if not outlook.turns:
        return TurnsShown(flips=(), rest="")
    if not left:
        return TurnsShown(flips=flips, rest="")
    words = ngettext(
        "%(count)s other way was tried, and it gives no other line.",
        "%(count)s other ways were tried, and none gives another line.",
        left,
    )
    return TurnsShown(flips=flips, rest=words % {"count": left})


def _without(turn: "Turn", judges: Mapping[str, str], criteria: Mapping[str, str]) -> str:
    if turn.of == "judge":
        return _("Without the judge %(name)s") % {"name": judges.get(turn.name, turn.name)}
    if turn.of == "criterion":
        return _("Without the criterion “%(name)s”") % {"name": criteria.get(turn.name, turn.name)}
    labels: dict[str, str] = {str(method): label for method, label in METHOD_LABELS.items()}
    return _("By the method “%(name)s”") % {"name": _(labels.get(turn.name, _LONG_TAILS))}


def _changes(turn: "Turn", titles: Mapping[str, str]) -> list[str]:
    told = (
        (turn.rising, _("%(entries)s would rise above the line")),
        (turn.falling, _("%(entries)s would fall below it")),
        (turn.unscored, _("%(entries)s would have no score")),
    )
    found = [words % {"entries": named(entries, titles)} for entries, words in told if entries]
    if turn.disconnected:
        found.append(_("the scores could no longer be calibrated"))
    return found


def named(entries: Sequence[str], titles: Mapping[str, str]) -> str:
    """Entries by their titles; many of them are counted."""
    shown = _(", ").join(_("“%(title)s”") % {"title": titles.get(one, one)} for one in entries[:_NAMED])
    more = len(entries) - _NAMED
    return _("%(entries)s and %(count)s more") % {"entries": shown, "count": more} if more > 0 else shown


def _criteria(panel: Panel) -> dict[str, str]:
    found = {code: _(label) for code, label in SINGULAR.items()}
    terms = panel.call.said_terms
    for one in panel.said_rubric.criteria:
        found[one.code] = own_words(terms.labels.get(one.code, one.label))
    return found
