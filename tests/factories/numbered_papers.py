"""Rows of numbers and numbered papers, past the commands that would make them."""

from django.db.models import Model

from tests.factories.papers import DAY, DIGEST
from tests.factories.unions import NOW
from xinghe.papers.models import Paper, Series
from xinghe.papers.rules.numbers import PATTERN
from xinghe.papers.vocab import PaperKind
from xinghe.unions.models import Union


def series(of: Union, *, code: str = "") -> Series:
    """A row of numbers, past the command that would open it."""
    return Series.objects.create(
        union=of,
        code=code or "星" + str(of.pk).translate(str.maketrans("0123456789", "甲乙丙丁戊己庚辛壬癸")) + "发",
        pattern=PATTERN,
        opened_at=NOW,
        territory_path=of.territory_path,
        industry_path=of.industry_path,
    )


def paper(of: Series, *, by: int, number: int = 1) -> Paper:
    """A paper of a series, past the command that would issue it."""
    return Paper.objects.create(
        series=of,
        union_id=of.union_id,
        year=2026,
        number=number,
        printed_number=of.form.write(year=2026, number=number),
        kind=PaperKind.NOTICE,
        title="关于开展活动的通知",
        issued_on=DAY,
        issued_at=NOW,
        issued_by_id=by,
        pdf_digest=DIGEST,
        territory_path=of.territory_path,
        industry_path=of.industry_path,
    )


Row = tuple[Model, int | None, int | None, bool]


def rows_of(unions: list[Union], *, by: int) -> dict[str, list[Row]]:
    """A series and a paper at every union: table → [(row, union, owner, public)]."""
    rows = [(one := series(union), paper(one, by=by)) for union in unions]
    return {
        "papers_series": [(one, one.union_id, None, False) for one, _ in rows],
        "papers_paper": [(one, one.union_id, None, False) for _, one in rows],
    }
