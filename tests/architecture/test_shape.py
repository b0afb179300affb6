"""What the import linter cannot see. Each rule is a function that lists offences, tried on a planted one."""

import inspect
from collections.abc import Callable, Iterable

import pytest
from django.db import models
from django.test.utils import isolate_apps

from tests.architecture import building
from xinghe.access.actor import Actor
from xinghe.access.powers import (
    CARRIED_BY,
    JOB_POWERS,
    NEVER_ON_OWN,
    OWNER_POWERS,
    REACH,
    ROLE_LABELS,
    Power,
    Role,
)
from xinghe.access.work import Work, command

# Public functions of an actions module that are neither commands nor helpers inside one, and why.
NO_COMMANDS = {
    "jobs.actions.begin_run": "a step of the queue; what the run does is done by commands",
    "jobs.actions.beat_run": "a step of the queue; progress is no change of business",
    "jobs.actions.hold_row": "a step of the engine of bulk acts; what is done to the row is a command",
    "jobs.actions.settle_row": "a step of the engine of bulk acts; what was done to the row is in the record",
    "jobs.actions.mark_undone": "a step of the engine of bulk acts; what undid it is in the record",
    "jobs.actions.end_run": "a step of the queue; what the run does is done by commands",
    "accounts.actions.attempts.begin_code": "counts before anybody is known; the failure is reported by a command",
    "accounts.actions.attempts.begin_sign_in": "counts before anybody is known; the failure is reported by a command",
    "accounts.actions.attempts.forget_failures": "removes counts that no longer count",
    "accounts.actions.attempts.settle": "counts; the sign-in is reported by a command",
    "accounts.actions.numbers.rotate_numbers": "calls a command for each batch",
    "integrations.actions.rates.count_request": "counts before anybody is known",
    "integrations.actions.rates.count_people": "counts what is read, also where nothing is shown",
    "integrations.actions.rates.forget_rates": "removes counts that no longer count",
    "results.actions.workbooks.body_of": "reads; shared by what records and what compares again",
}


def own_keys(
    of: Iterable[type[models.Model]],
) -> Iterable[tuple[type[models.Model], models.Field, type[models.Model]]]:
    """Every relation from a model of ours to a model of ours that has a column or a table of its own."""
    for model in of:
        for field in (*model._meta.fields, *model._meta.many_to_many):
            target = field.related_model
            if isinstance(target, type) and target.__module__.startswith("xinghe."):
                yield model, field, target


def keys_pointing_up(of: Iterable[type[models.Model]]) -> list[str]:
    return [
        f"{model._meta.label}.{field.name} points up to {target._meta.label}"
        for model, field, target in own_keys(of)
        if model._meta.app_label != target._meta.app_label
        and building.height(model._meta.app_label) <= building.height(target._meta.app_label)
    ]


def accessors_crossing_modules(of: Iterable[type[models.Model]]) -> list[str]:
    return [
        f"{model._meta.label}.{field.name} gives {target._meta.label} a way up"
        for model, field, target in own_keys(of)
        if model._meta.app_label != target._meta.app_label and not field.remote_field.hidden
    ]


def test_foreign_keys_point_down():
    assert keys_pointing_up(building.our_models()) == []


def test_no_reverse_accessor_crosses_a_module():
    assert accessors_crossing_modules(building.our_models()) == []


@isolate_apps("xinghe.access", "xinghe.results", "xinghe.unions")
def test_a_planted_key_upward_and_a_planted_accessor_are_seen():
    class Result(models.Model):
        __module__ = "xinghe.results.models"

        class Meta:
            app_label = "results"

    class Planted(models.Model):
        __module__ = "xinghe.unions.models"
        result = models.ForeignKey(Result, on_delete=models.PROTECT)

        class Meta:
            app_label = "unions"

    assert keys_pointing_up([Planted]) == ["unions.Planted.result points up to results.Result"]
    assert accessors_crossing_modules([Planted]) == ["unions.Planted.result gives results.Result a way up"]


def faults_of_an_action(name: str, function: Callable[..., object]) -> list[str]:
    """A public function in ``actions`` is a command, or takes the ``Work`` of one; it says what it does."""
    faults = []
    inner = inspect.unwrap(function)
    first, *others = inspect.signature(inner).parameters.values()
    is_command = getattr(function, "is_command", False)
    if not is_command and first.annotation is not Work and name not in NO_COMMANDS:
        faults.append(f"{name} is no command and takes no Work")
    if is_command and first.annotation is not Work:
        faults.append(f"{name} is a command whose body takes no Work")
    if not inner.__doc__:
        faults.append(f"{name} does not say what it does")
    if is_command and any(parameter.kind is not parameter.KEYWORD_ONLY for parameter in others):
        faults.append(f"{name} takes positional arguments")
    return faults


def test_every_public_action_is_a_command_documented_and_keyword_only():
    actions = dict(building.actions())

    assert [
        fault for name, function in actions.items() for fault in faults_of_an_action(name, function)
    ] == []
    assert sorted(set(NO_COMMANDS) - set(actions)) == []
    assert len(actions) >= 5


def test_planted_actions_are_seen():
    def naked(actor: Actor, *, result_id: int) -> None:
        """Changes something without a record."""

    @command
    def silent(work: Work, *, result_id: int) -> None: ...

    @command
    def positional(work: Work, result_id: int) -> None:
        """Documented."""

    @command
    def unnamed(actor: Actor, *, result_id: int) -> None:
        """Takes the wrong thing."""

    def sound(work: Work, result_id: int) -> None:
        """A helper inside somebody's transaction."""

    assert faults_of_an_action("naked", naked) == ["naked is no command and takes no Work"]
    assert faults_of_an_action("silent", silent) == ["silent does not say what it does"]
    assert faults_of_an_action("positional", positional) == ["positional takes positional arguments"]
    assert faults_of_an_action("unnamed", unnamed) == ["unnamed is a command whose body takes no Work"]
    assert faults_of_an_action("sound", sound) == []


# The administrators are apart (三员分立), and none of them reads business records.
ADMINISTRATORS = {
    Role.SYSTEM_ADMINISTRATOR: {Power.RUN_READ, Power.RUN_CANCEL, Power.ENDPOINT_ARRANGE},
    Role.SECURITY_ADMINISTRATOR: {
        Power.UNION_READ,
        Power.UNION_APPOINT,
        Power.PERSON_READ,
        Power.PERSON_ENROL,
    },
    Role.AUDIT_ADMINISTRATOR: {Power.AUDIT_READ},
}
BUSINESS = {"result", "idea", "recommendation", "attachment", "number"}
READING = {power for power in Power if power.endswith(".read")}


def faults_of_the_powers(
    *,
    carried: dict[Role, frozenset[Power]],
    reach: dict[Power, object],
    jobs: dict[str, frozenset[Power]],
    owner: frozenset[Power],
    never: frozenset[Power],
) -> list[str]:
    """Holes and contradictions in the tables an auditor reads."""
    by_people = set().union(*carried.values())
    faults = [f"nobody carries {power}" for power in Power if power not in by_people | owner]
    faults += [f"{power} has no reach" for power in Power if power not in reach]
    faults += [f"{role} carries nothing that was decided" for role in Role if role not in carried]
    faults += [f"{power} is one's own and never one's own" for power in sorted(owner & never)]
    faults += [
        f"{role} reaches into business by {power}"
        for role in ADMINISTRATORS
        for power in sorted(carried.get(role, ()))
        if power.split(".")[0] in BUSINESS
    ]
    faults += [
        f"{one} and {other} share {power}"
        for one in ADMINISTRATORS
        for other in ADMINISTRATORS
        if one < other
        for power in sorted(carried.get(one, frozenset()) & carried.get(other, frozenset()))
    ]
    faults += [f"the machine {name} may do nothing" for name, powers in jobs.items() if not powers]
    faults += [
        f"{role} only watches, but carries {power}"
        for role in (Role.LEADER, Role.SUPERVISOR, Role.UNION_AUDITOR)
        for power in sorted(carried.get(role, frozenset()) - READING)
    ]
    return faults


TABLES = {
    "carried": CARRIED_BY,
    "reach": REACH,
    "jobs": JOB_POWERS,
    "owner": OWNER_POWERS,
    "never": NEVER_ON_OWN,
}


def test_the_tables_of_powers_are_complete_and_agree():
    assert faults_of_the_powers(**TABLES) == []
    assert set(ROLE_LABELS) == set(Role)


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        (
            {"reach": {power: 1 for power in Power if power != Power.RESULT_CLEAR}},
            "result.clear has no reach",
        ),
        (
            {
                "carried": {role: powers - {Power.RUN_CANCEL} for role, powers in CARRIED_BY.items()},
                "owner": frozenset(),
            },
            "nobody carries run.cancel",
        ),
        (
            {"carried": {role: powers for role, powers in CARRIED_BY.items() if role != Role.LEADER}},
            "leader carries nothing that was decided",
        ),
        ({"owner": OWNER_POWERS | {Power.RESULT_CLEAR}}, "result.clear is one's own and never one's own"),
        (
            {"carried": CARRIED_BY | {Role.SYSTEM_ADMINISTRATOR: frozenset({Power.RESULT_READ})}},
            "system_administrator reaches into business by result.read",
        ),
        (
            {
                "carried": CARRIED_BY
                | {Role.SYSTEM_ADMINISTRATOR: frozenset({Power.RUN_READ, Power.AUDIT_READ})}
            },
            "audit_administrator and system_administrator share audit.read",
        ),
        ({"jobs": JOB_POWERS | {"idle": frozenset()}}, "the machine idle may do nothing"),
        (
            {"carried": CARRIED_BY | {Role.SUPERVISOR: CARRIED_BY[Role.SUPERVISOR] | {Power.RESULT_CLEAR}}},
            "supervisor only watches, but carries result.clear",
        ),
    ],
)
def test_a_planted_hole_in_the_powers_is_seen(planted, fault):
    faults = faults_of_the_powers(**(TABLES | planted))

    assert fault in faults


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_an_administrator_carries_exactly_what_was_decided(role):
    assert CARRIED_BY[role] == ADMINISTRATORS[role]
