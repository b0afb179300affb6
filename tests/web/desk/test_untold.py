"""What is settled behind closed doors looks like what is still judged, to everybody but who decides (SEC-02).

In six worlds one application is judged, concluded, proposed, on the draft of a notice, declined and not told yet. Its own
author, who is an officer of the organiser, and the officers on its way ask for every page, list, table and act.
"""

import pytest
from django.urls import reverse

from tests.factories import programmes as made
from tests.factories.notices import CONTACTS, TITLE
from tests.factories.recommendations import Offices
from tests.reviews.test_two_worlds import undone
from tests.web.jury.test_two_worlds import read
from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.accounts.models import Person
from xinghe.foundation import clock
from xinghe.notices import actions as notices
from xinghe.programmes import actions, registry
from xinghe.programmes.models import Application
from xinghe.programmes.rules.quota import Quota
from xinghe.programmes.vocab import Phase
from xinghe.web.desk.applications import ACTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]
WHY = {"reasons": ["material_incomplete"], "words": "名额有限，未能入选"}


@pytest.fixture
def people(province):
    """Officers of the tree, where one small kind is installed."""
    before = registry.every_kind()
    registry.install(*before, made.small_kind())
    yield Offices(tree=province)
    registry.install(*before)


@pytest.fixture
def call(people):
    """An open call of the province."""
    return made.call_of(people)


@pytest.fixture
def observers(province, officer_at):
    """A browser of each who must not know, and of who decides."""
    author, browser = officer_at(province.province, Role.PROVINCIAL_OFFICER)
    paths = {"territory_path": province.workshop.territory_path, "industry_path": ""}
    Person.objects.filter(pk=author.pk).update(**paths)
    return {
        "author": (author, browser),
        "unit": officer_at(province.workshop, Role.UNIT_OFFICER),
        "county": officer_at(province.county, Role.OFFICER),
        "city": officer_at(province.city, Role.OFFICER),
        "leader": officer_at(province.province, Role.LEADER),
        "decider": officer_at(province.province, Role.PROVINCIAL_OFFICER),
    }


@pytest.fixture
def scene(people, call, observers, province, settings):
    """What the author handed in and one of somebody else's, both admitted; the author is an officer of the province."""
    settings.COUNTS_KEPT = 0
    organiser = people.at(call.union)
    actions.give_places(organiser, call_id=call.pk, union_id=province.city.pk, quota=Quota(most=3))
    author = observers["author"][0]
    applicants = (
        Actor(person_id=author.pk, via="web", name=author.name),
        made.worker_at(province.workshop),
    )
    held = [made.examined(people, made.handed_in(one, call)) for one in applicants]
    for one in held:
        actions.admit(organiser, application_id=one.pk)
    return organiser, held[0], held[1], call


def to_decision(scene):
    actions.conclude(scene[0], application_id=scene[1].pk)


def proposed(scene):
    to_decision(scene)
    actions.propose(scene[0], application_id=scene[1].pk, grade="first")


def declined(scene):
    to_decision(scene)
    actions.decline(scene[0], application_id=scene[1].pk, **WHY)


def taken_back(scene):
    to_decision(scene)
    actions.take_back(scene[0], application_id=scene[1].pk)


def on_a_draft(scene):
    proposed(scene)
    notices.make_notice(scene[0], call_id=scene[3].pk, title=TITLE, channels=CONTACTS)


WORLDS = {
    "judged": lambda _scene: None,
    "concluded": to_decision,
    "proposed": proposed,
    "declined": declined,
    "taken back": taken_back,
    "on a draft": on_a_draft,
}


def ways(scene, *, is_officer):
    """Every address at which an application could be told from another."""
    _, target, other, call = scene
    lists = reverse("desk:applications")
    taken = reverse("desk:list-export", args=["applications"])
    yield from (
        lists,
        reverse("desk:today"),
        reverse("desk:call", args=[call.code]),
        "/my/",
        "/my/applications/",
    )
    yield reverse("desk:application-order") + f"?call={call.code}"
    for base in (lists, taken):
        yield from (f"{base}?phase={phase.value}" for phase in Phase)
        yield from (f"{base}?sort={way}{key}" for key in ("since", "phase", "title") for way in ("", "-"))
        yield f"{base}?columns=title&columns=phase&columns=since&columns=place&columns=desk&columns=due"
    if is_officer:
        yield from (reverse("desk:notices"), reverse("desk:notice-new"))
        yield f"{reverse('desk:notice-new')}?call={call.code}"
    for one in (target, other):
        yield reverse("desk:application", args=[one.code])
        yield reverse("portal:application", args=[one.code])


def seen(scene, browser, *, is_officer):
    """What comes back from every address, and from every act that may be tried."""
    found = {
        way: read(browser, lambda way=way: browser.get(way)) for way in ways(scene, is_officer=is_officer)
    }
    for name in ACTS:
        way = reverse(f"desk:application-{name}", args=[scene[1].code])
        sent = {"version": "", "grade": "first", "opinion": "同意", "word": "0" * 8, "days": "3", **WHY}
        found[f"POST {way}"] = read(browser, lambda way=way, sent=sent: browser.post(way, sent))
    return found


def worlds(scene, browser, *, is_officer=False):
    found = {}
    with clock.held_at(clock.now()):
        for name, make in WORLDS.items():
            with undone():
                make(scene)
                found[name] = seen(scene, browser, is_officer=is_officer)
    return found


@pytest.mark.parametrize("observer", ["author", "unit", "county", "city", "leader"])
def test_nobody_else_learns_what_is_settled(scene, observers, observer):
    # The organiser's drafts are its own officers' to see, but for one who applied.
    found = worlds(scene, observers[observer][1], is_officer=observer == "author")

    for name in WORLDS:
        differing = [way for way in found["judged"] if found[name][way] != found["judged"][way]]
        assert differing == [], name
    statuses = [answer[0] for answer in found["judged"].values()]
    assert statuses.count(200) >= 40


def test_the_control_who_decides_sees_each_as_it_is(scene, observers):
    found = worlds(scene, observers["decider"][1])

    page = reverse("desk:application", args=[scene[1].code])
    assert len({str(found[name][page]) for name in WORLDS}) == len(WORLDS)


def test_the_control_told_together_everybody_sees_it(scene, observers):
    browser = observers["unit"][1]
    page = reverse("desk:application", args=[scene[1].code])
    declined(scene)
    assert WHY["words"] not in browser.get(page).content.decode()

    actions.release_decisions(scene[0], call_id=scene[3].pk)

    assert WHY["words"] in browser.get(page).content.decode()


@pytest.mark.parametrize(
    ("phase", "is_untold"), [*((phase, False) for phase in Phase), (Phase.DECLINED, True)]
)
def test_the_column_and_the_word_of_one_application_agree(scene, phase, is_untold):
    Application.objects.filter(pk=scene[1].pk).update(phase=phase, is_untold=is_untold)

    held = Application.objects.get(pk=scene[1].pk)

    assert held.told == held.told_phase
