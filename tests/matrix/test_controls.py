"""That the matrix sees: each check taken out turns it red, each of the two fences stands alone, a planted leak is found."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.db import connection
from django.http import HttpResponse

from tests.access.oracle import at_or_below
from tests.access.tables import SCOPED
from tests.matrix import single_acts, single_checks, single_edges  # noqa: F401 -- they enter their cases
from tests.matrix.actors import asker
from tests.matrix.asked import CASES
from tests.matrix.calls import addresses, send
from tests.matrix.cells import IS_FULL, Cell, Matrix
from tests.matrix.policy import PAGES, PROGRAMS
from tests.matrix.readers import KINDS, may_see
from tests.matrix.sites import Named, Site, Sites, lines_at, named, unpassed, watched, without_the_fence
from tests.matrix.undoing import undone
from xinghe.access.powers import CARRIED_BY, NEVER_ON_OWN, OWNER_POWERS, REACH, Power
from xinghe.api.doors import AccessToken
from xinghe.results.models import Result

pytestmark = pytest.mark.django_db

full = pytest.mark.skipif(not IS_FULL, reason="XINGHE_MATRIX=full takes each check out in turn")
WITNESSES = (
    "officer@county", "unit_officer@workshop", "assistant@workshop", "security_administrator@county",
    "system_administrator@county", "author@workshop", "token:officer@county", "creator@workshop",
    "provincial_officer@province",
)  # fmt: skip
READERS = (
    "officer@county",
    "lens:officer",
    "unit_officer@workshop",
    "author@workshop",
    "system_administrator@county",
)
READERS_NOW = READERS if IS_FULL else READERS[:2]
# Kinds whose tables lie behind no fence in PostgreSQL: needed before anybody is known (tests/access/tables.py).
UNFENCED = frozenset({"person", "token", "entry", "mapping", "office", "union"})
MOST_TRIES = 24

# A check that cannot matter here, and why: what asks, where, the statement.
_BUTTON = "draws a button; the command behind it asks again"
_OWN = "stands beside the same condition: only one's own rows are asked for"
_TWIN = "who reads an objection handles it: the roles that carry one power carry the other, at the same desk"
_SAME = "what claimed the row has asked for this very power"
_AGAIN = "the next step looks for a desk of theirs with the same power, and refuses alike without one"
CANNOT_MATTER: dict[Named, str] = {
    ("may", "programmes/queries/applications.py", "held = {power for power in powers if may(actor, power, application)}"): _BUTTON,
    ("may", "web/desk/ideas.py", "if not may(actor, Power.IDEA_ANSWER, found):"): _BUTTON,
    ("may", "web/desk/ideas.py", "if is_late and above and may(actor, Power.IDEA_TAKE_OVER, found):"): _BUTTON,
    ("may", "web/desk/panel_release.py", "may_tell=bool(found) and may(actor, Power.APPLICATION_DECIDE, panel.call),"): _BUTTON,
    ("may", "web/desk/results.py", "may_clear = may(actor, Power.RESULT_CLEAR, found)"): _BUTTON,
    ("may", "web/desk/results.py", "may_publish = may(actor, Power.RESULT_PUBLISH, found)"): _BUTTON,
    ("within", "reviews/queries/judge_lists.py", "return within(actor, Power.JUDGE_KEEP, Judge.objects.filter(pk=judge.pk)).exists()"): _BUTTON,
    ("claim", "ideas/actions/confirming.py", "idea = work.claim(Idea, idea_id)"): _OWN,
    ("within", "reviews/queries/room.py", "return within(actor, Power.REVIEW_WRITE, DraftScore.objects.filter(assignment__in=numbers))"): _OWN,
    ("require", "ideas/actions/keeping.py", "work.require(Power.IDEA_TAKE_OVER, idea)"): _AGAIN,
    ("within", "notices/gates.py", "is_handler = within(actor, Power.OBJECTION_HANDLE, rows).exists()"): _TWIN,
    ("within", "notices/queries/desk.py", "return within(actor, Power.OBJECTION_HANDLE, _handled(actor)).exclude(state__in=SETTLED)"): _TWIN,
}  # fmt: skip
_NOT_ASKED = "no check of who may, only of the same name"
_MACHINE = "the demonstration's own, with every power"
# Checks that no cell passes and no question tells (``single_acts``, ``single_edges``), and why.
NO_CELL: dict[Named, str] = {
    ("claim", "attachments/actions/uploading.py", "return work.claim(Upload, number)"): _OWN,
    ("claim", "jobs/actions.py", "if undoes is not None and work.claim(Run, undoes).person_id != work.actor.person_id:"): _OWN,
    ("require", "attachments/actions/examining.py", "work.require(Power.ATTACHMENT_READ, attachment)"): _SAME,
    ("claim", "project/demonstration/actions.py", "workbook = work.claim(Workbook, workbook_id)"): _MACHINE,
    ("claim", "project/serving.py", "supervisor.claim()"): _NOT_ASKED,
    ("require", "api/doors.py", "rate.require()"): _NOT_ASKED,
    ("require", "notices/actions/making.py", "clock.require()"): _NOT_ASKED,
    ("require", "web/kit/sparing.py", "rate.require()"): _NOT_ASKED,
}  # fmt: skip
# The rows of all others are found through one of these: tests/access/test_fence asks for each table by itself.
SHOWN_BY_THEMSELVES = {
    "accounts_savedview",
    "attachments_attachment",
    "decisions_decision",
    "ideas_idea",
    "integrations_endpoint",
    "messaging_robot",
    "notices_notice",
    "programmes_application",
    "programmes_call",
    "results_result",
    "results_workbook",
    "reviews_assignment",
    "reviews_judge",
    "reviews_panel",
    "reviews_ranking",
    "reviews_visit",
    "texts_recordedtext",
}


def telling(matrix: Matrix) -> Iterator[Cell]:
    """A few cells of every route: what is theirs, what lies above them, and what is none of their business."""
    seen = set()
    for cell in matrix.cells():
        place = matrix.relation(cell.thing).split()[0] if cell.thing else cell.query
        if (cell.key, place) not in seen and place not in ("below", "beside"):
            seen.add((cell.key, place))
            yield cell


def decides(site: tuple[str, str, int]) -> bool:
    """Whether anything depends on it: ``carries`` is a check where it shuts a door, elsewhere it is a link in a menu."""
    what, file, line = site
    return bool(file) and (what != "carries" or "raise" in lines_at(file, line)[-1])


def spread(cells: list) -> list:
    """As many as are tried, first those about what is not theirs, of as many askers and routes as there are."""

    def is_theirs(pair) -> bool:
        matrix, cell = pair
        return cell.thing is not None and KINDS[cell.thing.kind](matrix.world, matrix.asker.actor, cell.thing)

    found = sorted(cells, key=is_theirs)
    return found[:: max(1, len(found) // MOST_TRIES)]


@full
def test_every_check_in_python_taken_out_turns_the_matrix_red(world):
    faults, passed, of_route = [], defaultdict(list), defaultdict(list)
    with watched() as sites, without_the_fence():
        for name in WITNESSES:
            matrix = Matrix(world=world, asker=asker(world, name))
            for cell in telling(matrix):
                sites.taken()
                faults += matrix.judge(cell)
                of_route[cell.key].append((matrix, cell))
                for site in sites.taken():
                    passed[site].append((matrix, cell))
        checked = [site for site in passed if decides(site)]
        alone, blind = [], []
        for site in checked:
            sites.skipped = frozenset({site})
            if any(matrix.judge(cell) for matrix, cell in spread(passed[site])):
                continue
            # Another check guards the same, and what it stops never gets here: with all others taken out this one
            # stands alone, on the whole of its routes, or it does nothing.
            routes = {cell.key for _, cell in passed[site]}
            cells = spread([pair for key in sorted(routes) for pair in of_route[key]])
            is_seen = any(stands_alone(sites, site, *pair) for pair in cells)
            (alone if is_seen else blind).append(site)
        sites.skipped = frozenset()

    red = len(checked) - len(alone) - len(blind)
    print(
        f"{len(checked)} checks in Python: {red} turn the matrix red, {len(alone)} do so where they stand alone"
    )
    for site in sorted(blind):
        print("not seen:", *named(site), f"{len(passed[site])} cells")
    for site in sorted(unpassed(set(passed))):
        print("not passed:", *site)
    assert faults == []
    assert {named(site) for site in blind} - set(CASES) == set(CANNOT_MATTER)
    assert unpassed(set(passed)) - set(CASES) == set(NO_CELL)


def test_who_reads_an_objection_handles_it():
    pair = {Power.OBJECTION_READ, Power.OBJECTION_HANDLE}

    assert {frozenset(carried & pair) for carried in CARRIED_BY.values()} == {frozenset(), frozenset(pair)}
    assert len({(REACH[one], one in NEVER_ON_OWN, one in OWNER_POWERS) for one in pair}) == 1


def stands_alone(sites: Sites, site: Site, matrix: Matrix, cell: Cell) -> bool:
    """Whether this one check holds something back when no other does."""
    sites.skipped, sites.all_skipped, sites.kept = frozenset(), True, site
    with_it = outcome(matrix, cell)
    sites.kept = None
    without = outcome(matrix, cell)
    sites.all_skipped = False
    return with_it != without


def outcome(matrix: Matrix, cell: Cell) -> tuple[int, frozenset[str], frozenset[tuple[int, str]]]:
    """What came of a request: its status, what it changed, and whose fields it showed."""
    thing = None if cell.searched else cell.thing
    answer = send(matrix.world, matrix.asker, cell.key, cell.route, thing, query=cell.query)
    seen = frozenset((thing.pk, name) for thing, name in matrix.world.things.seen_in(answer.text))
    return answer.status, answer.changed, seen


# -- the two fences, each alone (SEC-04) -----------------------------------------------------------------------


@pytest.mark.parametrize("name", READERS_NOW)
def test_without_the_fence_in_postgresql_the_checks_in_python_leak_nothing(world, name):
    matrix = Matrix(world=world, asker=asker(world, name))
    with without_the_fence():
        faults = [fault for cell in telling(matrix) for fault in matrix.judge(cell)]

    assert faults == []


@pytest.mark.parametrize("name", READERS_NOW)
def test_without_the_checks_in_python_the_fence_leaks_nothing(world, name):
    matrix = Matrix(world=world, asker=asker(world, name))
    with watched() as sites:
        sites.all_skipped = True
        faults = [fault for cell in readings(matrix) for fault in beyond_the_fence(matrix, cell)]
        number = sites.depth

    assert faults == []
    assert number == 0


def readings(matrix: Matrix) -> Iterator[Cell]:
    """The cells that only read."""
    return (cell for cell in telling(matrix) if cell.route.act is None and not cell.searched)


def beyond_the_fence(matrix: Matrix, cell) -> list[str]:
    """What the answer showed of rows that PostgreSQL itself should have kept back; powers are not its matter."""
    answer = send(matrix.world, matrix.asker, cell.key, cell.route, cell.thing, query=cell.query)
    matrix.number += 1
    return [
        f"{name} of {thing.kind} {thing.state} at {thing.at or 'nowhere'}: {matrix.asker.name} {cell}"
        for thing, name in matrix.world.things.seen_in(answer.text)
        if thing.kind not in UNFENCED and not lies_within(matrix, thing, name)
    ]


def lies_within(matrix: Matrix, thing, name: str) -> bool:
    """Whether the fence may show it: by place, to its people, or because everybody may see it."""
    world, actor = matrix.world, matrix.asker.actor
    tree = world.line_of(thing.line) if thing.line else world.above

    def within(one) -> bool:
        seats = [office.union_id for office in one.offices]
        is_placed = thing.union is not None and at_or_below(tree, thing.union, seats)
        return is_placed or one.person_id in thing.people

    return (
        thing.is_public
        or may_see(world, actor, thing, name)
        or (within(actor.alone) and (actor.lens is None or within(actor.lens)))
    )


@full
def test_every_table_taken_from_behind_the_fence_turns_the_matrix_red(world):
    asked = defaultdict(list)
    with watched() as sites:
        sites.all_skipped = True
        for name in READERS:
            matrix = Matrix(world=world, asker=asker(world, name))
            for cell in readings(matrix):
                tables = set()
                with connection.execute_wrapper(noting(tables)):
                    beyond_the_fence(matrix, cell)
                for table in tables:
                    asked[table].append((matrix, cell))
        seen = {table for table in SCOPED if any(seen_without(table, *pair) for pair in spread(asked[table]))}

    print(f"{len(SCOPED)} tables behind the fence, {len(seen)} turn the matrix red without it")
    assert seen >= SHOWN_BY_THEMSELVES


def noting(tables: set[str]):
    """Notes which protected tables a request reads."""

    def note(execute, sql, params, many, context):
        tables.update(table for table in SCOPED if f'"{table}"' in sql)
        return execute(sql, params, many, context)

    return note


def seen_without(table: str, matrix: Matrix, cell) -> bool:
    """Whether the matrix sees it when everybody is let in to this one table."""
    with undone():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"CREATE POLICY {table}_open ON {table} USING (true)")
        return bool(beyond_the_fence(matrix, cell))


# -- doors -----------------------------------------------------------------------------------------------------


def shut(policy) -> list[str]:
    """Pages that ask who comes."""
    return [key for key, route in policy.items() if route.door != "public" and key.startswith("GET")]


def test_every_page_that_no_longer_asks_who_comes_is_noticed(world, monkeypatch):
    matrix = Matrix(world=world, asker=asker(world, "public"))
    views = {name: one.callback for name, _, one in addresses()}
    blind = []
    for key in shut(PAGES):
        cell = next(one for one in matrix.cells() if one.key == key)
        view = views[key.partition(" ")[2].partition("|")[0]]
        assert matrix.judge(cell) == []
        with monkeypatch.context() as opened:
            opened.setattr(view, "login_required", False, raising=False)
            if not matrix.judge(cell):
                blind.append(key)

    assert set(blind) == ASK_AGAIN


# They ask once more by themselves: pages of an account, what a script calls, and what wants the password again.
ASK_AGAIN = {key for key in shut(PAGES) if PAGES[key].personal} | {
    "GET files:begin",
    "GET files:part",
    "GET portal:token-new",
}


def test_every_operation_that_no_longer_asks_for_its_scope_is_noticed(world, monkeypatch):
    matrix = Matrix(world=world, asker=asker(world, "token:webhooks"))
    cells = {cell.key: cell for cell in matrix.cells()}
    asking = [key for key in PROGRAMS if matrix._stopped(key, PROGRAMS[key])]
    before = [fault for key in asking for fault in matrix.judge(cells[key])]
    plain = AccessToken.authenticate

    def of_any_scope(self, request, token):
        self.scopes, kept = (), self.scopes
        try:
            return plain(self, request, token)
        finally:
            self.scopes = kept

    monkeypatch.setattr(AccessToken, "authenticate", of_any_scope)

    blind = [key for key in asking if not matrix.judge(cells[key])]

    assert (before, blind) == ([], [])
    assert len(asking) > 45


# -- a leak that somebody planted ------------------------------------------------------------------------------


def test_a_planted_leak_is_seen(world, monkeypatch):
    matrix = Matrix(world=world, asker=asker(world, "officer@county"))
    cell = next(one for one in matrix.cells() if one.key == "GET desk:today")
    (today,) = (one for name, _, one in addresses() if name == "desk:today")
    monkeypatch.setattr(
        today,
        "callback",
        lambda _request: HttpResponse("\n".join(Result.objects.values_list("title", flat=True))),
    )

    faults = matrix.judge(cell)

    assert len(faults) > 20
    assert all(fault.startswith("showed title of result") for fault in faults)
