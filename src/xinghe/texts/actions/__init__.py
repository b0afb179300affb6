"""Record texts for comparison, write down what was found, rule on it, and tie works to those they come from."""

from xinghe.texts.actions.lineage import (
    LineageWouldCircle,
    Subject,
    TieReasonNeeded,
    TieStands,
    TieToItself,
    TieUndone,
    draw_tie,
    tie_texts,
    undo_ties,
    untie,
)
from xinghe.texts.actions.originality import (
    LEAST_REASON,
    RulingReasonNeeded,
    TextDraft,
    ask_for_sweep,
    drop_text,
    note_similarities,
    pass_on,
    record_texts,
    rule_on_similarity,
    show_text,
)

__all__ = [
    "LEAST_REASON",
    "LineageWouldCircle",
    "RulingReasonNeeded",
    "Subject",
    "TextDraft",
    "TieReasonNeeded",
    "TieStands",
    "TieToItself",
    "TieUndone",
    "ask_for_sweep",
    "draw_tie",
    "drop_text",
    "note_similarities",
    "pass_on",
    "record_texts",
    "rule_on_similarity",
    "show_text",
    "tie_texts",
    "undo_ties",
    "untie",
]
