"""A small province with things in it, and everybody who might look at them."""

from dataclasses import dataclass

import pytest

from tests.factories import results as results_of
from tests.factories import unions as unions_of
from tests.factories.unions import SmallProvince
from xinghe.access.actor import Actor
from xinghe.access.powers import JOB_POWERS, Role
from xinghe.jobs.models import Run
from xinghe.results.models import Result
from xinghe.results.vocab import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The province, the actors by name, and the results and runs by what they show."""

    tree: SmallProvince
    actors: dict[str, Actor]
    results: list[Result]
    runs: list[Run]


@pytest.fixture
def tree(db: None) -> SmallProvince:
    """The tree alone."""
    return unions_of.small_province()


@pytest.fixture
def world(tree: SmallProvince) -> World:
    """Results and runs at every unit, some of them somebody's own, and actors of every kind."""
    actors = {"the public": Actor.public(), "a worker": unions_of.worker()}
    for role in Role:
        for name in ("province", "city", "county", "enterprise", "industry", "workshop", "plant"):
            actors[f"{role} at {name}"] = unions_of.officer(role, getattr(tree, name))
    actors["officer in two counties"] = unions_of.officer(Role.OFFICER, tree.county, tree.far_county)
    actors["officer at plant and enterprise"] = unions_of.officer(Role.OFFICER, tree.plant, tree.enterprise)
    for system in JOB_POWERS:
        actors[system] = Actor.for_job(system)
    owners = [actors[name].person_id for name in ("a worker", "officer at county", "officer at enterprise")]
    results, runs = [], []
    for unit in (tree.workshop, tree.sister_workshop, tree.far_workshop, tree.plant, tree.branch):
        for owner in (None, *owners):
            results.append(results_of.result(unit, recorded_by_id=owner))
            runs.append(
                Run.objects.create(
                    code="x",
                    person_id=owner,
                    system="" if owner else "index-texts",
                    territory_path=unit.territory_path,
                    industry_path=unit.industry_path,
                    asked_at=unions_of.NOW,
                )
            )
        results.append(
            results_of.result(
                unit,
                stage=Stage.PUBLISHED,
                cleared_by_id=owners[1],
                cleared_at=unions_of.NOW,
                published_at=unions_of.NOW,
            )
        )
    return World(tree=tree, actors=actors, results=results, runs=runs)
