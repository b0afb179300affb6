"""The second fence: with all scoping in Python switched off, PostgreSQL alone shows nobody a row too many."""

import re

import pytest
from django.db import DatabaseError, connection, transaction

from tests.access import tables
from tests.access.boxes import messaging_rows
from tests.access.oracle import ancestors, behind_the_fence
from tests.access.scoped import MODELS
from tests.access.test_checks import union_of
from tests.factories import attachments as attachments_of
from tests.factories import decisions as decisions_of
from tests.factories import ideas as ideas_of
from tests.factories import notices as notices_of
from tests.factories import numbered_papers as papers_of
from tests.factories import programmes as programmes_of
from tests.factories import recommendations as recommendations_of
from tests.factories import results as results_of
from tests.factories import reviews as reviews_of
from tests.factories import unions as unions_of
from tests.factories.unions import NOW, officer
from xinghe.access.actor import Actor, Office
from xinghe.access.checks import within
from xinghe.access.fence import ROLE, SLOTS, fenced, open_fence, sees
from xinghe.access.placed import placed_models
from xinghe.access.powers import Power, Role
from xinghe.accounts.models import SavedView
from xinghe.deposits.models import Deposit
from xinghe.integrations.models import Endpoint, Happening
from xinghe.jobs.models import Run, RunRow
from xinghe.results.models import Creator, FindableResult, Result, Workbook, WorkbookError
from xinghe.results.vocab import Stage
from xinghe.texts.models import Lineage, RecordedText, Similarity

pytestmark = pytest.mark.django_db


def ask(question, *values):
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall()


def schema():
    """Every table and view of ours: name → (kind, row-level security on, forced)."""
    rows = ask(
        "SELECT relname, relkind, relrowsecurity, relforcerowsecurity FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')"
    )
    return {name: (kind, on, forced) for name, kind, on, forced in rows}


def unclassified():
    known = tables.SCOPED | tables.SCOPED_VIEWS | tables.PUBLIC | set(tables.SYSTEM)
    return sorted(set(schema()) - known), sorted(known - set(schema()))


# -- how it is built ---------------------------------------------------------------------------------------


def test_every_table_is_classified():
    assert unclassified() == ([], [])


def test_a_new_table_is_noticed():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE planted (number bigint); CREATE VIEW planted_view AS SELECT 1 AS one")

    assert unclassified() == (["planted", "planted_view"], [])


def test_no_table_is_in_two_classes():
    classes = [tables.SCOPED, tables.SCOPED_VIEWS, tables.PUBLIC, set(tables.SYSTEM)]

    assert sum(map(len, classes)) == len(set().union(*classes))


def test_scoped_tables_force_row_level_security_and_no_other_table_pretends_to():
    found = schema()

    assert {name for name, (_, on, forced) in found.items() if on or forced} == tables.SCOPED
    assert {name for name in tables.SCOPED if found[name] == ("r", True, True)} == tables.SCOPED


def test_everything_that_hangs_on_the_tree_is_scoped_or_excused():
    placed = {model._meta.db_table for model in placed_models()}

    assert placed - tables.SCOPED - tables.SCOPED_VIEWS == {
        "unions_union",
        "accounts_person",
        "integrations_accesstoken",
    }


def conditions():
    """Policy or view → its condition as PostgreSQL has it, for those that the application passes through."""
    policies = ask(
        "SELECT polrelid::regclass::text || '.' || polname, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)"
        " FROM pg_policy WHERE polroles = '{0}' OR %s::regrole = ANY(polroles)",
        ROLE,
    )
    views = ask("SELECT viewname, definition, NULL FROM pg_views WHERE schemaname = 'public'")
    return {name: [part for part in parts if part] for name, *parts in policies + views}


def test_conditions_have_the_one_shape_that_is_affordable_and_all_places():
    forbidden = re.compile(r"~~|starts_with|\bANY\b|\bEXISTS\b|\bIN \(|\(\s*SELECT", re.IGNORECASE)
    faults = []
    for name, parts in conditions().items():
        for text in parts:
            text = text.partition(" WHERE ")[2] or text.split("WHERE", 1)[-1]
            called = set(re.findall(r"(\w+)\(", text)) - {"AND", "OR", "NOT"}
            faults += [f"{name} calls {function}" for function in called - {"current_setting", "NULLIF"}]
            faults += [f"{name} holds {found}" for found in forbidden.findall(text)]
            if "xinghe.low" in text:
                places = {int(slot) for slot in re.findall(r"xinghe\.low(\d+)", text)}
                faults += [f"{name} has no place {slot}" for slot in set(range(SLOTS)) ^ places]

    assert faults == []
    assert len(conditions()) >= len(tables.SCOPED | tables.SCOPED_VIEWS)


def test_the_application_is_neither_owner_nor_above_the_fence():
    (attributes,) = ask(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolcanlogin FROM pg_roles"
        " WHERE rolname = %s",
        ROLE,
    )
    owned = ask("SELECT relname FROM pg_class WHERE relowner = %s::regrole", ROLE)
    member_of = ask("SELECT roleid::regrole::text FROM pg_auth_members WHERE member = %s::regrole", ROLE)
    may_create = ask("SELECT has_schema_privilege(%s, 'public', 'CREATE')", ROLE)
    too_much = ask(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
        " WHERE grantee IN (%s, 'PUBLIC') AND table_schema = 'public'"
        " AND privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')",
        ROLE,
    )
    definers = ask("SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace")

    assert attributes == (False,) * 6
    assert (owned, member_of, may_create, too_much, definers) == ([], [], [(False,)], [], [])


def test_a_view_belongs_to_a_role_that_passes_no_fence_but_its_own():
    owners = ask(
        "SELECT DISTINCT rolname, rolsuper, rolbypassrls, rolcanlogin FROM pg_class JOIN pg_roles ON relowner = pg_roles.oid"
        " WHERE relname = ANY(%s)",
        sorted(tables.SCOPED_VIEWS),
    )
    policies = ask("SELECT DISTINCT polcmd FROM pg_policy WHERE 'xinghe_search'::regrole = ANY(polroles)")

    assert owners == [("xinghe_search", False, False, False)]
    assert policies == [("r",)]


# -- what it shows -----------------------------------------------------------------------------------------


@pytest.fixture
def rows(world):
    """Something in every scoped table that could leak: table → [(row, union, owner, public)]."""
    found = {"jobs_run": [(run, union_of(run), run.person_id, False) for run in world.runs]}
    found["jobs_runrow"] = [
        (run_row(run), union_of(run), run.person_id, False) for run in world.runs if run.person_id
    ]
    found["accounts_savedview"] = [
        (
            SavedView.objects.create(person_id=person_id, list_name="x", name="x", kept_at=NOW),
            None,
            person_id,
            False,
        )
        for person_id in {actor.person_id for actor in world.actors.values() if actor.person_id}
    ]
    found["deposits_deposit"] = [
        (
            Deposit.objects.create(
                person_id=person_id, with_offices=False, operation="x", key="x", body=b"x", taken_at=NOW
            ),
            None,
            person_id,
            False,
        )
        for person_id in {actor.person_id for actor in world.actors.values() if actor.person_id}
    ]
    found |= messaging_rows(world)
    found |= attachments_of.rows_of(world.runs, union_of, somebody=world.actors["a worker"].person_id)
    found |= ideas_of.rows_of(list(world.tree.unions().values()), somebody=world.actors["a worker"].person_id)
    found |= recommendations_of.rows_of(world.results, maker=world.actors["a worker"].person_id)
    found |= papers_of.rows_of(list(world.tree.unions().values()), by=world.actors["a worker"].person_id)
    found |= programmes_of.rows_of(
        list(world.tree.unions().values()), somebody=world.actors["a worker"].person_id
    )
    found |= decisions_of.rows_of(found["programmes_application"], maker=world.actors["a worker"].person_id)
    found |= reviews_of.rows_of(found["programmes_application"])
    found |= notices_of.rows_of(found["programmes_application"], by=world.actors["a worker"].person_id)
    found["integrations_endpoint"], found["integrations_happening"] = [], []
    for run in world.runs:
        place = {"territory_path": run.territory_path, "industry_path": run.industry_path}
        union, maker = union_of(run), world.actors["a worker"].person_id
        endpoint = Endpoint.objects.create(
            union_id=union, url="https://x.example/", names=[], made_by_id=maker, made_at=NOW, **place
        )
        happening = Happening.objects.create(
            name="result.cleared", subject_id=1, person_id=run.person_id, at=NOW, **place
        )
        found["integrations_endpoint"].append((endpoint, union, None, False))
        found["integrations_happening"].append((happening, union, run.person_id, False))
    found["results_result"] = found["results_findable"] = [
        (result, result.unit_id, result.recorded_by_id, result.stage == Stage.PUBLISHED)
        for result in world.results
    ]
    owner = world.actors["a worker"].person_id
    for table in (
        "results_workbook",
        "results_workbookerror",
        "results_creator",
        "texts_recordedtext",
        "texts_similarity",
        "texts_lineage",
    ):
        found[table] = []
    for number, (result, unit, _owner, public) in enumerate(found["results_result"]):
        place = {"territory_path": result.territory_path, "industry_path": result.industry_path}
        whose = owner if number % 3 == 0 else None
        workbook = Workbook.objects.create(
            file_name="x.xlsx", file_digest="0" * 64, person_id=whose, union_id=unit, received_at=NOW, **place
        )
        error = WorkbookError.objects.create(workbook=workbook, row=2, column="x", code="required", **place)
        creator = Creator.objects.create(
            result=result, position=1, name="李建国", share=100, is_public=public, **place
        )
        text = recorded_text(result.pk, is_public=public, **place)
        source = recorded_text(-result.pk, is_public=False, **place)
        similarity = Similarity.objects.create(
            text=text, source=source, coverage=0.5, coverage_of_source=0.5, verdict="x", found_at=NOW, **place
        )
        tie = Lineage.objects.create(
            later=text, earlier=source, relation="same_work", reason="x", made_at=NOW, **place
        )
        found["texts_lineage"].append((tie, unit, None, False))
        found["results_workbook"].append((workbook, unit, whose, False))
        found["results_workbookerror"].append((error, unit, None, False))
        found["results_creator"].append((creator, unit, None, public))
        found["texts_recordedtext"] += [(text, unit, None, public), (source, unit, None, False)]
        found["texts_similarity"].append((similarity, unit, None, False))
    return found


def run_row(run):
    return RunRow.objects.create(
        run=run,
        person_id=run.person_id,
        position=1,
        subject_kind="results.result",
        subject_id=1,
        label="x",
        territory_path=run.territory_path,
        industry_path=run.industry_path,
    )


def recorded_text(subject_id, **fields):
    required = {
        field.name: b"" if field.get_internal_type() == "BinaryField" else 1
        for field in RecordedText._meta.concrete_fields
        if not field.primary_key and not field.has_default() and not field.null and field.name not in fields
    }
    return RecordedText.objects.create(
        **required
        | {"subject_kind": "result", "subject_id": subject_id, "title": "x", "body": "x", "recorded_at": NOW},
        **fields,
    )


def numbers(table):
    return set(MODELS[table]._default_manager.values_list("pk", flat=True))


def test_the_rows_of_every_scoped_table_are_tried():
    assert set(MODELS) == tables.SCOPED | tables.SCOPED_VIEWS


def test_postgresql_alone_shows_every_actor_exactly_their_rows(world, rows):
    tree = ancestors()
    wrong, cells, seen = [], 0, 0
    for name, actor in world.actors.items():
        with fenced(actor):
            shown = {table: numbers(table) for table in MODELS}
        for table, things in rows.items():
            for thing, union, owner, public in things:
                expected = behind_the_fence(tree, actor, union=union, owner=owner, public=public)
                expected &= not (actor.system and table in tables.PRIVATE)
                cells += 1
                seen += expected
                if (thing.pk in shown[table]) != expected:
                    wrong.append((name, table, thing.pk, expected))

    assert wrong == []
    assert cells > 15_000
    assert cells / 10 < seen < cells * 9 / 10


def test_without_anybody_named_nothing_is_shown_but_what_is_public(world, rows):
    with transaction.atomic():
        ask("SELECT set_config('role', %s, true)", ROLE)
        shown = {table: numbers(table) for table in MODELS}
        ask("SELECT set_config('role', 'none', true)")

    public = {table: {thing.pk for thing, *_, public in things if public} for table, things in rows.items()}
    assert shown == public
    assert {table for table, found in public.items() if found} == {
        "decisions_award",
        "notices_notice",
        "notices_noticeline",
        "notices_noticepaper",
        "programmes_call",
        "reviews_panel",
        "results_result",
        "results_findable",
        "results_creator",
        "texts_recordedtext",
    }


def test_the_control_the_owner_of_the_tables_sees_every_row(world, rows):
    assert {table: numbers(table) for table in tables.SCOPED} == {
        table: {thing.pk for thing, *_ in rows[table]} for table in tables.SCOPED
    }


def test_every_table_taken_from_behind_the_fence_is_noticed(world, rows):
    stranger, unnoticed = Actor.public(), []
    for table in sorted(tables.SCOPED):
        with fenced(stranger):
            before = numbers(table)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f"CREATE POLICY open_for_all ON {table} USING (true)")
            with fenced(stranger):
                opened = numbers(table)
            transaction.set_rollback(True)
        if opened <= before or not all(thing.pk in opened for thing, *_ in rows[table]):
            unnoticed.append(table)

    # What has a number of its own and a certificate, and the paper of a published notice: all of it is public.
    assert unnoticed == ["decisions_award", "notices_noticepaper"]


def test_the_fence_takes_nothing_away_that_a_power_gives(world, rows):
    missing = []
    for name, actor in world.actors.items():
        for power in (Power.RESULT_READ, Power.RESULT_CLEAR, Power.RUN_READ, Power.RUN_CANCEL):
            for model in (Result, FindableResult, Run, Creator):
                given = set(within(actor, power, model._default_manager.all()).values_list("pk", flat=True))
                with fenced(actor):
                    left = set(
                        within(actor, power, model._default_manager.all()).values_list("pk", flat=True)
                    )
                if given != left:
                    missing.append((name, str(power), model.__name__))

    assert missing == []


def test_every_place_of_a_person_with_the_most_offices_is_open(tree):
    holder = unions_of.person()
    plants = [unions_of.union(parent=tree.county, industry_parent=tree.enterprise) for _ in range(SLOTS // 2)]
    for plant in plants:
        unions_of.appoint(holder, Role.OFFICER, plant)
    mine = {results_of.result(plant).pk for plant in plants}
    results_of.result(tree.workshop)
    actor = unions_of.actor_for(holder.pk, via="web", now=NOW)

    with fenced(actor):
        shown = numbers("results_result")

    assert len(actor.paths) == SLOTS
    assert shown == mine


def test_more_places_than_the_fence_has_are_refused_and_not_left_out():
    paths = tuple(f"1.{number}." for number in range(SLOTS + 1))
    office = Office(role=Role.OFFICER, union_id=1, union_name="x", paths=paths)

    with (
        pytest.raises(RuntimeError, match="places"),
        fenced(Actor(person_id=1, via="web", offices=(office,))),
    ):
        pass


# -- what it lets be written ---------------------------------------------------------------------------------


def sqlstate(deed):
    try:
        with transaction.atomic():
            deed()
    except DatabaseError as fault:
        return fault.__cause__.sqlstate
    return None


def test_a_row_is_written_inside_ones_place_and_not_outside(tree):
    actor = officer(Role.OFFICER, tree.county)
    mine, foreign = results_of.result(tree.workshop), results_of.result(tree.far_workshop)
    with fenced(actor):
        inside = sqlstate(lambda: results_of.result(tree.workshop))
        outside = sqlstate(lambda: results_of.result(tree.far_workshop))
        moved = sqlstate(lambda: Result.objects.filter(pk=mine.pk).update(territory_path="1.9."))
        changed = Result.objects.filter(pk=foreign.pk).update(title="x")
        removed = Result.objects.filter(pk=foreign.pk).delete()[0]

    assert (inside, outside, moved, changed, removed) == (None, "42501", "42501", 0, 0)


def test_what_is_public_is_read_by_everybody_and_changed_only_from_its_place(tree):
    shown = results_of.result(
        tree.far_workshop,
        stage=Stage.PUBLISHED,
        cleared_by_id=unions_of.person().pk,
        cleared_at=NOW,
        published_at=NOW,
    )
    stranger = unions_of.worker()
    with fenced(stranger):
        read = numbers("results_result")
        taken_over = sqlstate(
            lambda: Result.objects.filter(pk=shown.pk).update(recorded_by_id=stranger.person_id, title="x")
        )
        removed = sqlstate(lambda: Result.objects.filter(pk=shown.pk)._raw_delete(connection.alias))
    shown_still = Result.objects.filter(pk=shown.pk).values_list("title", flat=True)

    assert read == {shown.pk}
    assert list(shown_still) == [shown.title]
    assert (taken_over, removed) == (None, None)


# -- how it is opened ----------------------------------------------------------------------------------------


def test_the_fence_closes_with_its_transaction(tree):
    results_of.result(tree.workshop)
    with fenced(officer(Role.OFFICER, tree.county)):
        inside = ask("SELECT current_user, current_setting('xinghe.low0')")

    assert inside == [(ROLE, tree.county.territory_path)]
    assert ask("SELECT current_user = session_user") == [(True,)]


@pytest.mark.django_db(transaction=True)
def test_the_fence_is_not_opened_outside_a_transaction():
    with pytest.raises(RuntimeError, match="inside a transaction"):
        open_fence(Actor.public())


@pytest.mark.django_db(transaction=True)
def test_the_fence_is_gone_after_an_error():
    tree = unions_of.small_province()
    results_of.result(tree.workshop)

    with pytest.raises(ZeroDivisionError), fenced(officer(Role.OFFICER, tree.county)):
        raise ZeroDivisionError

    assert ask("SELECT current_user = session_user, current_setting('xinghe.low0', true)") in (
        [(True, "")],
        [(True, None)],
    )


def test_a_condition_names_every_line_and_place():
    condition = sees(("a", "b"), owner="mine")

    for eyes in ("xinghe.", "xinghe.lens_"):
        assert condition.count(f"a >= current_setting('{eyes}low") == SLOTS
        assert condition.count(f"b >= current_setting('{eyes}low") == SLOTS
        assert condition.count(f"OR mine = NULLIF(current_setting('{eyes}person', true), '')::bigint") == 1


def test_a_fence_inside_another_gives_it_back(tree):
    """What a machine looks up in the middle of an officer's page does not open the rest of the page."""
    results_of.result(tree.far_workshop)
    inside = results_of.result(tree.workshop)
    actor = officer(Role.OFFICER, tree.county)

    with fenced(actor):
        with fenced(Actor.for_job("index-texts")):
            everywhere = Result.objects.count()
        mine = list(Result.objects.values_list("pk", flat=True))

    assert everywhere == 2
    assert mine == [inside.pk]
