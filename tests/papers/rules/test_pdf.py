"""Papers as PDF: laid out by the standard, the same bytes each time, and nothing that people wrote is ever carried out."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import papers
from tests.papers.reading import MM, fonts_of, letters_of, lines_of, pages_of, text_of
from xinghe.papers.rules.layout import Annex, Heading, Paragraph, QrMark
from xinghe.papers.rules.pdf import pdf_of, pictures_of, qr_svg

HOSTILE = (
    '#read("/etc/passwd")',
    '#import "base.typ": *',
    "*bold* _thin_ $x^2$ \\ @label <label> `raw` // comment /* more */",
    "]]) #panic() [[(",
    '"}{":null,',
    "{{ data }} {% x %} ${PATH}",
    "</w:t><w:t>&amp;&lt;",
    "A" * 400,
    "𬱖龑翀燚",
    "\u202eright\u202c to left",
    "\x00\x07\x1b[31m\ufffe\ud800",
    "😀👩‍👩‍👧",
    "",
    "   ",
    "\n\n",
)


def spoken(text: str) -> str:
    """What of a text an eye can see."""
    return "".join(text.split())


BODY = "坚持面向一线服务职工推动职工技术创新工作高质量发展建立成果台账和供需对接机制" * 60


@pytest.mark.parametrize("make", papers.EVERY_KIND)
def test_the_same_layout_gives_the_same_bytes_and_another_date_others(make):
    made = pdf_of(make())

    assert made.startswith(b"%PDF-1.7")
    assert made == pdf_of(make())
    assert made != pdf_of(replace(make(), day=date(2026, 3, 3)))


def test_the_date_of_making_is_the_papers():
    import pypdfium2

    told = pypdfium2.PdfDocument(pdf_of(papers.decision())).get_metadata_dict()

    assert told["CreationDate"].startswith("D:20260302")
    assert told["Title"] == papers.decision().title
    assert told["Author"] == "星河省总工会"


@pytest.mark.parametrize("make", papers.EVERY_KIND)
def test_only_the_fonts_that_come_along_are_used(make):
    assert fonts_of(pdf_of(make())) <= {"NotoSerifSC-Regular", "NotoSansSC-Regular"}


def test_a_page_has_22_lines_of_28_characters_within_the_margins_of_the_standard():
    made = papers.decision(body=(Paragraph(text=BODY),), annexes=(), remark="", printer="")
    lines = [line for line in lines_of(pages_of(pdf_of(made))[1]) if line[0].size > 15]

    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}
    assert {round(line[0].x, 1) for line in lines} == {28.0}
    # A character stands every 156/28 mm, a line every 225/22 mm, and the type is 16 pt.
    assert round((lines[0][27].x - lines[0][0].x) / 27, 2) == round(156 / 28, 2)
    assert round((lines[21][0].y - lines[0][0].y) / 21, 2) == round(225 / 22, 2)
    assert {round(letter.size, 1) for line in lines for letter in line} == {16.0}
    top = lines[0][0].y - 0.88 * 16 / MM
    assert abs(top - 37) < 0.3


def test_paragraphs_begin_two_characters_in_and_no_line_begins_with_a_stop():
    sentence = "各级工会要加强组织领导，抓好贯彻落实；认真总结经验、及时报告情况。（重要事项“随时”报告）"
    made = papers.decision(body=(Paragraph(text=sentence * 40), Paragraph(text=sentence)), annexes=())
    lines = [line for page in pages_of(pdf_of(made)) for line in lines_of(page) if 15 < line[0].size < 17]
    running = [line for line in lines if line[0].x < 45 and len(line) > 20]

    assert not {line[0].sign for line in running} & set("，。；、）”：》！？")
    assert not {line[-1].sign for line in running} & set("（“《")
    indented = [line for line in running if line[0].sign == "各" and line[0].x > 38]
    assert {round(line[0].x, 1) for line in indented} == {round(28 + 2 * 156 / 28, 1)}


def test_the_four_levels_of_headings_are_counted_and_begin_anew():
    body = (
        Heading(text="甲"),
        Heading(text="乙", level=2),
        Heading(text="丙", level=3, then="接排"),
        Heading(text="丁", level=4),
        Heading(text="戊", level=2),
        Heading(text="己"),
        Heading(text="庚", level=2),
    )

    told = text_of(pdf_of(papers.decision(body=body, annexes=()))).replace("—1—", "")

    assert "一、甲（一）乙1.丙接排（1）丁（二）戊二、己（一）庚" in told


def test_the_head_the_number_and_the_imprint_stand_where_the_standard_puts_them():
    pages = pages_of(pdf_of(papers.decision()))
    first, last = lines_of(pages[0]), lines_of(pages[-1])

    mark = next(line for line in first if line[0].size > 40)
    assert "".join(letter.sign for letter in mark) == "星河省总工会文件"
    # The upper edge of the mark stands 35 mm below that of the type area.
    assert abs(mark[0].y - 0.88 * mark[0].size / MM - (37 + 35)) < 2
    number = next(line for line in first if line[-1].sign == "号")
    assert "".join(letter.sign for letter in number) == "星工发〔2026〕12号"
    assert abs((number[0].x + number[-1].x + 16 / MM) / 2 - (28 + 78)) < 2
    foot = last[-2]
    assert "".join(letter.sign for letter in foot) == "星河省总工会办公室2026年3月2日印发"
    # The last line of the type area, 35 mm above the edge.
    assert 297 - 35 - 8 < foot[0].y < 297 - 35


def test_page_numbers_stand_outside():
    pages = pages_of(pdf_of(papers.decision()))
    feet = [lines_of(page)[-1] for page in pages]

    assert ["".join(letter.sign for letter in foot) for foot in feet] == [
        f"—{n}—" for n in range(1, len(pages) + 1)
    ]
    assert all((foot[0].x > 150) == (n % 2 == 1) for n, foot in enumerate(feet, 1))


@pytest.mark.parametrize("count", range(330, 400, 10))
def test_no_page_bears_a_signature_alone(count):
    made = papers.decision(
        body=(Paragraph(text=BODY[:700]), Paragraph(text=BODY[: count - 40])), annexes=(), remark=""
    )
    pages = pages_of(pdf_of(made))
    signed = next(
        page
        for page in pages
        if any("".join(x.sign for x in line) == "2026年3月2日" for line in lines_of(page))
    )
    text = [line for line in lines_of(signed) if 15 < line[0].size < 17 and line[0].x < 45]

    assert len(text) >= 1


def test_a_long_table_has_its_head_on_every_page_and_every_row_once():
    pages = pages_of(
        pdf_of(papers.decision(annexes=(Annex(title="名单", blocks=(papers.award_list(120),)),)))
    )
    begins = [any("".join(x.sign for x in line) == "名单" for line in lines_of(page)) for page in pages]
    listing = pages[begins.index(True) :]
    told = ["".join(letter.sign for letter in letters_of(page)) for page in listing]

    assert all("序号成果名称完成单位主要完成人等次" in page for page in told)
    first = [[x.sign for x in line if x.x < 39] for page in listing for line in lines_of(page)]
    numbers = [int("".join(signs)) for signs in first if signs and all(sign.isdigit() for sign in signs)]
    assert numbers == list(range(1, 121))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_write_is_set_as_it_stands(text):
    made = pdf_of(
        papers.decision(title="标题" + text, body=(Paragraph(text=text), Heading(text=text)), remark=text)
    )
    told = text_of(made)

    assert b"root:" not in made
    for shown in (
        letter
        for letter in spoken(text)
        if 32 < ord(letter) < 0x2_0000 and letter not in "\u202e\u202c\u200d"
    ):
        if shown.isprintable() and ord(shown) < 0xD800:
            assert shown in told


@pytest.mark.parametrize("text", HOSTILE)
def test_every_kind_bears_any_text_anywhere(text):
    field = papers.Field(label=text, value=text)
    mark = QrMark(address="https://xinghe.example/x", words=text)
    table = papers.Table(
        columns=(papers.Column(title=text), papers.Column(title="二")), rows=((text, text),) * 3, caption=text
    )
    made = [
        papers.decision(
            issuers=(text, "星河省总工会"),
            number=text,
            addressee=text,
            annexes=(Annex(title=text, blocks=(table,)),) * 2,
        ),
        papers.form(
            title=text,
            cover=(field,),
            notes=(text,),
            sections=(
                papers.Section(
                    title=text,
                    parts=(
                        papers.FieldGrid(rows=((field,),)),
                        papers.LongText(label=text, text=text, limit=9),
                    ),
                ),
            ),
        ),
        papers.certificate(recipient=text, text=text, grade=text, number=text, mark=mark),
        papers.plaque(title=text, name=text, number=text, mark=mark),
        papers.notice(
            title=text, body=(Paragraph(text=text), table), channels=(field,), digest=text, number=text
        ),
        papers.draw_record(title=text, facts=(field,), signers=(text,), mark=mark),
        papers.scoring_sheet(
            title=text, facts=(field,), rows=(papers.ScoreRow(code=text, title=text, remark=text),)
        ),
    ]

    assert all(pdf_of(one) for one in made)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80))
def test_any_text_at_all_is_typeset(text):
    assert pdf_of(papers.certificate(recipient=text))


def test_a_planted_call_in_the_template_would_be_seen():
    """The control: were a text read as markup, what it asks for would stand on the page."""
    import typst

    source = b'#set page(width: 200pt)\n#eval(sys.inputs.paper, mode: "markup")'
    made = typst.compile(source, sys_inputs={"paper": '#("ha" * 3)'}, ignore_system_fonts=True)

    assert "hahaha" in text_of(made)
    assert "hahaha" not in text_of(pdf_of(papers.decision(remark='#("ha" * 3)')))


def test_a_word_longer_than_the_line_breaks_within_the_type_area():
    made = papers.decision(
        body=(Paragraph(text="A" * 300),),
        annexes=(
            Annex(
                title="表",
                blocks=(
                    papers.Table(
                        columns=(papers.Column(title="甲"), papers.Column(title="乙", width=6)),
                        rows=(("B" * 90, "丙"),),
                    ),
                ),
            ),
        ),
    )
    letters = [letter for page in pages_of(pdf_of(made)) for letter in letters_of(page)]

    assert max(letter.x for letter in letters if letter.sign == "A") < 184
    assert max(letter.x for letter in letters if letter.sign == "B") < 28 + 156 / 7
    assert sum(letter.sign == "B" for letter in letters) == 90


def test_the_seal_page_names_the_version_and_every_page_after_the_cover_does():
    pages = pages_of(pdf_of(papers.form()))
    told = ["".join(letter.sign for letter in letters_of(page)) for page in pages]

    assert "第3版" not in told[0]
    assert all("第3版3f2a9c1b77d04e55" in page for page in told[1:])
    assert "版本：第3版" in told[-1]
    assert papers.DIGEST in told[-1]
    assert told[-1].count("盖章处") == 4


def test_the_qr_code_is_that_of_its_address():
    other = QrMark(address="https://xinghe.example/v/other", words="扫码核验")

    assert qr_svg(papers.MARK.address) == qr_svg("https://xinghe.example/v/9f3k2m7q") != qr_svg(other.address)
    assert pdf_of(papers.certificate()) != pdf_of(papers.certificate(mark=other))


def test_pictures_are_as_many_as_pages():
    assert len(pictures_of(papers.decision(), ppi=20)) == len(pages_of(pdf_of(papers.decision())))
    assert all(picture.startswith(b"\x89PNG") for picture in pictures_of(papers.plaque(), ppi=20))


def test_sizes_of_certificate_and_plaque():
    (certificate,), (plaque,) = pages_of(pdf_of(papers.certificate())), pages_of(pdf_of(papers.plaque()))

    assert [round(side / MM) for side in certificate.get_size()] == [297, 210]
    assert [round(side / MM) for side in plaque.get_size()] == [600, 400]
