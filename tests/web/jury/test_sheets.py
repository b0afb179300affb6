"""The offline score sheet by its pages, and the receipts."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.jury.conftest import plain
from xinghe.foundation.sheets import OutColumn, SheetWriter, read_rows
from xinghe.reviews.models import Score
from xinghe.web.jury import sheets

pytestmark = pytest.mark.django_db


def sent(mine, name, content):
    return mine.browser.post(f"{mine.way}sheet/send/", {"file": SimpleUploadedFile(name, content)})


def test_it_goes_out_and_comes_back_line_by_line(mine, tmp_path):
    answer = mine.browser.get(f"{mine.way}sheet/")
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"".join(answer.streaming_content))
    header, *lines = [cells for _, cells in read_rows(path)]
    filled = BytesIO()
    with SheetWriter(filled, columns=[OutColumn(title=str(one)) for one in header]) as book:
        book.row([*map(str, lines[0][:2]), "35", "30.5", "", ""])
        book.row([*map(str, lines[1][:2]), "70", "30", "", ""])
        book.row(["77", "x", "30", "30", "", ""])

    back = sent(mine, "分数.xlsx", filled.getvalue())
    again = sent(mine, "分数.xlsx", filled.getvalue())

    words = plain(back.content.decode())
    assert mine.round_.code in answer["Content-Disposition"]
    assert (back.status_code, Score.objects.count()) == (200, 1)
    assert "1 scores given, 2 lines not taken" in words
    assert "“70” cannot be given for" in words
    assert f'href="{mine.entry(1)}"' in back.content.decode()
    assert f'href="{mine.entry(77)}"' not in back.content.decode()
    assert "as it was" in plain(again.content.decode())


def test_a_csv_is_taken_too_and_a_blank_sheet_says_so(mine):
    given = sent(mine, "x.csv", b"Entry number,new (60),useful (40)\n1,30,30\n")
    blank = sent(mine, "x.csv", b"Entry number,new (60),useful (40)\n2,,\n")

    assert "1 scores given, 0 lines not taken" in plain(given.content.decode())
    assert "The sheet is blank" in blank.content.decode()


def test_what_is_no_sheet_is_refused_in_words(mine, monkeypatch):
    nothing = mine.browser.post(f"{mine.way}sheet/send/")
    broken = sent(mine, "x.xlsx", b"PK\x03\x04 broken")
    headless = sent(mine, "x.csv", b"a,b\n1,2\n")
    monkeypatch.setattr(sheets, "LARGEST_SHEET", 3)
    large = sent(mine, "x.csv", b"a,b\n1,2\n")

    assert [one.status_code for one in (nothing, broken, headless, large)] == [422, 422, 422, 413]
    assert sheets.SheetMissing.message in nothing.content.decode()
    assert all('class="refusal"' in one.content.decode() for one in (broken, headless, large))
    assert not Score.objects.exists()


def test_receipts_are_listed_with_the_earlier_ones(mine):
    empty = mine.get(f"{mine.way}receipts/")
    for points in ("30", "31"):
        mine.browser.post(f"{mine.entry()}score/", {"p-new": points, "p-useful": "30"})

    page = mine.get(f"{mine.way}receipts/")

    assert "No score given yet" in empty
    assert re.findall(r"[0-9a-f]{64}", page) == list(
        Score.objects.order_by("pk").values_list("digest", flat=True)
    )
