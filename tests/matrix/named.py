"""Decisions, awards and numbered papers of the small province, each field with a mark of its own."""

from datetime import timedelta
from typing import Any

from tests.factories import numbered_papers
from tests.factories.programmes import ANSWERS, small_kind
from tests.matrix.applied import DIGEST, KIND
from tests.matrix.things import mark
from xinghe.decisions.models import Award, Decision
from xinghe.papers.models import Paper
from xinghe.papers.queries import paper_store
from xinghe.papers.vocab import PaperKind
from xinghe.programmes.models import Application, Call
from xinghe.unions.models import Union
from xinghe.unions.vocab import Line


def add_named(builder: Any, at: str, union: Union) -> None:
    """A row of numbers with papers, a draft and an issued decision of a union, and what its own unit was named."""
    series = numbered_papers.series(union)
    builder._thing("series", at, series)
    _paper(builder, at, series, number=1, kind=PaperKind.NOTICE)
    issued_as = _paper(builder, at, series, number=2, kind=PaperKind.DECISION)
    call, now = _call(builder, at, union), builder.now
    _application(
        builder, at, union, Call.objects.get(union=union, state="open", code__startswith="C"), "confirmed"
    )
    for state in ("draft", "issued"):
        marks = {"title": mark(), "body": mark()}
        is_issued = state == "issued"
        made = Decision.objects.create(
            code=f"E{union.pk}{state[:2]}{at}"[:10].upper(), kind="naming", state=state, call=call, union=union,
            title=f"决定 {marks['title']}", body=f"正文正文正文正文 {marks['body']}", made_by=builder.clerk, made_at=now,
            paper=issued_as if is_issued else None, issued_by=builder.recorder if is_issued else None,
            issued_at=now if is_issued else None, **builder._places(union),
        )  # fmt: skip
        people = frozenset({builder.clerk.pk})
        thing = builder._thing("decision", at, made, key=made.code, state=state, marks=marks, people=people)
        builder._entry("decision.change", thing, "decisions.decision", "reason")
        if is_issued:
            _award(builder, at, union, made)


def _call(builder: Any, at: str, union: Union) -> Call:
    """A second one, whose applications are named: nobody drafts its decision any more."""
    return Call.objects.create(
        code=f"N{union.pk}{at}"[:10].upper(), kind_code=KIND, title="命名的评选", year=2026, union=union, state="open",
        opens_at=builder.now - timedelta(days=9), closes_at=builder.now, terms=small_kind().terms().to_json(), terms_digest="0" * 64,
        opened_at=builder.now, made_by=builder.clerk, made_at=builder.now, approved_by=builder.recorder,
        **builder._places(union),
    )  # fmt: skip


def _paper(builder: Any, at: str, series: Any, *, number: int, kind: PaperKind) -> Paper:
    marks = {"title": mark(), "content": mark()}
    digest = paper_store().put(iter([marks["content"].encode()]), limit=100)
    made = Paper.objects.create(
        series=series, union_id=series.union_id, year=2026, number=number,
        printed_number=series.form.write(year=2026, number=number), kind=kind, title=f"文件 {marks['title']}",
        issued_on=builder.now.date().replace(year=2026, month=3, day=2), issued_at=builder.now,
        issued_by=builder.recorder, pdf_digest=digest, docx_digest=digest, territory_path=series.territory_path,
        industry_path=series.industry_path,
    )  # fmt: skip
    builder._thing("paper", at, made, state=kind.value, marks=marks)
    return made


def _line(union: Union) -> tuple[Line, dict[str, str]]:
    line = Line.TERRITORY if union.territory_path else Line.INDUSTRY
    return line, {f"{line}_path": getattr(union, f"{line}_path")}


def _application(builder: Any, at: str, union: Union, call: Call, phase: str) -> Application:
    line, path = _line(union)
    owner = builder.people[at]["author"]
    return Application.objects.create(
        code=f"P{phase[0]}{union.pk}{at}"[:10].upper(), call=call, kind_code=KIND, applicant=owner, people=[owner.pk],
        unit=union, title="公布的成果", category="tools", answers=ANSWERS, phase=phase, line=line, desk=union,
        begun_at=builder.now, saved_at=builder.now, handed_in_at=builder.now, lies_since=builder.now, digest=DIGEST,
        sealed_digest=DIGEST, grade="second", **path,
    )  # fmt: skip


def _award(builder: Any, at: str, union: Union, decision: Decision) -> None:
    application = _application(builder, at, union, decision.call, "named")
    line, path = _line(union)
    marks = {"title": mark(), "recipient": mark(), "document": mark()}
    made = Award.objects.create(
        code=f"W{union.pk}{at}XXXXXXXX"[:10].upper(), application=application, decision=decision, call=decision.call,
        position=1, title=f"成果 {marks['title']}", grade="second", grade_said="二等", recipient=marks["recipient"],
        unit_name="单位", named_by="工会", issuers=["工会"], certificate_text="公布为", document=marks["document"],
        named_on=builder.now.date(), credential={"serial": marks["title"]}, people=application.people, **path,
    )  # fmt: skip
    builder._thing(
        "award", at, made, key=made.code, line=line.value, marks=marks, is_public=True,
        people=frozenset(application.people),
    )  # fmt: skip
