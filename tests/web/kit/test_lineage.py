"""A lineage is laid out with time from left to right, and every drawn tie is said in words too."""

import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from xinghe.texts.queries import Family, Relative, ShownTie
from xinghe.texts.vocab import Relation
from xinghe.web.kit.lineage import columns_of, lineage_shown, short_lines

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def family(*ties, hidden=()):
    """A family of texts by letter-like numbers; the first text named is where the walk began."""
    texts = list(dict.fromkeys(end for later, _, earlier in ties for end in (later, earlier)))
    return Family(
        start=texts[0],
        relatives=tuple(
            Relative(
                text_id=one,
                distance=0 if one == texts[0] else 1,
                is_open=one not in hidden,
                subject_kind="" if one in hidden else "result",
                subject_id=0 if one in hidden else one,
                title="" if one in hidden else f"改进 {one}",
            )
            for one in texts
        ),
        ties=tuple(
            ShownTie(
                number=number,
                later=later,
                earlier=earlier,
                relation=relation,
                reason="",
                made_by="",
                made_at=NOW,
                may_undo=False,
            )
            for number, (later, relation, earlier) in enumerate(ties)
        ),
    )


def shown(found, **urls):
    return lineage_shown(found, urls={("result", 2): "/two/", ("result", 1): "/one/"}, undo={}, **urls)


def test_the_earliest_stands_on_the_left_and_one_work_in_one_column():
    found = family(
        (3, Relation.IMPROVED_FROM, 2),
        (2, Relation.SPLIT_FROM, 1),
        (4, Relation.SAME_WORK, 3),
        (5, Relation.REPLICATED_FROM, 4),
    )

    assert columns_of(found) == {1: 0, 2: 1, 3: 2, 4: 2, 5: 3}


@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.sampled_from(Relation), st.integers(1, 9)).filter(
            lambda tie: tie[0] != tie[2]
        ),
        min_size=1,
        max_size=20,
    )
)
def test_no_two_boxes_lie_on_each_other_and_all_lie_inside(ties):
    whole = family(*ties)
    columns = columns_of(whole)
    reached = Family(
        start=whole.start,
        relatives=tuple(one for one in whole.relatives if one.text_id in columns),
        ties=tuple(one for one in whole.ties if one.later in columns),
    )

    drawing = shown(reached).drawing

    corners = sorted((box.x, box.y) for box in drawing.boxes)
    assert len(set(corners)) == len(reached.relatives)
    for one, other in pairwise(corners):
        assert other[0] - one[0] >= drawing.box_width or other[1] - one[1] >= drawing.box_height
    assert corners[0] >= (0, 0)
    assert max(x for x, _ in corners) + drawing.box_width <= drawing.width
    assert max(y for _, y in corners) + drawing.box_height <= drawing.height


def test_a_bond_is_read_from_the_work_of_the_page():
    found = family((2, Relation.REPLICATED_FROM, 1), (3, Relation.IMPROVED_FROM, 2), hidden=(3,))

    bonds = shown(found).bonds

    said = [
        (bond.one.is_here, bond.one.title, bond.words, bond.other.title, bond.other.url) for bond in bonds
    ]
    assert said == [
        (True, "改进 2", "replicated from", "改进 1", "/one/"),
        (True, "改进 2", "improved by", "a text at another union", ""),
    ]


def test_two_relations_of_one_pair_share_a_thread_and_one_work_has_no_arrow():
    found = family(
        (2, Relation.IMPROVED_FROM, 1), (2, Relation.REPLICATED_FROM, 1), (3, Relation.SAME_WORK, 2)
    )

    threads = shown(found).drawing.threads

    assert [(thread.words, thread.path.count("M")) for thread in threads] == [
        ("improved from, replicated from", 2),
        ("the same work as", 1),
    ]
    assert "V" in threads[1].path  # one right above the other


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("夹具改进", ("夹具改进",)),
        ("转炉炉口渣清理机械臂及其控制", ("转炉炉口渣清理机械臂及", "其控制")),
        (
            "化纤纺丝组件清洗液循环再生方法及其自动补液控制装置",
            ("化纤纺丝组件清洗液循环", "再生方法及其自动补液…"),
        ),
        ("a text at another union", ("a text at another", "union")),
        ("", ()),
    ],
)
def test_a_title_is_broken_into_two_short_lines(title, lines):
    assert short_lines(title) == lines


def test_the_drawing_needs_no_style_of_its_own_and_its_links_can_be_reached():
    found = family((2, Relation.IMPROVED_FROM, 1), (3, Relation.IMPROVED_FROM, 2), hidden=(3,))

    page = render_to_string("kit/parts/lineage.html", {"lineage": shown(found)})

    drawing = page[page.index("<svg") : page.index("</svg>")]
    assert "style=" not in page
    assert re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"', drawing) == [("/one/", "改进 1")]
    assert page.count('<a href="/one/"') == 2


def test_what_a_title_says_is_not_taken_for_markup():
    found = family((2, Relation.IMPROVED_FROM, 1))
    sly = Family(
        start=2,
        relatives=tuple(
            Relative(
                text_id=one.text_id,
                distance=one.distance,
                is_open=True,
                subject_kind="result",
                subject_id=one.subject_id,
                title='"><script>x</script>',
            )
            for one in found.relatives
        ),
        ties=found.ties,
    )

    page = render_to_string("kit/parts/lineage.html", {"lineage": shown(sly)})

    assert "<script>" not in page


def test_without_ties_there_is_no_drawing():
    page = render_to_string("kit/parts/lineage.html", {"lineage": shown(Family(start=1))})

    assert ("<svg" in page, "Not tied to any other work." in page) == (False, True)
