"""Papers are numbered in one row without a gap, by whom may, and nothing of them changes but their void."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories import numbered_papers
from tests.factories import papers as made_up
from tests.factories.unions import NOW, officer
from tests.papers.reading import text_of
from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Role
from xinghe.access.work import command
from xinghe.audit.models import AuditEntry
from xinghe.foundation.clock import held_at
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.papers import actions, queries
from xinghe.papers.actions import DateAhead, PaperFiles
from xinghe.papers.actions.issuing import TitleTooLong, VoidAlready, VoidReasonNeeded
from xinghe.papers.actions.series import SeriesClosed, SeriesKnown
from xinghe.papers.models import Paper, Series
from xinghe.papers.rules.numbers import IssuerCodeWrong, NumberPatternWrong
from xinghe.papers.vocab import PaperFormat, PaperKind, PaperState

pytestmark = pytest.mark.django_db
FILES = PaperFiles(pdf=b"%PDF", docx=b"PK")


@pytest.fixture(autouse=True)
def present():
    """The day on which the papers of these tests are dated."""
    with held_at(NOW):
        yield


@pytest.fixture
def series(tree, city):
    return actions.open_series(city, union_id=tree.city.pk, code="星工发")


@command
def issue(work, *, series_id, on=made_up.DAY, title="关于开展活动的通知", make=lambda number: FILES):
    """As a command of a package above would."""
    return actions.write_paper(
        work, series_id=series_id, kind=PaperKind.NOTICE, title=title, on=on, make=make
    )


def numbers(series) -> list[str]:
    return list(Paper.objects.filter(series=series).order_by("pk").values_list("printed_number", flat=True))


def test_a_paper_is_typeset_with_the_number_that_it_gets(city, series, store):
    document = made_up.decision(number="", annexes=())

    first = actions.issue_paper(city, series_id=series.pk, kind=PaperKind.DECISION, document=document)
    second = actions.issue_paper(city, series_id=series.pk, kind=PaperKind.DECISION, document=document)

    assert [first.printed_number, second.printed_number] == ["星工发〔2026〕1号", "星工发〔2026〕2号"]
    assert (first.title, first.issued_on, first.state) == (document.title, document.day, PaperState.ISSUED)
    assert "星工发〔2026〕2号" in text_of(store.path(second.pdf_digest).read_bytes())
    packed = zipfile.ZipFile(io.BytesIO(store.path(second.docx_digest).read_bytes()))
    assert "星工发〔2026〕2号" in packed.read("word/document.xml").decode()
    entry = AuditEntry.objects.filter(verb="paper.issue").latest("pk")
    assert entry.after == {
        "number": "星工发〔2026〕2号",
        "title": document.title,
        "digest": second.pdf_digest,
    }


def test_each_year_counts_from_one_and_each_series_by_itself(tree, city, series):
    other = actions.open_series(
        city, union_id=tree.city.pk, code="星工办发", pattern="{code}〔{year}〕第{number}号"
    )

    for on in (date(2026, 3, 2), date(2025, 12, 31), date(2026, 1, 1), date(2025, 1, 1)):
        issue(city, series_id=series.pk, on=on)
    issue(city, series_id=other.pk)

    assert numbers(series) == [
        "星工发〔2026〕1号",
        "星工发〔2025〕1号",
        "星工发〔2026〕2号",
        "星工发〔2025〕2号",
    ]
    assert numbers(other) == ["星工办发〔2026〕第1号"]


def test_what_fails_leaves_no_gap(city, series):
    def broken(number):
        raise RuntimeError(number)

    issue(city, series_id=series.pk)
    with pytest.raises(RuntimeError, match="星工发〔2026〕2号"):
        issue(city, series_id=series.pk, make=broken)
    issue(city, series_id=series.pk)

    assert numbers(series) == ["星工发〔2026〕1号", "星工发〔2026〕2号"]


def test_a_void_paper_keeps_its_number_and_says_why(city, series):
    first = issue(city, series_id=series.pk)

    voided = actions.void_paper(city, paper_id=first.pk, reason="文稿有误，重新印发")
    issue(city, series_id=series.pk)

    assert (voided.state, voided.void_reason, voided.voided_at) == (
        PaperState.VOID,
        "文稿有误，重新印发",
        NOW,
    )
    assert numbers(series) == ["星工发〔2026〕1号", "星工发〔2026〕2号"]
    with pytest.raises(VoidAlready):
        actions.void_paper(city, paper_id=first.pk, reason="文稿有误，重新印发")


def test_a_void_needs_a_reason(city, series):
    paper = issue(city, series_id=series.pk)

    with pytest.raises(VoidReasonNeeded):
        actions.void_paper(city, paper_id=paper.pk, reason=" 错 ")

    paper.refresh_from_db()
    assert paper.state == PaperState.ISSUED


def test_nobody_issues_in_the_name_of_another_union(tree, city, series):
    province, county = officer(Role.PROVINCIAL_OFFICER, tree.province), officer(Role.OFFICER, tree.county)
    leader, neighbour = officer(Role.LEADER, tree.city), officer(Role.OFFICER, tree.other_city)
    paper = issue(city, series_id=series.pk)

    for actor, refusal in (
        (province, Forbidden),
        (leader, Forbidden),
        (county, Missing),
        (neighbour, Missing),
    ):
        with pytest.raises(refusal):
            issue(actor, series_id=series.pk)
        with pytest.raises(refusal):
            actions.void_paper(actor, paper_id=paper.pk, reason="不是你的")
        with pytest.raises(refusal):
            actions.close_series(actor, series_id=series.pk)
    for actor in (province, leader):
        with pytest.raises(Forbidden):
            actions.open_series(actor, union_id=tree.county.pk, code="星县发")
    with pytest.raises(Missing):
        issue(Actor.for_job("command-line", via="command"), series_id=series.pk)
    with pytest.raises(Forbidden):
        issue(Actor.for_job("demonstration"), series_id=series.pk)

    assert len(numbers(series)) == 1


def test_a_machine_voids_nothing(city, series):
    paper = issue(city, series_id=series.pk)

    with pytest.raises(Forbidden):
        actions.void_paper(Actor.for_job("demonstration"), paper_id=paper.pk, reason="机器作废")


def test_a_closed_series_gives_no_number(city, series):
    actions.close_series(city, series_id=series.pk)

    with pytest.raises(SeriesClosed):
        issue(city, series_id=series.pk)
    with pytest.raises(SeriesClosed):
        actions.close_series(city, series_id=series.pk)


def test_two_series_never_write_the_same(tree, city, series):
    neighbour = officer(Role.OFFICER, tree.other_city)

    with pytest.raises(SeriesKnown) as refused:
        actions.open_series(neighbour, union_id=tree.other_city.pk, code="星工发")

    assert "星工发〔2026〕1号" in str(refused.value)
    with pytest.raises(IssuerCodeWrong):
        actions.open_series(city, union_id=tree.city.pk, code="星 1")
    with pytest.raises(NumberPatternWrong):
        actions.open_series(city, union_id=tree.city.pk, code="星办发", pattern="{code}{number}")


def test_a_paper_bears_no_day_to_come_and_no_endless_title(city, series):
    with pytest.raises(DateAhead):
        issue(city, series_id=series.pk, on=date(2026, 3, 3))
    with pytest.raises(TitleTooLong):
        issue(city, series_id=series.pk, title="长" * 201)

    assert issue(city, series_id=series.pk, title="关于\n开展\u202e活动的通知").title == "关于开展活动的通知"


# -- reading -----------------------------------------------------------------------------------------------


def test_papers_are_read_from_the_union_and_from_above_it(tree, city, series, store):
    paper = issue(city, series_id=series.pk)
    above = officer(Role.LEADER, tree.province)
    beside, below = officer(Role.OFFICER, tree.other_city), officer(Role.OFFICER, tree.county)

    for actor in (city, above):
        with fenced(actor):
            assert list(queries.papers_for(actor)) == [paper]
            assert list(queries.series_for(actor)) == [series]
            found = queries.paper_file_for(actor, paper.pk, PaperFormat.PDF)
            assert (found.path.read_bytes(), found.file_name, found.size) == (
                b"%PDF",
                "星工发〔2026〕1号.pdf",
                4,
            )
    for actor in (beside, below, Actor.public()):
        with fenced(actor):
            assert not queries.papers_for(actor).exists()
            assert not queries.series_for(actor).exists()
            with pytest.raises(Missing):
                queries.paper_for(actor, paper.pk)
            with pytest.raises(Missing):
                queries.paper_file_for(actor, paper.pk, PaperFormat.PDF)


def test_a_paper_without_docx_has_none(city, series):
    paper = issue(city, series_id=series.pk, make=lambda number: replace(FILES, docx=b""))

    with fenced(city), pytest.raises(Missing):
        queries.paper_file_for(city, paper.pk, PaperFormat.DOCX)


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_takes_one_query(city, series, count, django_assert_num_queries):
    for _ in range(count):
        issue(city, series_id=series.pk)

    with django_assert_num_queries(1):
        assert [(one.union.name, one.series.code) for one in queries.papers_for(city)]


# -- what PostgreSQL holds, whoever asks -------------------------------------------------------------------


def refused(statement: str, *values: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("number", [0, 1, 3, -1])
def test_postgresql_refuses_a_gap_and_a_number_twice(city, series, number):
    paper = issue(city, series_id=series.pk)

    assert (
        refused(
            "INSERT INTO papers_paper (series_id, union_id, year, number, printed_number, kind, title, issued_on, issued_at,"
            " issued_by_id, pdf_digest, docx_digest, state, void_reason, territory_path, industry_path)"
            " SELECT series_id, union_id, year, %s, 'x', kind, title, issued_on, issued_at, issued_by_id, pdf_digest,"
            " docx_digest, 'issued', '', territory_path, industry_path FROM papers_paper WHERE id = %s",
            number,
            paper.pk,
        )
        is True
    )


def test_postgresql_takes_the_next_number(city, series):
    """The control of the test above."""
    paper = issue(city, series_id=series.pk)

    assert numbered_papers.paper(series, by=paper.issued_by_id, number=2).number == 2


@pytest.mark.parametrize(
    "change",
    [
        "title = 'x'",
        "number = 7",
        "pdf_digest = ''",
        "issued_on = '2026-01-01'",
        "printed_number = 'x'",
        "union_id = union_id + 1",
        "state = 'void'",
        "state = 'gone', void_reason = 'x', voided_at = now(), voided_by_id = issued_by_id",
        "void_reason = 'x'",
    ],
)
def test_postgresql_changes_nothing_of_a_paper(city, series, change):
    paper = issue(city, series_id=series.pk)

    assert refused(f"UPDATE papers_paper SET {change} WHERE id = %s", paper.pk)


def test_postgresql_keeps_a_void_paper_void_and_a_paper_at_all(city, series):
    paper = issue(city, series_id=series.pk)
    void = "UPDATE papers_paper SET state = 'void', void_reason = '文稿有误', voided_at = now(), voided_by_id = issued_by_id WHERE id = %s"

    assert not refused(void, paper.pk)
    assert refused(
        "UPDATE papers_paper SET state = 'issued', void_reason = '', voided_at = NULL, voided_by_id = NULL WHERE id = %s",
        paper.pk,
    )
    assert refused("DELETE FROM papers_paper WHERE id = %s", paper.pk)
    assert refused("UPDATE papers_series SET code = '别发' WHERE id = %s", series.pk)
    assert refused("DELETE FROM papers_series WHERE id = %s", series.pk)
    # Where it stands follows the tree.
    assert not refused("UPDATE papers_paper SET territory_path = territory_path WHERE id = %s", paper.pk)
    assert not refused("UPDATE papers_series SET territory_path = '9.' WHERE id = %s", series.pk)


def test_postgresql_counts_a_paper_in_the_year_it_bears(city, series):
    paper = issue(city, series_id=series.pk)

    assert refused(
        "INSERT INTO papers_paper (series_id, union_id, year, number, printed_number, kind, title, issued_on, issued_at,"
        " issued_by_id, pdf_digest, docx_digest, state, void_reason, territory_path, industry_path)"
        " SELECT series_id, union_id, 2027, 1, 'x', kind, title, issued_on, issued_at, issued_by_id, pdf_digest,"
        " docx_digest, 'issued', '', territory_path, industry_path FROM papers_paper WHERE id = %s",
        paper.pk,
    )
    assert Series.objects.count() == 1
