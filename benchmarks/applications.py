"""What a contest as large as the largest costs its officers: 6,400 applications in one call, a hundred files each.

    python -m benchmarks.applications [--applications 6400] [--files 100] [--rounds 60] [--seconds 2]

Over HTTP with the server that `xinghe serve` starts and a database that is durable, as in ``benchmarks.pages``: listed,
filtered, searched, put into order, opened one by one, and written to a workbook. The files are rows of attachments whose
contents are shared, as their digests make them.
"""

import argparse
import hashlib
import os
import random
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from unittest import mock
from urllib.parse import urlencode

from benchmarks.pages import (
    DETAIL,
    LIST,
    MOST_QUERIES,
    Page,
    empty_tree,
    measured,
    page_line,
    queries_of,
    signed_in,
)
from benchmarks.search import Ground, lay_ground
from benchmarks.setting import Line, installation, load, serving, show, timed

KIND = "achievements_event"
SEED = 20_261_122
# So many lie at one desk, which orders them by hand: the most that it orders at once.
PILE = 500
APPLICANTS = 400
# A workbook of a hundred thousand rows is taken in within a minute; writing one out is no slower.
ROWS_A_SECOND = 100_000 / 60
_SURNAMES = "仉亓佴厍笪缑禤逄乜亢麴郗昝钭苌鄢揭缪"
_GIVEN = "澍昶栩珩筠烨霁峤洵彧楷棠璟沚蔚铠骏菡岚颀"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """The call, what stands in it, and where it is looked at from. ``desk`` is the number of the desk with the pile."""

    call: str
    codes: tuple[str, ...]
    titles: tuple[str, ...]
    names: tuple[str, ...]
    categories: tuple[str, ...]
    phases: tuple[str, ...]
    units: tuple[str, ...]
    desk: int


def lay_contest(ground: Ground, *, applications: int, files: int) -> Contest:
    """A call of the province, its applications with their versions and passages, and all their files.

    Past the commands, which are measured elsewhere: what is asked here is what it costs to look.
    """
    from django.db import connection
    from django.db.models import QuerySet

    from tests.factories import accounts
    from xinghe.access.powers import Role
    from xinghe.accounts.models import Person
    from xinghe.kinds import EVERY_KIND
    from xinghe.programmes import actions
    from xinghe.programmes.models import Application, Passage, Version
    from xinghe.programmes.vocab import Phase
    from xinghe.project.demonstration.calls.answers import Entrant, answers_to
    from xinghe.results.vocab import Field
    from xinghe.unions.models import Union
    from xinghe.unions.queries import actor_for

    chance, now = random.Random(SEED), datetime.now(UTC)
    province = Union.objects.get(pk=int(ground.province.split(".")[-2]))
    county = Union.objects.get(pk=int(ground.county.split(".")[-2]))
    made, second = (accounts.person() for _ in range(2))
    for one in (made, second):
        accounts.appoint(one, Role.PROVINCIAL_OFFICER, at=province)
    maker, approver = (actor_for(one.pk, via="command", now=now) for one in (made, second))
    call = actions.begin_call(
        maker, kind_code=KIND, union_id=province.pk, title="第六届职工创新成果竞赛（示例）", year=now.year
    )
    actions.change_call(
        maker, call_id=call.pk, opens_at=now - timedelta(days=40), closes_at=now + timedelta(days=9)
    )
    actions.send_for_approval(maker, call_id=call.pk)
    actions.approve_call(approver, call_id=call.pk)
    call = actions.open_call(maker, call_id=call.pk)
    names = tuple({first + a + b: None for first in _SURNAMES for a in _GIVEN for b in _GIVEN})
    people = Person.objects.bulk_create(
        Person(staff_number=f"C{number:06d}", name=name, joined_at=now)
        for number, name in enumerate(chance.sample(names, APPLICANTS))
    )
    units: QuerySet[Union] = Union.objects.filter(kind="unit")
    near, far = list(units.filter(territory_path__startswith=ground.county)), list(units[:2_000])
    texts = [
        answers_to(
            KIND,
            Entrant(
                name=people[number].name,
                unit=far[number].name,
                uscc="Y1420000MA4K1XYZ3A",
                field=chance.choice(list(Field)),
                closes_on=date(now.year, now.month, 1),
                taken=frozenset(),
                chance=chance,
            ),
            prefilled={},
        )
        for number in range(APPLICANTS)
    ]
    later = (
        Phase.FORMAL_CHECK, Phase.FIRST_REVIEW, Phase.DEFENCE, Phase.DECISION, Phase.NAMED, Phase.DECLINED, Phase.RETURNED,
    )  # fmt: skip
    made_up: list[Application] = []
    for number in range(applications):
        is_near = number < min(PILE, applications // 2)
        unit, person = chance.choice(near if is_near else far), people[number % APPLICANTS]
        answers = dict(texts[number % APPLICANTS])
        phase = Phase.RECOMMENDING if is_near else chance.choice(later)
        handed_in = now - timedelta(days=30) + timedelta(minutes=6 * number)
        made_up.append(
            Application(
                call=call,
                kind_code=KIND,
                applicant=person,
                people=[person.pk],
                unit=unit,
                title=answers["title"],
                category=answers["category"],
                answers=answers,
                phase=phase,
                line="territory",
                territory_path=unit.territory_path,
                desk=county if is_near else province if phase is not Phase.RETURNED else None,
                recommended_by=None if is_near else county,
                begun_at=handed_in,
                saved_at=handed_in,
                handed_in_at=handed_in,
                lies_since=handed_in,
                digest=hashlib.sha256(str(number).encode()).hexdigest(),
            )
        )
    Application.objects.bulk_create(made_up, batch_size=500)
    common = [
        {"application": one, "people": one.people, "territory_path": one.territory_path} for one in made_up
    ]
    Version.objects.bulk_create(
        (
            Version(
                **fields,
                number=1,
                answers=fields["application"].answers,
                digest=fields["application"].digest,
                handed_in_at=fields["application"].handed_in_at,
                handed_in_by_id=fields["application"].applicant_id,
            )
            for fields in common
        ),
        batch_size=500,
    )
    Passage.objects.bulk_create(
        (
            Passage(
                **fields,
                move=move,
                source=source,
                target=target,
                desk=desk,
                at=fields["application"].handed_in_at,
            )
            for fields in common
            for move, source, target, desk in (
                ("hand_in", "draft", "recommending", None),
                ("forward", "recommending", "recommending", fields["application"].unit),
                ("forward", "recommending", fields["application"].phase, county),
            )
        ),
        batch_size=2_000,
    )
    with connection.cursor() as cursor:
        _attach(cursor, files)
        cursor.execute("VACUUM ANALYZE")
    chosen = next(kind for kind in EVERY_KIND if kind.code == KIND)
    return Contest(
        call=call.code,
        codes=tuple(one.code for one in made_up[:: max(1, applications // 200)]),
        titles=tuple(sorted({one.title[2:6] for one in made_up}))[:60],
        names=tuple(person.name for person in people[:60]),
        categories=tuple(code for code, _ in chosen.categories[:7]),
        phases=tuple(str(phase) for phase in later),
        units=tuple(unit.name[:4] for unit in far[:40]),
        desk=county.pk,
    )


def _attach(cursor: object, files: int) -> None:
    """``files`` rows for each application, over all codes of evidence, their contents among a few thousand."""
    cursor.execute("SET session_replication_role = replica")  # type: ignore[attr-defined]
    cursor.execute(  # type: ignore[attr-defined]
        "INSERT INTO attachments_attachment (key, subject_kind, subject_id, slot, position, file_name, caption, media_type, size, "
        "original_digest, clean_digest, preview_digest, quarantine, state, reason, reason_params, person_id, people, "
        "territory_path, industry_path, begun_at, received_at, examined_at) "
        "SELECT substr(md5(a.id || '-' || n), 1, 22), 'application', a.id, 'EV' || lpad((n %% 14 + 1)::text, 2, '0'), n / 14 + 1, "
        "'材料' || n || '.pdf', '', 'application/pdf', 90000 + n, encode(sha256((a.id * 7 %% 4000 + n)::text::bytea), 'hex'), "
        "encode(sha256((a.id * 7 %% 4000 + n)::text::bytea), 'hex'), '', '', 'clean', '', '{}', a.applicant_id, a.people, "
        "a.territory_path, a.industry_path, a.begun_at, a.begun_at, a.begun_at "
        "FROM programmes_application a, generate_series(1, %s) n",
        [files],
    )
    cursor.execute("SET session_replication_role = origin")  # type: ignore[attr-defined]


def pages_of(contest: Contest, cookie: str, county_cookie: str, deep: Sequence[str]) -> Iterator[Page]:
    """What officers of the province do with the contest, and the desk with the pile."""

    def listed(name: str, *questions: dict[str, object], who: str = cookie) -> Page:
        paths = tuple(f"/desk/applications/?{urlencode({'call': contest.call, **one})}" for one in questions)
        return Page(name=name, paths=paths, holds="</html>", budget=LIST, cookie=who)

    yield listed("list: the call", {}, *({"sort": key} for key in ("title", "-since", "phase", "category")))
    yield Page(name="list: forty pages on", paths=tuple(deep), holds="</html>", budget=LIST, cookie=cookie)
    yield listed(
        "list: phase and category",
        *({"phase": phase, "category": one} for phase in contest.phases for one in contest.categories),
    )
    yield listed(
        "list: at my desk", {"mine": "on"}, *({"mine": "on", "sort": key} for key in ("title", "-since"))
    )
    yield listed("list: name of a unit", *({"unit": one} for one in contest.units))
    yield listed("search: words of a title", *({"q": one} for one in contest.titles))
    yield listed("search: an applicant", *({"q": one} for one in contest.names))
    yield listed("search: a code", *({"q": one} for one in contest.codes[:60]))
    yield Page(
        name=f"order: a pile of {PILE}",
        paths=(f"/desk/applications/order/?{urlencode({'desk': contest.desk, 'call': contest.call})}",),
        holds="</html>",
        budget=LIST,
        cookie=county_cookie,
    )
    yield Page(
        name="one application and its files",
        paths=tuple(f"/desk/applications/{code}/" for code in contest.codes),
        holds="EV14",
        budget=DETAIL,
        cookie=cookie,
    )


def pages_deep(browser: object, contest: Contest, *, steps: int) -> list[str]:
    """The address that so many times “next” leads to."""
    path = f"/desk/applications/?{urlencode({'call': contest.call})}"
    for _ in range(steps):
        answer = browser.get(path).content.decode()  # type: ignore[attr-defined]
        following = re.search(r'href="(\?[^"]*after=[^"]*)"', answer)
        if following is None:
            break
        path = f"/desk/applications/{following[1].replace('&amp;', '&')}"
    return [path]


def written(browser: object, contest: Contest, *, applications: int) -> Iterator[Line]:
    """The list as a workbook: what is written while somebody waits, and all of it as a worker writes it."""
    from django.http import QueryDict

    from xinghe.accounts.models import Person
    from xinghe.foundation import clock
    from xinghe.unions.queries import actor_for
    from xinghe.web.desk.exports import AT_ONCE, write_list

    phase = {"call": contest.call, "phase": contest.phases[0]}
    path = f"/desk/lists/applications/export/?{urlencode(phase)}"
    answers: list[bytes] = []
    seconds = timed(lambda: answers.append(browser.get(path).getvalue()))  # type: ignore[attr-defined]
    is_book = answers[0].startswith(b"PK")
    yield Line(
        what=f"workbook: one phase, while somebody waits (at most {AT_ONCE:,} rows)",
        ours=f"{1000 * seconds:,.0f}",
        other=f"{len(answers[0]) / 1e3:,.0f} KB",
        met=None if is_book else False,
    )
    officer = Person.objects.get(pk=browser.session["_auth_user_id"])  # type: ignore[attr-defined]
    actor = actor_for(officer.pk, via="web", now=clock.now())
    told: dict[str, object] = {}

    def write() -> None:
        query = QueryDict(urlencode({"call": contest.call})).urlencode()
        found = write_list(
            actor,
            lambda done, total=None: None,
            name="applications",
            query=query,
            form="xlsx",
            language="zh-hans",
        )
        told.update(found)

    seconds = timed(write)
    rate = applications / seconds
    yield Line(
        what=f"workbook: all {applications:,}, as long work",
        ours=f"{1000 * seconds:,.0f}",
        other=f"{rate:,.0f} rows/s",
        budget=f"≥ {ROWS_A_SECOND:,.0f} rows/s",
        met=told.get("rows") == applications and rate >= ROWS_A_SECOND,
    )


@contextmanager
def without_index(table: str, name: str) -> Iterator[None]:
    """The control: an index is gone for a while."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = %s AND indexname = %s", [table, name]
        )
        (definition,) = cursor.fetchone()
        cursor.execute(f'DROP INDEX "{name}"')
        try:
            yield
        finally:
            cursor.execute(definition)


def row_by_row(page: Page, browser: object) -> int:
    """The control: statements of the same page where every row asks anew for what stands in its cells."""
    from xinghe.programmes.queries import lists

    with mock.patch.object(lists, "_shown", lambda _actor, rows: rows):
        return queries_of(page, browser)


def measure(*, applications: int, files: int, rounds: int, seconds: float) -> None:
    """Lay the ground, serve, ask, print."""
    with installation("applications"):
        load("owner")
        from django.db import connection

        empty_tree()
        ground = lay_ground(2_000, 1_000)
        contest = lay_contest(ground, applications=applications, files=files)
        provincial, cookie = signed_in(ground.province, "provincial_officer")
        local, county_cookie = signed_in(ground.county, "officer")
        deep = pages_deep(provincial, contest, steps=40)
        pages = list(pages_of(contest, cookie, county_cookie, deep))
        counted = {
            page.name: queries_of(page, local if page.cookie == county_cookie else provincial)
            for page in pages
        }
        lines = [*written(provincial, contest, applications=applications)]
        asked = row_by_row(pages[0], provincial)
        connection.close()
        with serving("--concurrency", "0") as port:
            shown = [
                page_line(
                    page, measured(page, port, rounds=rounds, seconds=seconds), queries=counted[page.name]
                )
                for page in pages
            ]
            with without_index("attachments_attachment", "attachment_by_subject"):
                slowed = measured(pages[-1], port, rounds=8, seconds=0)
    control = Page(
        name="control: one application, files without their index",
        paths=pages[-1].paths,
        holds=pages[-1].holds,
        budget=DETAIL,
    )
    show(
        f"{applications:,} applications in one call, {files} files each",
        [
            *shown,
            *lines,
            page_line(control, slowed, queries=None),
            Line(
                what="control: the list, each row asking for itself",
                ours="–",
                ratio=str(asked),
                budget=f"≤ {MOST_QUERIES} queries",
                met=asked <= MOST_QUERIES,
            ),
        ],
        heads=("what", "ms, p50 / p95", "pages/s, 8 callers", "queries", "budget", "met"),
        notes=(
            f"Milliseconds are of one caller; the budget is of the 95th percentile, and of at most {MOST_QUERIES} queries a page.",
            "The controls must say no. Load average of the machine when it ended: "
            f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
        ),
    )


def main() -> None:
    """Measure with the size and patience asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--applications", type=int, default=6_400)
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=2.0)
    options = parser.parse_args()
    measure(
        applications=options.applications,
        files=options.files,
        rounds=options.rounds,
        seconds=options.seconds,
    )


if __name__ == "__main__":
    main()
