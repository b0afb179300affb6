"""Everything that changes results, by what is acted on."""

from xinghe.results.actions.making import MadeBy, ResultMade, record_result
from xinghe.results.actions.stages import clear_result, publish_result, return_result, withdraw_result
from xinghe.results.actions.workbooks import finish_workbook, receive_workbook, record_drafts

__all__ = [
    "MadeBy",
    "ResultMade",
    "clear_result",
    "finish_workbook",
    "publish_result",
    "receive_workbook",
    "record_drafts",
    "record_result",
    "return_result",
    "withdraw_result",
]
