"""Two texts: what is a copy, a rewrite, a part, and what is none of it; with passages that stand where they say."""

import random

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from opencc import OpenCC

from benchmarks.originality.rewrite import Spinner, Traced, fiction, filler, section, shuffle
from tests.kernels.originality.samples import CABLE, DECLARATION, PUMP, PUMP_OTHER
from xinghe.kernels.originality import Verdict, compare, evidence

SPINNER = Spinner([PUMP, PUMP_OTHER, CABLE, DECLARATION], seed=3)


def overlap(passages, traced: Traced) -> float:
    """Characters both marked and taken from the source, as a share of those that are either."""
    marked = {k for passage in passages for k in range(*passage.a)}
    taken = {k for k, origin in enumerate(traced.origin) if origin >= 0}
    return len(marked & taken) / len(marked | taken)


def test_a_text_is_a_copy_of_itself_from_end_to_end():
    found = compare(PUMP, PUMP)

    assert found.to_json() == {
        "coverage_of_a": 1.0,
        "coverage_of_b": 1.0,
        "verdict": "copy",
        "passages": [{"a": [0, len(PUMP)], "b": [0, len(PUMP)], "score": 1.0}],
    }


@pytest.mark.parametrize("name", ["s2t", "s2tw", "s2hk"])
def test_a_traditional_copy_with_other_punctuation_is_a_copy(name):
    disguised = OpenCC(name).convert(PUMP).replace("，", " 、\u200b").replace("。", "！\n")

    found = compare(disguised, PUMP)

    assert (found.verdict, found.coverage_of_a, found.coverage_of_b) == (Verdict.COPY, 1.0, 1.0)


@pytest.mark.parametrize("rate", [0.2, 0.3, 0.4, 0.5])
def test_a_text_with_words_replaced_is_a_rewrite(rate):
    spun = SPINNER.substitute(Traced.of(PUMP), rate, random.Random(1))

    found = compare(spun.text, PUMP)

    assert found.verdict == Verdict.REWRITE
    assert found.coverage_of_a > 0.95


def test_moved_sentences_are_found_again():
    moved = shuffle(SPINNER.substitute(Traced.of(PUMP), 0.2, random.Random(2)), random.Random(2))

    found = compare(moved.text, PUMP)

    assert found.verdict == Verdict.REWRITE
    assert overlap(found.passages, moved) > 0.95


def test_words_pushed_in_are_spanned():
    filled = filler(Traced.of(PUMP), random.Random(3), every=30)

    found = compare(filled.text, PUMP)

    assert (found.verdict, len(found.passages)) == (Verdict.REWRITE, 1)
    assert found.coverage_of_b > 0.99


def test_sentences_from_elsewhere_are_left_out():
    mixed = fiction(
        Traced.of(PUMP), [s.text for s in Traced.of(CABLE).sentences()], random.Random(5), share=0.5
    )

    found = compare(mixed.text, PUMP)

    assert found.verdict != Verdict.UNRELATED
    assert overlap(found.passages, mixed) > 0.9


@pytest.mark.parametrize(("rate", "least"), [(0.0, 0.97), (0.2, 0.95)])
def test_a_section_in_another_text_is_a_part_with_its_bounds(rate, least):
    source = SPINNER.substitute(Traced.of(PUMP), rate, random.Random(7))
    borrowed = section(source, CABLE, random.Random(7), share=0.45)

    found = compare(borrowed.text, PUMP)

    assert found.verdict == Verdict.PARTIAL
    assert overlap(found.passages, borrowed) > least


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (PUMP, PUMP_OTHER),
        (PUMP, CABLE),
        (PUMP + DECLARATION, CABLE + DECLARATION),
        (DECLARATION + PUMP_OTHER, DECLARATION + PUMP),
        (PUMP, ""),
        ("", ""),
        ("，。！", "，。！"),
        ("泵", "渣"),
        ("渣浆泵", "渣浆泵房"),
    ],
)
def test_a_shared_topic_or_declaration_is_not_a_copy(a, b):
    assert compare(a, b).to_json() == {
        "coverage_of_a": 0.0,
        "coverage_of_b": 0.0,
        "verdict": "unrelated",
        "passages": [],
    }


def test_latin_texts_are_compared_by_their_letters():
    one = "The seal of the slurry pump failed every twenty days because grit entered the spring chamber."
    other = "The gearbox of the loader was rebuilt with a new planetary stage and a larger oil cooler."

    assert compare(one.upper(), one).verdict == Verdict.COPY
    assert compare(one, one.replace("grit entered", "fine grit had entered")).verdict == Verdict.REWRITE
    assert compare(one, other).verdict == Verdict.UNRELATED


def test_offsets_count_python_characters_in_texts_with_astral_and_zero_width_ones():
    disguised = "\U0001f527" + "\u200b".join(OpenCC("s2t").convert(PUMP))
    hosted = CABLE + disguised

    found = compare(hosted, PUMP)

    (passage,) = found.passages
    assert hosted[slice(*passage.a)].replace("\u200b", "").strip("\U0001f527") == OpenCC("s2t").convert(PUMP)
    assert PUMP[slice(*passage.b)] == PUMP


def test_a_pair_known_to_be_similar_is_explained_even_below_the_rule():
    short = PUMP[:16]

    assert compare(CABLE + short, PUMP).verdict == Verdict.UNRELATED
    assert evidence(CABLE + short, PUMP).verdict == Verdict.PARTIAL


@pytest.mark.parametrize(("a", "b"), [("渣" * 50_000, "渣" * 49_999), ("01" * 30_000, "10" * 30_000)])
def test_hostile_repetition_is_answered_in_bounded_time(a, b):
    assert compare(a, b).verdict == Verdict.COPY


pieces = st.lists(
    st.sampled_from(
        [*PUMP.split("。"), *CABLE.split("，"), DECLARATION, "ＰＬＣ", "\u200b", "\U0001f600", "12.5"]
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=150)
@given(pieces.map("".join), pieces.map("".join))
def test_whatever_is_compared_the_answer_is_well_formed_and_repeatable(a, b):
    found = compare(a, b)

    assert compare(a, b) == found
    assert (found.verdict == Verdict.UNRELATED) == (not found.passages)
    assert [p.a for p in found.passages] == sorted(p.a for p in found.passages)
    assert 0 <= found.coverage_of_a <= 1
    assert 0 <= found.coverage_of_b <= 1
    for passage in found.passages:
        assert 0 <= passage.a[0] < passage.a[1] <= len(a)
        assert 0 <= passage.b[0] < passage.b[1] <= len(b)
        assert 0 <= passage.score <= 1


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000), st.floats(0.0, 0.35))
def test_no_rewrite_by_a_third_escapes(seed, rate):
    rng = random.Random(seed)
    source = rng.choice([PUMP, PUMP_OTHER, CABLE])
    spun = shuffle(SPINNER.substitute(Traced.of(source), rate, rng), rng)

    found = compare(spun.text, source)

    assert found.verdict in (Verdict.COPY, Verdict.REWRITE)
    assert found.coverage_of_a > 0.8


def test_a_phrase_said_once_more_in_the_source_does_not_break_the_passage():
    again = PUMP.replace("拆检了十一套失效密封，", "拆检了十一套失效密封，拆检了十一套失效密封，")

    (passage,) = compare(PUMP, again).passages

    assert (passage.a, passage.b) == ((0, len(PUMP)), (0, len(again)))
