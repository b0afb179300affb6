"""Why scores cannot be ranked: the fact, the number, the next step, for whoever calls to translate and show."""

from __future__ import annotations

from typing import ClassVar


def gettext_noop(text: str) -> str:
    """Mark a sentence for translation; a kernel cannot reach the house's own mark."""
    return text


class JudgingRefused(ValueError):
    """The scores are not ones that can be ranked. ``message`` has ``%(name)s`` places that ``params`` fill."""

    code: ClassVar[str]
    message: ClassVar[str]

    def __init__(self, **params: object) -> None:
        super().__init__(self.code, params)
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params


class ColumnsMissing(JudgingRefused):
    """The first line does not name what is needed."""

    code = "score_columns_missing"
    message = gettext_noop(
        "The first line names the columns %(found)s. Name entry, judge and score there, once each, "
        "and criterion where every criterion has a score of its own."
    )


class TextUnreadable(JudgingRefused):
    """Bytes in an encoding that is not taken."""

    code = "score_text_unreadable"
    message = gettext_noop(
        "The file is neither UTF-8 nor GB 18030 text. Save it as CSV in one of the two and send it again."
    )


class NoScores(JudgingRefused):
    """Nothing to rank."""

    code = "no_scores"
    message = gettext_noop("There is no score. Write one line for each score of a judge for an entry.")


class CellMissing(JudgingRefused):
    """A line without an id or without a score."""

    code = "score_cell_missing"
    message = gettext_noop(
        "Line %(line)s has nothing under %(column)s. Write it, or remove the line if the judge abstained."
    )


class LineTooLong(JudgingRefused):
    """More cells than columns: most likely a comma inside a name."""

    code = "score_line_too_long"
    message = gettext_noop(
        "Line %(line)s has %(cells)s cells, the first line names %(columns)s columns. "
        "Put names that hold a comma in quotation marks."
    )


class LinesBroken(JudgingRefused):
    """Not a CSV from some line on."""

    code = "score_lines_broken"
    message = gettext_noop(
        "From line %(line)s on this is no CSV. Look there for a quotation mark that is not closed."
    )


class NotANumber(JudgingRefused):
    """What stands where a score belongs is no number."""

    code = "score_not_a_number"
    message = gettext_noop(
        "Line %(line)s says “%(said)s” where a score belongs. Write a number below a million with at most "
        "6 decimals, such as 85.5."
    )


class ScoreOutside(JudgingRefused):
    """More points than there are to be had, or fewer than none: most likely a decimal point that was left out."""

    code = "score_outside"
    message = gettext_noop(
        "Line %(line)s says %(said)s: scores lie between 0 and %(highest)s. Correct it, or the highest score there can be."
    )


class ScoredTwice(JudgingRefused):
    """One judge, one entry, one criterion, two scores."""

    code = "scored_twice"
    message = gettext_noop(
        "Line %(line)s is a second score of “%(judge)s” for “%(entry)s” (%(criterion)s) after line %(first)s. "
        "Keep the one that counts."
    )


class CriterionMissing(JudgingRefused):
    """A judge who scored an entry left a criterion out, so that no total can be formed."""

    code = "criterion_missing"
    message = gettext_noop(
        "“%(judge)s” scored “%(entry)s” (line %(line)s) but not for “%(criterion)s”. Add that score, or remove "
        "the other scores of this judge for this entry."
    )


class WeightsDiffer(JudgingRefused):
    """Weights that do not belong to the criteria that were scored."""

    code = "weights_differ"
    message = gettext_noop(
        "The scores are by the criteria %(criteria)s, the weights are for %(weighed)s. Give every criterion one weight."
    )


class WeightNotPositive(JudgingRefused):
    """A weight that is no number above 0."""

    code = "weight_not_positive"
    message = gettext_noop(
        "The weight of “%(criterion)s” is “%(said)s”. Write a number from 0.0001 to 1000000 with at most 4 decimals."
    )


class SumsTooLong(JudgingRefused):
    """Exact sums would need more than 62 bits."""

    code = "sums_too_long"
    message = gettext_noop(
        "Scores and weights together have so many digits that their sums pass 18 digits. Use fewer decimals."
    )


class TieBreakUnknown(JudgingRefused):
    """A tie-break that is neither a criterion nor the mean."""

    code = "tie_break_unknown"
    message = gettext_noop(
        "Ties cannot be broken by “%(said)s”. Name “mean” or one of the criteria %(criteria)s."
    )


class CutOutside(JudgingRefused):
    """Fewer than one place."""

    code = "cut_outside"
    message = gettext_noop(
        "The cut is after place %(cut)s. Write how many entries stand above it, at least 1."
    )


class DesignDisconnected(JudgingRefused):
    """Groups of judges without a common entry: severity cannot be told from quality. ``groups`` holds all their judges."""

    code = "design_disconnected"
    message = gettext_noop(
        "The judges fall into %(count)s groups that have no entry in common: %(groups_named)s. Nothing tells a strict group "
        "from poor entries. Have a judge of one group score an entry of the other, or rank by the method mean."
    )

    def __init__(self, *, groups: tuple[tuple[str, ...], ...]) -> None:
        shown = [", ".join(group[:5]) + (", …" if len(group) > 5 else "") for group in groups[:4]]
        named = " | ".join(shown) + (" | …" if len(groups) > 4 else "")
        super().__init__(count=len(groups), groups_named=named)
        self.groups = groups
