"""A table of scores as people make it: what is taken, and what is refused with its line."""

from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given

from xinghe.kernels.judging import JudgingRefused, Reviews, decoded, read_scores

PLAIN = "entry,judge,score\n甲,李,90\n甲,王,85.5\n乙,李,80\n乙,王,79.25\n"


def refused(text: str) -> str:
    with pytest.raises(JudgingRefused) as why:
        read_scores(text)
    return str(why.value)


def test_scores_are_kept_exactly_and_in_one_order():
    reviews = read_scores(PLAIN)

    assert reviews.rows() == [
        ("乙", "李", "", Decimal(80)),
        ("乙", "王", "", Decimal("79.25")),
        ("甲", "李", "", Decimal(90)),
        ("甲", "王", "", Decimal("85.5")),
    ]
    assert (reviews.unit, reviews.ticks[:, 0].tolist()) == (100, [8000, 7925, 9000, 8550])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_usual_encodings_are_read(encoding):
    assert read_scores(decoded(PLAIN.encode(encoding))).rows() == read_scores(PLAIN).rows()


@pytest.mark.parametrize("raw", [PLAIN.encode("utf-16"), PLAIN.encode("utf-16-le"), b"entry,judge,score\nA\0,x,9\n", b"PK\3\4\0"])  # fmt: skip
def test_other_bytes_are_refused(raw):
    with pytest.raises(JudgingRefused) as why:
        decoded(raw)
    assert why.value.code == "score_text_unreadable"


def test_a_mark_is_taken_off_in_either_encoding():
    assert decoded(("\ufeff" + PLAIN).encode("gb18030")) == decoded(PLAIN.encode("utf-8-sig")) == PLAIN


def test_columns_may_stand_in_any_order_beside_others_with_blanks_and_full_width_digits():
    told = 'Score , note,JUDGE,entry\r\n ９０．５ ,好, 李 ,甲\r\n\r\n80,"好,很好",王,甲\r\n'

    assert read_scores(told).rows() == [("甲", "李", "", Decimal("90.5")), ("甲", "王", "", Decimal(80))]


@pytest.mark.parametrize(
    "header",
    ["作品,评委,得分", "参评项目,评审专家,分数", "项目编号,专家,评分", " ＥＮＴＲＹ ,Judge,ｓｃｏｒｅ", "申报项目,评委编号,打分"],
)  # fmt: skip
def test_columns_may_be_called_in_chinese(header):
    assert read_scores(PLAIN.replace("entry,judge,score", header)).rows() == read_scores(PLAIN).rows()


def test_criteria_may_be_called_in_chinese_and_the_own_names_come_first():
    told = "作品,评委,指标,得分,entry\n甲,x,实用,20,A\n甲,x,创新,30,A\n"

    assert read_scores(told).rows() == [("A", "x", "创新", Decimal(30)), ("A", "x", "实用", Decimal(20))]


@pytest.mark.parametrize("between", [";", "\t", "，", "；"])
def test_cells_may_be_parted_as_spreadsheets_and_keyboards_part_them(between):
    assert read_scores(PLAIN.replace(",", between)).rows() == read_scores(PLAIN).rows()


@pytest.mark.parametrize(
    ("one", "other"),
    [("A1", "Ａ１"), ("A 1", "A\u3000 1"), ("A1", "A1\u00a0"), ("A1", "\u200bA1"), ("é", "e\u0301"), ("项目(1)", "项目（１）")],
)  # fmt: skip
def test_an_id_is_one_however_wide_or_padded_it_was_typed(one, other):
    told = f"entry,judge,score\n{one},x,9\n{other},y,8\n{one},z,7\n"
    turned = f"entry,judge,score\n{other},y,8\n{one},x,9\n{one},z,7\n"

    assert [row[0] for row in read_scores(told).rows()] == [one] * 3
    assert read_scores(turned).rows() == read_scores(told).rows()
    assert refused(f"entry,judge,score\n{one},x,9\n{other},x,8\n").startswith("Line 3 is a second score")


def test_what_only_looks_alike_stays_two():
    told = "entry,judge,score\n作品①,x,9\n作品1,x,8\n作品（一）,x,7\n"

    assert [row[0] for row in read_scores(told).rows()] == ["作品1", "作品①", "作品（一）"]


def test_blank_lines_before_the_header_and_blank_cells_behind_the_last_are_passed_over():
    told = "\n,,\nentry,judge,score\nA,x,9,,\n\nA,y,8,  \nA,z,?\n"

    assert refused(told).startswith("Line 7 says “?”")
    assert len(read_scores(told.replace("?", "7"))) == 3


def test_a_score_above_the_highest_there_can_be_is_refused():
    told = "entry,judge,score\nA,x,85.5\nA,y,855\n"

    with pytest.raises(JudgingRefused, match="Line 3 says 855: scores lie between 0 and 100") as why:
        read_scores(told, highest=Decimal(100))
    assert why.value.code == "score_outside"
    with pytest.raises(JudgingRefused, match="Line 3 says -1: "):
        read_scores(told.replace("855", "-1"), highest=Decimal(100))
    assert len(read_scores(told.replace("855", "100"), highest=Decimal(100))) == 2


def test_criteria_are_columns_of_one_review():
    told = "entry,judge,criterion,score\nA,x,实用,20\nA,x,创新,30\nA,y,创新,25\nA,y,实用,21\n"

    reviews = read_scores(told)

    assert (reviews.criteria, reviews.ticks.tolist()) == (("创新", "实用"), [[30, 20], [25, 21]])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names the columns –"),
        ("entry,judge\nA,x\n", "names the columns entry, judge."),
        ("entry,judge,score,score\nA,x,1,1\n", "once each"),
        ("entry,judge,score\n\n", "There is no score."),
        ("entry,judge,score\nA,x,9\nA,y,\n", "Line 3 has nothing under score."),
        ("entry,judge,score\nA,x,9\nA,y\n", "Line 3 has nothing under score."),
        ("entry,judge,score\nA,x,9\n,y,8\n", "Line 3 has nothing under entry."),
        ("entry,judge,criterion,score\nA,x,,9\n", "Line 2 has nothing under criterion."),
        ("entry,judge,score\nA,x,弃权\n", "Line 2 says “弃权”"),
        ("entry,judge,score\nA,x,nan\n", "Line 2 says “nan”"),
        ("entry,judge,score\nA,x,1e2\n", "Line 2 says “1e2”"),
        ("entry,judge,score\nA,x,1_0\n", "Line 2 says “1_0”"),
        ("entry,judge,score\nA,x,9²\n", "Line 2 says “9²”"),
        ("entry,judge,score\nA,x,∞\n", "Line 2 says “∞”"),
        ("entry,judge,score\nA,x,-inf\n", "Line 2 says “-inf”"),
        ("作品,评委\nA,x\n", "names the columns 作品, 评委."),
        ("作品,评委,得分,得分\nA,x,1,1\n", "once each"),
        ("entry,judge,score\nA,x,0.1234567\n", "at most 6 decimals"),
        ('entry,judge,score\nA,x,9\n"A,y,8\n' + "B,x,7\n" * 30_000, "From line 3 on this is no CSV."),
        ("entry,judge,score\nA,x,9,8\n", "Line 2 has 4 cells, the first line names 3"),
        ('entry,judge,score\n"A\nB",x,9\nA,y,?\n', "Line 4 says “?”"),
        ("entry,judge,score\nA,x,9\nB,x,8\nA,x,9\n", "Line 4 is a second score of “x” for “A” (score) after line 2."),
        (
            "entry,judge,criterion,score\nA,x,c,1\nA,x,d,1\nA,y,d,1\nA,x,c,2\n",
            "Line 5 is a second score of “x” for “A” (c) after line 2.",
        ),
        (
            "entry,judge,criterion,score\nA,x,c,1\nA,x,d,1\nA,y,d,1\n",
            "“y” scored “A” (line 4) but not for “c”.",
        ),
    ],
    ids=lambda value: value[:40],
)  # fmt: skip
def test_what_is_doubtful_is_refused_with_its_line(text, words):
    assert words in refused(text)


@given(st.permutations(range(12)))
def test_the_order_of_the_rows_is_of_no_matter(order):
    rows = [(f"E{n // 3}", f"J{n % 3}", "", Decimal(n)) for n in range(12)]

    assert Reviews.of([rows[at] for at in order]).rows() == Reviews.of(rows).rows()
