"""Looks on site in the browser: begun, written by several, signed by two, printed."""

import re
from datetime import date, timedelta

import pytest

from tests.factories import reviews as judged
from tests.web.jury.conftest import browser_of_person
from xinghe.foundation import clock
from xinghe.programmes import registry
from xinghe.reviews.models import Visit
from xinghe.reviews.vocab import CHECKLIST

pytestmark = pytest.mark.django_db
WHOLE = {f"holds-{item}": "yes" for item, _ in CHECKLIST} | {"conclusion": "现场与申报一致，设备运行正常。"}


@pytest.fixture
def round_(people):
    kind = judged.defended_kind()
    registry.install(*(one for one in registry.every_kind() if one.code != kind.code), kind)
    return judged.on_site(people)


@pytest.fixture
def browsers(round_):
    return [browser_of_person(one.person_id) for one in round_.sitting]


@pytest.fixture
def begun(round_, browsers):
    """The address of a report that the first judge has begun."""
    return browsers[0].post(f"/jury/panels/{round_.code}/visits/1/", {"day": "2026-03-02"})["Location"]


def text_of(answer):
    return answer.content.decode()


def kept(browser, address, **fields):
    version = re.search(r'name="revision" value="(\d+)"', text_of(browser.get(f"{address}?change=1")))[1]
    return browser.post(address, {**WHOLE, "revision": version, **fields})


def test_a_report_is_begun_from_the_list_once(round_, browsers):
    way = f"/jury/panels/{round_.code}/visits/"
    before = text_of(browsers[0].get(way))
    ahead = (clock.now() + timedelta(days=3)).date().isoformat()

    late = browsers[0].post(f"{way}1/", {"day": ahead})
    first = browsers[0].post(f"{way}1/", {"day": "2026-03-02"})
    second = browsers[1].post(f"{way}1/", {"day": "2026-03-02"})
    after = text_of(browsers[1].get(way))

    assert "Begin the report" in before
    assert late.status_code == 422
    assert "lies ahead" in text_of(late)
    assert first.status_code == 302
    assert second.status_code == 409
    assert "begun already" in text_of(second)
    assert Visit.objects.get().visited_date == date(2026, 3, 2)
    assert "0 of 6 items answered" in after


def test_what_is_written_is_kept_whole_or_not(begun, browsers):
    kept(browsers[0], begun, **{"holds-rights": "", "note-rights": "专利证书在财务科，下午再看"})
    page = text_of(browsers[1].get(begun))
    early = browsers[0].post(
        begun, {**WHOLE, "holds-rights": "", "revision": Visit.objects.get().version, "act": "sign"}
    )

    assert "专利证书在财务科" in page
    assert page.count("checked") == 5
    assert early.status_code == 422
    assert "1 items of the checklist" in text_of(early)
    assert Visit.objects.get().first_signed_by_id is None


def test_two_sign_it_one_after_the_other(round_, begun, browsers):
    first = kept(browsers[0], begun, act="sign")
    mine, theirs = text_of(browsers[0].get(begun)), text_of(browsers[1].get(begun))
    version = Visit.objects.get().version
    twice = browsers[0].post(f"{begun}sign/{version}/")
    second = browsers[1].post(f"{begun}sign/{version}/")
    done = text_of(browsers[1].get(f"{begun}?change=1"))

    assert (first.status_code, second.status_code, twice.status_code) == (302, 302, 409)
    assert "Sign the report" not in mine
    assert "Sign the report" in theirs
    assert "bears your signature" in text_of(twice)
    assert "<textarea" not in done
    assert done.count(round_.sitting[1].person.name)
    visit = Visit.objects.get()
    assert {visit.first_signed_by_id, visit.second_signed_by_id} == {
        one.person_id for one in round_.sitting[:2]
    }


def test_a_change_voids_the_first_signature_and_says_so_before(begun, browsers):
    kept(browsers[0], begun, act="sign")
    warned = text_of(browsers[1].get(begun))

    kept(browsers[1], begun, conclusion="现场与申报一致，但台账缺三个月。")

    assert "voids the first signature" in warned
    assert Visit.objects.get().first_signed_by_id is None


def test_what_another_kept_meanwhile_is_shown_beside_what_was_typed(begun, browsers):
    stale = re.search(r'name="revision" value="(\d+)"', text_of(browsers[1].get(begun)))[1]
    kept(browsers[0], begun, **{"holds-safety": "no", "note-safety": "防护罩缺一块"})

    answer = browsers[1].post(begun, {**WHOLE, "revision": stale, "note-figures": "电表读数一致"})

    page = text_of(answer)
    assert answer.status_code == 409
    assert "was changed meanwhile" in page
    assert "电表读数一致" in page
    assert "no · 防护罩缺一块" in page
    assert Visit.objects.get().findings["safety"]["holds"] is False


def test_it_is_printed_with_everybodys_names(round_, begun, browsers):
    kept(browsers[0], begun, act="sign")

    page = text_of(browsers[2].get(f"{begun}print/"))

    assert round_.entries[0].title in page
    assert all(one.person.name in page for one in round_.sitting)
    assert "现场与申报一致" in page
    assert "not signed yet" in page


def test_who_was_not_there_finds_nothing_and_an_officer_reads_alone(round_, begun, officer_at):
    for person in (round_.entries[0].applicant_id, judged.judge(round_.people).person_id):
        outside = browser_of_person(person)
        assert [
            one.status_code
            for one in (
                outside.get(begun),
                outside.get(f"{begun}print/"),
                outside.post(begun, WHOLE),
                outside.post(f"{begun}sign/1/"),
                outside.post(f"/jury/panels/{round_.code}/visits/1/", {"day": "2026-03-02"}),
            )
        ] == [404] * 5
    _, officer = officer_at(round_.people.tree.province)
    page = text_of(officer.get(begun))
    assert round_.entries[0].title in page
    assert "<textarea" not in page
    assert begun + "sign/" not in page


def test_photos_are_taken_there(begun, browsers):
    page = text_of(browsers[0].get(begun))

    assert 'data-kind="visit"' in page
    assert 'capture="environment"' in page
    assert "Where it was taken is removed from the file." in page
