"""What pages cost over HTTP, with the server that `xinghe serve` starts and a database that is durable.

    python -m benchmarks.pages [--results 100000] [--rounds 60] [--seconds 3]

One caller on one kept connection gives the times, from the request to the last byte; eight callers give the pages a
second, in the same two cores as server and database. No two questions of a class in a row are the same, and all are
asked with a cookie for which nothing is kept, except where a line says so.
"""

import argparse
import http.client
import json
import os
import random
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from urllib.parse import quote, urlencode

from benchmarks.search import Ground, lay_ground
from benchmarks.setting import Line, installation, load, own_process, serving, show

# Two processes with up to three connections each, which prepare a statement at its fourth time.
WARMING = 30
CALLERS = 8
LIST, DETAIL, SEARCH, FIGURE = 100.0, 60.0, 120.0, 150.0  # milliseconds, 95th percentile
MOST_QUERIES = 20
# A visitor to whom something has to be said gets a page that is made for them.
OWN = "messages=-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Addresses of one class, what stands in every right answer, and who asks."""

    name: str
    paths: tuple[str, ...]
    holds: str
    budget: float
    cookie: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Milliseconds, pages a second, and answers that were not the page."""

    p50: float
    p95: float
    rate: float
    wrong: int


class Caller:
    """A browser that keeps its connection, as far as the server lets it."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, page: Page, path: str) -> bool:
        """Whether the answer was the page."""
        # An address that a proxy nobody configured passes on is not counted: these callers are many people.
        headers = {"X-Forwarded-For": "198.51.100.1"} | ({"Cookie": page.cookie} if page.cookie else {})
        for last in (False, True):
            try:
                self._connection.request("GET", path, headers=headers)
                answer = self._connection.getresponse()
                return answer.status == 200 and page.holds.encode() in answer.read()
            except (http.client.HTTPException, OSError):
                # A worker that has served its share ends, and says so by closing.
                self._connection.close()
                if last:
                    raise
        return False


def empty_tree() -> None:
    """Take the union tree out, and what stands in it, for a ground that brings its own."""
    from django.db import connection

    with connection.cursor() as cursor:
        # What judging keeps is never emptied otherwise; nothing has been judged here.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("TRUNCATE unions_union CASCADE")
        cursor.execute("SET session_replication_role = origin")


def lay_pages_ground(results: int) -> Ground:
    """Results as for the search, each with three creators and its text; and a record of as many entries."""
    from django.db import connection

    from tests.factories import audit
    from xinghe.audit.sealing import seal_all
    from xinghe.results.jobs.indexing import rebuild_index

    empty_tree()
    ground = lay_ground(results, 20_000)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "INSERT INTO results_creator (result_id, position, name, name_pinyin, share, is_public, territory_path, industry_path) "
            "SELECT id, position, '仉昶', 'zhang3 chang3', CASE position WHEN 1 THEN 50 WHEN 2 THEN 30 ELSE 20 END, "
            "stage = 'published', territory_path, industry_path FROM results_result, generate_series(1, 3) position"
        )
        cursor.execute(
            "INSERT INTO texts_recordedtext (subject_kind, subject_id, title, body, fingerprint, fingerprint_version, transaction, "
            "recorded_at, territory_path, industry_path, is_public) SELECT 'result', id, title, problem || solution || innovation "
            "|| effect, '', 1, 1, recorded_at, territory_path, industry_path, stage = 'published' FROM results_result"
        )
        cursor.execute(
            "INSERT INTO texts_similarity (text_id, source_id, coverage, coverage_of_source, verdict, passages, found_at, ruling, "
            "ruling_reason, territory_path, industry_path) SELECT id, id - 1, .4, .4, 'rewrite', '[]', recorded_at, 'open', '', "
            "territory_path, industry_path FROM texts_recordedtext WHERE id > 1 AND id %% 3 = 0",
            [],
        )
        cursor.execute("SET session_replication_role = origin")
    for start in range(0, results, 10_000):
        audit.entries(min(10_000, results - start), subject_id=start + 1)
    seal_all()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    rebuild_index()
    return ground


def signed_in(path: str, role: str) -> tuple[object, str]:
    """A new office holder at the union that ``path`` ends in, come in through the pages: the browser, and its cookies."""
    from django.test import Client

    from tests.factories import accounts
    from xinghe.access.powers import Role
    from xinghe.unions.models import Union

    holder = accounts.person(totp=True)
    accounts.appoint(holder, Role(role), at=Union.objects.get(pk=int(path.split(".")[-2])))
    browser = Client(headers={"host": "127.0.0.1"})
    browser.post("/account/sign-in/", {"login": holder.staff_number, "password": accounts.PASSWORD})
    browser.post("/account/sign-in/code/", {"code": accounts.code_of(holder)})
    if browser.get("/desk/").status_code != 200:
        raise RuntimeError(f"a {role} could not sign in")
    return browser, "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())


def public_pages(ground: Ground, codes: Sequence[str]) -> Iterator[Page]:
    """What anybody reads."""
    from xinghe.results.vocab import Field

    def found(name: str, *questions: dict[str, object]) -> Page:
        paths = tuple(f"/results/?{urlencode(one)}" for one in questions)
        return Page(name=name, paths=paths, holds="</html>", budget=SEARCH, cookie=OWN)

    common, mid, rare = (ground.words[kind][:60] for kind in ("common", "mid", "rare"))
    yield Page(name="public: home", paths=("/",), holds="</html>", budget=SEARCH, cookie=OWN)
    yield found("public: everything, no words", {}, *({"year": 2021 + n} for n in range(5)))
    yield found("public: common word", *({"q": word} for word in common))
    yield found("public: mid word", *({"q": word} for word in mid))
    yield found("public: rare word", *({"q": word} for word in rare))
    yield found(
        "public: two words",
        *({"q": f"{a} {b}"} for a, b in zip(common, reversed(common), strict=True) if a != b),
    )
    yield found(
        "public: common word, city and field",
        *(
            {"q": word, "place": ground.city, "field": str(field)}
            for word, field in zip(common, cycle(Field), strict=False)
        ),
    )
    yield found("public: pinyin initials", *({"q": one} for one in islice(ground.initials, 60)))
    yield found("public: common word, page 50", *({"q": word, "page": 50} for word in common))
    yield Page(
        name="public: one result",
        paths=tuple(f"/r/{code}/" for code in codes),
        holds="仉昶",
        budget=DETAIL,
        cookie=OWN,
    )


def desk_pages(
    name: str, cookie: str, ground: Ground, path: str, codes: Sequence[str], deep: Sequence[str]
) -> Iterator[Page]:
    """What an officer works with. Lists are narrowed to what some result of theirs is, so that every page has rows."""
    from xinghe.results.models import Result

    kinds = (
        Result.objects.filter(territory_path__startswith=path)
        .order_by("category", "year")
        .values_list("category", "year")
        .distinct()[:5]
    )

    def rows(what: str, *queries: str) -> Page:
        return Page(
            name=f"{name}: {what}",
            paths=tuple(f"/desk/results/{q}" for q in queries),
            holds="<td",
            budget=LIST,
            cookie=cookie,
        )

    words = [quote(word) for word in ground.words["common"][:60]]
    yield Page(name=f"{name}: today", paths=("/desk/",), holds="</html>", budget=FIGURE, cookie=cookie)
    yield rows("list", "")
    yield rows(
        "list, filter and sort", *(f"?category={category}&year={year}&sort=title" for category, year in kinds)
    )
    yield rows("list, common word by title", *(f"?q={word}&sort=title" for word in words))
    yield rows("list, 40 pages deep", *deep)
    yield Page(
        name=f"{name}: one result",
        paths=tuple(f"/desk/results/{code}/" for code in codes),
        holds="仉昶",
        budget=DETAIL,
        cookie=cookie,
    )


def pages_deep(browser: object, *, steps: int) -> list[str]:
    """Addresses so many pages further down the list by title, reached by its own links."""
    import re

    query = "?sort=title"
    for _ in range(steps):
        answer = browser.get(f"/desk/results/{query}").content.decode()  # type: ignore[attr-defined]
        following = re.search(r'href="(\?[^"]*after=[^"]*)"', answer)
        if following is None:
            break
        query = following[1].replace("&amp;", "&")
    return [query]


def measured(page: Page, port: int, *, rounds: int, seconds: float) -> Cost:
    """Times of one caller, then the pages a second of several; all warm: each process and connection has had such a page."""
    caller = Caller(port)
    wrong = sum(not Caller(port).ask(page, path) for path in islice(cycle(page.paths), WARMING))
    times = []
    for path in islice(cycle(page.paths), rounds):
        began = time.perf_counter()
        wrong += not caller.ask(page, path)
        times.append((time.perf_counter() - began) * 1000)
    done, failed = rush([page], port, seconds=seconds) if seconds else (0, 0)
    times.sort()
    return Cost(
        p50=statistics.median(times),
        p95=times[min(len(times) - 1, int(len(times) * 0.95))],
        rate=done / seconds if seconds else 0.0,
        wrong=wrong + failed,
    )


def rush(pages: Sequence[Page], port: int, *, seconds: float) -> tuple[int, int]:
    """Pages that several callers got in so many seconds, and answers that were none."""
    done, failed = [0] * CALLERS, [0] * CALLERS
    until = time.perf_counter() + seconds

    def go(number: int) -> None:
        caller, chance = Caller(port), random.Random(number)
        while time.perf_counter() < until:
            page = chance.choice(pages)
            failed[number] += not caller.ask(page, chance.choice(page.paths))
            done[number] += 1

    threads = [threading.Thread(target=go, args=(number,)) for number in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done), sum(failed)


def queries_of(page: Page, browser: object) -> int:
    """Statements that one page needs, its fence and session included."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    path = page.paths[-1]
    browser.get(path)  # type: ignore[attr-defined]
    with CaptureQueriesContext(connection) as caught:
        browser.get(path)  # type: ignore[attr-defined]
    return len(caught.captured_queries)


@contextmanager
def table_locked_now_and_then() -> Iterator[None]:
    """The control: results cannot be read for a third of a second, again and again."""
    import psycopg

    from xinghe.project.postgres import local_cluster

    over = threading.Event()

    def lock() -> None:
        with psycopg.connect(local_cluster().url()) as connection:
            while not over.is_set():
                connection.execute("LOCK TABLE results_result IN ACCESS EXCLUSIVE MODE")
                over.wait(0.3)
                connection.rollback()
                over.wait(0.03)

    thread = threading.Thread(target=lock)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def page_line(page: Page, cost: Cost, *, queries: int | None) -> Line:
    """One page as a line of the table."""
    fits = cost.p95 <= page.budget and not cost.wrong and (queries is None or queries <= MOST_QUERIES)
    return Line(
        what=page.name + (f" ({cost.wrong} wrong answers)" if cost.wrong else ""),
        ours=f"{cost.p50:.1f} / {cost.p95:.1f}",
        other=f"{cost.rate:,.0f}" if cost.rate else "–",
        ratio="–" if queries is None else str(queries),
        budget=f"≤ {page.budget:.0f}",
        met=fits,
    )


def measure(*, results: int, rounds: int, seconds: float) -> None:
    """Lay the ground, serve, ask, print."""
    with installation("pages"):
        load("owner")
        from django.db import connection
        from django.test import Client

        from xinghe.results.models import Result

        ground = lay_pages_ground(results)
        published = list(
            Result.objects.filter(stage="published").values_list("code", flat=True)[:: results // 200]
        )
        county = list(
            Result.objects.filter(territory_path__startswith=ground.county).values_list("code", flat=True)[
                :60
            ]
        )
        anybody = Client(headers={"host": "127.0.0.1"})
        provincial, provincial_cookie = signed_in(ground.province, "provincial_officer")
        local, local_cookie = signed_in(ground.county, "officer")
        auditor, auditor_cookie = signed_in(ground.province, "supervisor")
        deep = pages_deep(provincial, steps=40)
        deep_local = pages_deep(local, steps=40)
        groups: list[tuple[object, list[Page]]] = [
            (anybody, [page for page in public_pages(ground, published) if page.paths]),
            (
                provincial,
                list(desk_pages("province", provincial_cookie, ground, ground.province, published, deep)),
            ),
            (local, list(desk_pages("county", local_cookie, ground, ground.county, county, deep_local))),
            (
                auditor,
                [
                    Page(
                        name="auditor: the record",
                        paths=("/desk/record/",),
                        holds="<td",
                        budget=LIST,
                        cookie=auditor_cookie,
                    )
                ],
            ),
        ]
        counted = {page.name: queries_of(page, browser) for browser, pages in groups for page in pages}
        connection.close()
        with serving("--concurrency", "0") as port:
            lines = [
                page_line(
                    page, measured(page, port, rounds=rounds, seconds=seconds), queries=counted[page.name]
                )
                for _, pages in groups
                for page in pages
            ]
            everybody, desk = groups[0][1], [page for _, pages in groups[1:] for page in pages]
            for name, pages, least in (
                ("public pages, mixed, each made anew", everybody, None),
                ("signed-in work, mixed", desk, 150),
            ):
                done, failed = rush(pages, port, seconds=2 * seconds)
                lines.append(rate_line(f"{name}, {CALLERS} callers", done / seconds / 2, failed, least=least))
            lines.append(kept_line(port, codes=published[:20], seconds=max(3.0, 2 * seconds)))
            control = everybody[-1]
            with table_locked_now_and_then():
                slowed = measured(control, port, rounds=20, seconds=0)
            lines.append(
                page_line(_named(control, "control: one result, its table locked"), slowed, queries=None)
            )
            absent = Page(
                name="control: a page that is not there",
                paths=("/r/0000000000/",),
                holds="仉昶",
                budget=DETAIL,
            )
            lines.append(page_line(absent, measured(absent, port, rounds=8, seconds=0), queries=None))
    show(
        f"Pages over HTTP, {results:,} results",
        lines,
        heads=("what", "ms, p50 / p95", f"pages/s, {CALLERS} callers", "queries", "budget", "met"),
        notes=(
            f"Milliseconds are of one caller; the budget is of the 95th percentile, and of at most {MOST_QUERIES} queries a page.",
            "The controls must say no. Load average of the machine when it ended: "
            f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
        ),
    )


def rate_line(what: str, rate: float, failed: int, *, least: int | None) -> Line:
    """Pages a second as a line of the table."""
    return Line(
        what=what + (f" ({failed} wrong answers)" if failed else ""),
        ours="–",
        other=f"{rate:,.0f}",
        budget=f"≥ {least:,} a second" if least else "–",
        met=None if least is None else rate >= least and not failed,
    )


def kept_line(port: int, *, codes: Sequence[str], seconds: float) -> Line:
    """Many who read the same: the front door, the search as it opens, and some results."""
    paths = ["/", "/results/", *(f"/r/{code}/" for code in codes)]
    said = own_process(
        "benchmarks.callers", "--port", port, "--seconds", seconds, "--callers", 4 * CALLERS, *paths
    )
    done, good, clock, processor = json.loads(said)
    share = 100 * processor / clock
    return rate_line(
        f"public pages, kept, {4 * CALLERS} callers, who take {share:.0f} % of a core",
        good / clock,
        done - good,
        least=1_500,
    )


def _named(page: Page, name: str) -> Page:
    return Page(name=name, paths=page.paths, holds=page.holds, budget=page.budget, cookie=page.cookie)


def main() -> None:
    """Measure with the size and patience asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--results", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=3.0)
    options = parser.parse_args()
    measure(results=options.results, rounds=options.rounds, seconds=options.seconds)


if __name__ == "__main__":
    main()
