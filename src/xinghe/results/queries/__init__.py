"""Questions about results: an officer's list, one result, what the public finds, what became of a workbook."""

from xinghe.results.models import Result, WorkbookError
from xinghe.results.queries.changes import is_ahead, next_published, results_changed, snapshot_now
from xinghe.results.queries.findings import (
    MOST_PAGES,
    ORDERS,
    Facet,
    Findings,
    Hit,
    find_published,
    published,
    published_result,
)
from xinghe.results.queries.indexed import documents, result_index
from xinghe.results.queries.lists import (
    PAGE,
    SORTS,
    ResultList,
    all_results,
    code_of,
    codes_of,
    every_result,
    result_for,
    result_list,
    results_for,
    stage_counts,
    waiting_to_be_cleared,
)
from xinghe.results.queries.narrowing import ResultFilter
from xinghe.results.queries.workbooks import (
    errors_of,
    recorded_already,
    results_of,
    standing_results,
    title_key,
    workbook_for,
    workbooks_for,
)

__all__ = [
    "MOST_PAGES",
    "ORDERS",
    "PAGE",
    "SORTS",
    "Facet",
    "Findings",
    "Hit",
    "Result",
    "ResultFilter",
    "ResultList",
    "WorkbookError",
    "all_results",
    "code_of",
    "codes_of",
    "documents",
    "errors_of",
    "every_result",
    "find_published",
    "is_ahead",
    "next_published",
    "published",
    "published_result",
    "recorded_already",
    "result_for",
    "result_index",
    "result_list",
    "results_changed",
    "results_for",
    "results_of",
    "snapshot_now",
    "stage_counts",
    "standing_results",
    "title_key",
    "waiting_to_be_cleared",
    "workbook_for",
    "workbooks_for",
]
