"""A small province with one of everything that pages show at every union, each field with a mark of its own."""

import shutil
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.access.oracle import Ancestors, ancestors
from tests.factories import accounts, sheets
from tests.factories import results as results_of
from tests.factories import texts as texts_of
from tests.factories import unions as unions_of
from tests.factories.unions import LONG_AGO, SmallProvince, small_province
from tests.matrix.applied import add_applications, add_calls
from tests.matrix.arranged import add_arranged, add_conflict
from tests.matrix.awarded import add_awards
from tests.matrix.judged import add_panels
from tests.matrix.named import add_named
from tests.matrix.noticed import add_notices
from tests.matrix.sat import add_sittings
from tests.matrix.things import Thing, Things, amounts, mark
from xinghe.access.powers import Role
from xinghe.accounts.models import Person, SavedView
from xinghe.accounts.rules.providers import Provider
from xinghe.accounts.vault import vault
from xinghe.accounts.vocab import NumberKind
from xinghe.attachments.models import Attachment, Upload
from xinghe.attachments.queries import clean_store
from xinghe.attachments.vocab import Slot
from xinghe.attachments.vocab import State as FileState
from xinghe.audit.models import AuditEntry
from xinghe.deposits.models import Deposit
from xinghe.deposits.vocab import DepositState
from xinghe.foundation import clock
from xinghe.foundation.files import FileStore
from xinghe.foundation.search import stored_vector
from xinghe.ideas.models import Idea, IdeaCreator
from xinghe.ideas.vocab import IdeaStage, Scope
from xinghe.integrations.models import AccessToken, Endpoint, Happening
from xinghe.integrations.vocab import HappeningName
from xinghe.jobs.models import Run, RunRow
from xinghe.jobs.queries import run_files
from xinghe.jobs.vocab import RowOutcome, RunState
from xinghe.messaging.models import Message, Robot
from xinghe.messaging.rules.robots import sealed_place
from xinghe.messaging.vocab import Event, RobotKind
from xinghe.recommendations.models import Ranking, Recommendation, Step
from xinghe.recommendations.vocab import Act, State
from xinghe.results.models import Creator, Workbook, WorkbookError
from xinghe.results.vocab import Category, Field, Stage
from xinghe.texts.models import Similarity
from xinghe.unions.models import RoleMapping, Union
from xinghe.unions.vocab import Line

PROVIDER = Provider.of(
    {"name": "统一认证", "issuer": "https://id.example", "client_id": "xinghe"}, secret="x"
)
_FAR = 7_000_000  # so that a number names one row of one table, and no page holds it by chance
_ANSWERED = frozenset({IdeaStage.ACCEPTED, IdeaStage.IMPLEMENTED})


@dataclass(slots=True)
class World:
    """The tree, who is above whom, everything in it, and the people of each union: author, co-creator, typist."""

    tree: SmallProvince
    above: Ancestors
    things: Things
    people: dict[str, dict[str, Person]]

    def line_of(self, line: str) -> Ancestors:
        """Who is above whom on one line only."""
        return {union: {line: found[line]} for union, found in self.above.items() if line in found}


class _Builder:
    """Makes the rows past the commands: what may be seen of a row depends on the row alone."""

    def __init__(self, tree: SmallProvince) -> None:
        self.tree, self.things, self.amounts, self.now = tree, Things(), amounts(), clock.now()
        self.people: dict[str, dict[str, Person]] = {}
        # Who recorded everything, and who cleared and answered it: a second person.
        self.recorder, self.clerk = self._person("", None), self._person("", None)

    def build(self) -> World:
        for at, union in self.tree.unions().items():
            self.people[at] = {name: self._person(at, union) for name in ("author", "creator", "typist")}
            unions_of.appoint(self.people[at]["typist"], Role.ASSISTANT, union)
            for stage in (Stage.RECORDED, Stage.CLEARED, Stage.PUBLISHED):
                self._result(at, union, stage)
            for stage in (IdeaStage.DRAFT, IdeaStage.HANDED_IN, IdeaStage.CORRECTION, *sorted(_ANSWERED)):
                self._idea(at, union, stage)
            self._workbook(at, union)
            self._run(at, union)
            self._own(at)
            self._arranged(at, union)
            for line, path in ((Line.TERRITORY, union.territory_path), (Line.INDUSTRY, union.industry_path)):
                if path.count(".") > 1:
                    for state in (State.UNDER_WAY, State.RETURNED):
                        self._recommendation(at, union, line, path, state)
            add_calls(self, at, union)
            add_arranged(self, at, union)
        for at, union in self.tree.unions().items():
            add_applications(self, at, union)
            add_notices(self, at, union)
        add_panels(self)
        add_sittings(self)
        for at, union in self.tree.unions().items():
            add_conflict(self, at, union)
        for at, union in self.tree.unions().items():
            add_awards(self, at, union)
        for at, union in self.tree.unions().items():
            add_named(self, at, union)
        return World(tree=self.tree, above=ancestors(), things=self.things, people=self.people)

    def _thing(self, kind: str, at: str, row: object, *, key: object = "", **given: object) -> Thing:
        union = getattr(self.tree, at) if at else None
        given.setdefault("union", union.pk if union else None)
        number = row.pk  # type: ignore[attr-defined]
        return self.things.add(Thing(kind=kind, at=at, pk=number, key=str(key or number), **given))  # type: ignore[arg-type]

    def _amount(self) -> tuple[Decimal, tuple[str, ...]]:
        yuan, written = next(self.amounts)
        return Decimal(yuan), written

    def _numbered(self, thing: Thing, field: str, written: tuple[str, ...]) -> None:
        self.things.numbers |= dict.fromkeys(written, (thing, field))

    def _places(self, union: Union) -> dict[str, str]:
        return {"territory_path": union.territory_path, "industry_path": union.industry_path}

    def _person(self, at: str, union: Union | None) -> Person:
        marks = {"staff_number": mark(), "email": mark()}
        made = accounts.person(
            name="李建国",
            staff_number=marks["staff_number"],
            email=f"{marks['email'].lower()}@example.org",
            joined_at=LONG_AGO,
            **(self._places(union) if union else {}),
        )
        thing = self._thing("person", at, made, people=frozenset({made.pk}), marks=marks)
        phone = f"139{made.pk % 10**8:08d}"
        accounts.keep_number(made, NumberKind.PHONE, phone)
        self._numbered(thing, "phone", (phone,))
        return made

    def _entry(self, verb: str, thing: Thing, subject: str, field: str) -> None:
        """A line of the record about a thing; its reason stands in the thing's own history too."""
        reason = mark()
        made = AuditEntry.objects.create(
            at=self.now, person_id=self.clerk.pk, via="web", verb=verb, subject_kind=subject,
            subject_id=thing.pk, command="matrix", reason=f"因为 {reason}",
        )  # fmt: skip
        self._thing("entry", thing.at, made, parent=f"{thing.kind} {thing.pk}", marks={"reason": reason})

    # -- results -------------------------------------------------------------------------------------------

    def _result(self, at: str, union: Union, stage: Stage) -> Thing:
        names = ("title", "problem", "solution", "innovation", "effect", "creator", "property_rights")
        marks = {name: mark() for name in names}
        people, (yuan, written) = self.people[at], self._amount()
        is_cleared = stage in (Stage.CLEARED, Stage.PUBLISHED)
        made = results_of.result(
            union, stage=stage, code=f"R{_FAR + len(self.things.all)}", title=f"夹具 {marks['title']}",
            title_key=marks["title"], benefit_yuan=yuan, benefit_qualifier="exact", benefit_basis="realised",
            search=stored_vector(a=marks["title"], b=marks["creator"], c=marks["problem"]),
            people=[people["creator"].pk], recorded_by=self.recorder, similar_coverage=0.5,
            cleared_by=self.clerk if is_cleared else None, cleared_at=self.now if is_cleared else None,
            published_at=self.now if stage is Stage.PUBLISHED else None,
            **{name: f"文 {marks[name]}" for name in names if name not in ("title", "creator")},
        )  # fmt: skip
        Creator.objects.create(
            result=made, position=1, person=people["creator"], name=marks["creator"], share=100,
            is_public=stage is Stage.PUBLISHED, **self._places(union),
        )  # fmt: skip
        thing = self._thing(
            "result", at, made, key=made.code, state=stage.value, desk=union.pk, marks=marks,
            people=frozenset({people["creator"].pk, self.recorder.pk}),
            barred=frozenset({people["creator"].pk, self.recorder.pk}),
            is_public=stage is Stage.PUBLISHED,
        )  # fmt: skip
        self._numbered(thing, "benefit", written)
        self._entry("result.return", thing, "results.result", "reason")
        self._texts(at, union, thing, is_public=stage is Stage.PUBLISHED)
        return thing

    def _texts(self, at: str, union: Union, of: Thing, *, is_public: bool = False) -> None:
        """The text of a result with one that resembles it and one that it is tied to, each with its marks."""
        where = self._places(union)
        text = self._text(
            at, union, of.kind, of.pk, is_public=is_public, parent=f"{of.kind} {of.pk}", people=of.people
        )
        if of.state not in (Stage.RECORDED, IdeaStage.HANDED_IN):
            return
        # The earlier text stands at another union: who reads the later one need not be shown it.
        other = "far_workshop" if at not in ("far_workshop", "far_county", "other_city") else "workshop"
        source = self._text(other, getattr(self.tree, other), "result", 0)
        reasons = {"ruling_reason": mark(), "reason": mark()}
        found = Similarity.objects.create(
            text_id=text.pk, source_id=source.pk, coverage=0.5, coverage_of_source=0.5,
            verdict="copy", passages=[{"a": [0, 4], "b": [0, 4]}], found_at=self.now,
            ruling_reason=reasons["ruling_reason"], **where,
        )  # fmt: skip
        self._thing(
            "similarity", at, found, parent=f"{of.kind} {of.pk}",
            marks={"ruling_reason": reasons["ruling_reason"]},
        )  # fmt: skip
        if of.kind != "result":
            return
        tie = texts_of.tie(
            texts_of.RecordedText.objects.get(pk=text.pk), texts_of.RecordedText.objects.get(pk=source.pk)
        )
        tie.reason = reasons["reason"]
        tie.save()
        self._thing("lineage", at, tie, parent=f"{of.kind} {of.pk}", marks={"reason": reasons["reason"]})

    def _text(
        self, at: str, union: Union, kind: str, subject: int, *, is_public: bool = False, parent: str = "",
        people: frozenset[int] = frozenset(),
    ) -> Thing:  # fmt: skip
        marks = {"title": mark(), "body": mark()}
        made = texts_of.text(
            union, kind=kind, subject_id=subject, title=f"文本 {marks['title']}",
            body=f"正文四字 {marks['body']}", is_public=is_public,
        )  # fmt: skip
        return self._thing("text", at, made, marks=marks, is_public=is_public, parent=parent, people=people)

    def _workbook(self, at: str, union: Union) -> None:
        marks = {name: mark() for name in ("file_name", "value", "file")}
        content = sheets.results_workbook(sheets.row(title=marks["file"]))
        digest = FileStore(settings.XINGHE.var / "files").put(iter([content]), limit=10**7)
        made = Workbook.objects.create(
            file_name=f"{marks['file_name']}.xlsx", file_digest=digest, person=self.clerk, union=union,
            received_at=self.now, finished_at=self.now, rows=1, refused=1, **self._places(union),
        )  # fmt: skip
        WorkbookError.objects.create(
            workbook=made,
            row=3,
            column="成果名称",
            code="required",
            params={"column": "成果名称"},
            value=marks["value"],
            **self._places(union),
        )
        self._thing("workbook", at, made, marks=marks)

    # -- ideas ---------------------------------------------------------------------------------------------

    def _idea(self, at: str, union: Union, stage: IdeaStage) -> None:
        names = ("title", "problem", "solution", "innovation", "effect", "said_new", "answer_words", "creator",
                 "property_rights", "prior_awards")  # fmt: skip
        marks = {name: mark() for name in names}
        people, (yuan, written) = self.people[at], self._amount()
        is_draft, late = stage is IdeaStage.DRAFT, self.now - timedelta(days=30)
        own = [people["author"].pk, people["creator"].pk]
        told = {} if is_draft else {"handed_in_at": late, "due_at": late + timedelta(days=14)}
        if stage is IdeaStage.CORRECTION:
            told |= {"stopped_at": late, "days_left": 10, "correction_due_at": self.now + timedelta(days=10)}
        if stage in _ANSWERED:
            told |= {"answered_at": self.now, "answered_by": self.clerk}
        if stage is IdeaStage.IMPLEMENTED:
            told |= {"implemented_at": self.now, "applied_date": date(2026, 1, 5)}
        made = Idea.objects.create(
            code=f"I{_FAR + len(self.things.all)}", unit=union, desk=None if is_draft else union,
            author=people["author"], typed_by=people["typist"] if is_draft else None,
            people=[*own, people["typist"].pk] if is_draft else own, category=Category.SMALL_RENOVATION,
            field=Field.OTHER, scope=Scope.TEAM, benefit_yuan=yuan, benefit_qualifier="exact",
            benefit_basis="realised", stage=stage, begun_at=late, saved_at=late, measures=[],
            finished_date=date(2026, 1, 4), search=None if is_draft else stored_vector(a=marks["title"], b="", c=""),
            **{name: f"文 {marks[name]}" for name in names if name != "creator"},
            **({} if is_draft else self._places(union)), **told,
        )  # fmt: skip
        for position, person in enumerate(own, 1):
            confirmed = self.now if stage is IdeaStage.IMPLEMENTED or person == people["author"].pk else None
            IdeaCreator.objects.create(
                idea=made, position=position, person_id=person, name=marks["creator"], share=50,
                people=made.people, confirmed_at=confirmed, territory_path=made.territory_path,
                industry_path=made.industry_path,
            )  # fmt: skip
        mine = frozenset(made.people)
        where = "" if is_draft else at
        writers = {people["author"].pk} | ({people["typist"].pk} if is_draft else set())
        thing = self._thing(
            "idea", where, made, key=made.code, state=stage.value, marks=marks, people=mine, barred=mine,
            desk=None if is_draft else union.pk, writers=frozenset(writers), creators=frozenset(own),
        )  # fmt: skip
        self._numbered(thing, "benefit", written)
        self._file(where, thing, made, people["author"], Slot.PAPER)
        if is_draft:
            self._upload(thing, made, people["author"])
        else:
            self._entry("idea.accept", thing, "ideas.idea", "reason")
            self._texts(at, union, thing)

    def _file(self, at: str, of: Thing, idea: Idea, owner: Person, slot: Slot) -> None:
        marks = {name: mark() for name in ("file_name", "caption", "content", "preview")}
        kept = [clean_store().put(iter([marks[name].encode()]), limit=100) for name in ("content", "preview")]
        made = Attachment.objects.create(
            key=f"k{_FAR + len(self.things.all)}", subject_kind="idea", subject_id=idea.pk, slot=slot, position=1,
            file_name=f"{marks['file_name']}.pdf", caption=marks["caption"], media_type="application/pdf",
            size=9, original_digest="0" * 64, clean_digest=kept[0], preview_digest=kept[1],
            state=FileState.CLEAN, person=owner, people=idea.people, begun_at=self.now, received_at=self.now,
            territory_path=idea.territory_path, industry_path=idea.industry_path,
        )  # fmt: skip
        self._thing(
            "attachment", at, made, key=made.key, marks=marks, people=frozenset({owner.pk, *idea.people}),
            writers=of.writers, state=of.state, desk=of.desk, barred=of.people,
        )  # fmt: skip

    def _upload(self, of: Thing, idea: Idea, owner: Person) -> None:
        made = Upload.objects.create(
            token=f"u{_FAR + len(self.things.all)}", person=owner, subject_kind="idea", subject_id=idea.pk,
            slot=Slot.PHOTO, file_name=f"{mark()}.jpg", size=4, begun_at=self.now,
            expires_at=self.now + timedelta(days=1),
        )  # fmt: skip
        self._thing(
            "upload", "", made, key=made.token, people=frozenset({owner.pk}), writers=frozenset({owner.pk})
        )

    # -- recommendations -----------------------------------------------------------------------------------

    def _recommendation(self, at: str, union: Union, line: Line, path: str, state: State) -> None:
        of = self._result(at, union, Stage.RECORDED)
        marks = {"opinion": mark(), "words": mark()}
        above = Union.objects.get(pk=int(path.split(".")[-3]))
        lies = above if state is State.UNDER_WAY else union
        place = {f"{line}_path": path}
        made = Recommendation.objects.create(
            result_id=of.pk, line=line, desk=lies, state=state, year=2026, opinion=marks["opinion"],
            people=sorted(of.people), put_forward_by=self.clerk, put_forward_at=self.now, lies_since=self.now,
            returned_from=above if state is State.RETURNED else None,
            due_at=self.now + timedelta(days=5) if state is State.RETURNED else None, **place,
        )  # fmt: skip
        Step.objects.create(
            recommendation=made, act=Act.PUT_FORWARD, desk=union, person=self.clerk, at=self.now,
            words=marks["words"], people=sorted(of.people), **place,
        )  # fmt: skip
        if state is State.UNDER_WAY:
            position = Ranking.objects.filter(desk=above, year=2026).count() + 1
            Ranking.objects.create(recommendation=made, desk=above, year=2026, position=position, **place)
        self._thing(
            "recommendation", at, made, state=state.value, desk=above.pk, line=line.value, marks=marks,
            people=of.people, barred=of.people | {self.clerk.pk}, parent=f"result {of.pk}",
        )  # fmt: skip

    # -- work, and what is one's own -----------------------------------------------------------------------

    def _run(self, at: str, union: Union) -> None:
        owner = self.people[at]["author"]
        marks = {name: mark() for name in ("label", "file_name", "content")}
        result = self.things.of("result", state=Stage.RECORDED)[-1]
        made = Run.objects.create(
            code="jobs.bulk", person=owner, state=RunState.WAITING, asked_at=self.now, done=1, total=1,
            arguments={"act": "results.clear", "is_rehearsal": False},
            outcome={
                "file": run_files().put(iter([marks["content"].encode()]), limit=100), "offices": [],
                "file_name": f"{marks['file_name']}.csv",
            }, **self._places(union),
        )  # fmt: skip
        row = RunRow.objects.create(
            run=made, person=owner, position=1, subject_kind="results.result", subject_id=result.pk,
            label=marks["label"], outcome=RowOutcome.REFUSED, **self._places(union),
        )  # fmt: skip
        run = self._thing(
            "run", at, made, marks=marks, people=frozenset({owner.pk}), writers=frozenset({owner.pk})
        )
        self._thing("run_row", at, row, people=run.people, parent=f"run {run.pk}", state=result.key)

    def _own(self, at: str) -> None:
        """A message, a token, a deposit and a kept view of the author's."""
        owner = self.people[at]["author"]
        own = {"people": frozenset({owner.pk}), "writers": frozenset({owner.pk})}
        title = mark()
        told = Message.objects.create(
            person=owner, event=Event.IDEA_ANSWERED, subject_kind="ideas.idea", subject_id=7, path="/my/",
            params={"title": title}, said_at=self.now,
        )  # fmt: skip
        self._thing("message", "", told, marks={"title": title}, **own)
        name = mark()
        token = AccessToken.objects.create(
            person=owner, name=name, prefix="xh", digest=name.encode(), scopes=["runs:read"],
            issued_at=self.now, expires_at=self.now + timedelta(days=9),
        )  # fmt: skip
        self._thing("token", "", token, marks={"name": name}, **own)
        deposit = Deposit.objects.create(
            person=owner, with_offices=False, operation="submit_idea", key=f"deposit-{token.pk}", body=b"{}",
            taken_at=self.now, state=DepositState.DONE, settled_at=self.now, answer={"code": mark()},
        )  # fmt: skip
        self._thing("deposit", "", deposit, key=deposit.key, marks={"code": deposit.answer["code"]}, **own)
        view = SavedView.objects.create(
            person=owner, list_name="results", name=mark(), address="q=x", kept_at=self.now
        )
        self._thing("view", "", view, marks={"name": view.name}, **own)

    def _arranged(self, at: str, union: Union) -> None:
        """What officers arrange at a union: a robot, an endpoint with a happening, an office, a rule of groups."""
        robot_name, key = mark(), mark()
        number = Robot.objects.count() + _FAR
        robot = Robot.objects.create(
            pk=number, union=union, kind=RobotKind.WECOM, name=robot_name,
            key_sealed=vault().seal(key, place=sealed_place(number, "key")), key_index=key.encode(),
            arranged_by=self.clerk, arranged_at=self.now, **self._places(union),
        )  # fmt: skip
        self._thing("robot", at, robot, marks={"name": robot_name, "key": key})
        host = mark()
        endpoint = Endpoint.objects.create(
            union=union, url=f"https://{host.lower()}.example.org/", names=["result.cleared"], secret=b"",
            made_by=self.clerk, made_at=self.now, **self._places(union),
        )  # fmt: skip
        self._thing("endpoint", at, endpoint, marks={"url": host})
        code = mark()
        happening = Happening.objects.create(
            number=endpoint.pk, name=HappeningName.RESULT_CLEARED, subject_kind="results.result", subject_id=1,
            payload={"code": code}, at=self.now, **self._places(union),
        )  # fmt: skip
        self._thing("happening", at, happening, marks={"code": code})
        holder = self._person(at, union)
        office = unions_of.appoint(holder, Role.FINANCE_CONFIRMER, union)
        self._thing("office", at, office, people=frozenset({office.person_id}))
        claim = mark()
        rule = RoleMapping.objects.create(
            provider=PROVIDER.key,
            claim=claim,
            union=union,
            role=Role.OFFICER,
            made_by=self.clerk,
            made_at=self.now,
        )
        self._thing("mapping", at, rule, marks={"claim": claim})
        self._thing("union", at, union)


def build(var: Path) -> World:
    """Make it in the transaction that is open; files go below ``var``."""
    shutil.rmtree(var, ignore_errors=True)
    settings.XINGHE = replace(settings.XINGHE, var=var)
    settings.XINGHE_PROVIDER = PROVIDER
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(oid::regclass, %s + 1000 * row_number() OVER (ORDER BY relname))"
            " FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace",
            [_FAR],
        )
    return _Builder(small_province()).build()
