"""What is taken away is what is shown, within what one may see, and nothing in it runs."""

import zipfile
from io import BytesIO

from django.urls import reverse

from tests.factories.results import result
from xinghe.foundation.sheets import cell_text, read_rows
from xinghe.web.desk import exports
from xinghe.web.kit.gallery import SharesOpen


def test_an_export_holds_what_the_list_shows(province, officer_at, tmp_path):
    _, browser = officer_at(province.county)
    shown = result(province.workshop, title='=HYPERLINK("x")')
    result(province.workshop, year=2020)
    result(province.sister_workshop)

    content = b"".join(browser.get(reverse("desk:results-export"), {"year": shown.year}).streaming_content)
    path = tmp_path / "out.xlsx"
    path.write_bytes(content)

    lines = [[cell_text(cell) for cell in cells] for _, cells in read_rows(path)]
    assert [line[1] for line in lines[1:]] == ['=HYPERLINK("x")']
    assert b"<f>" not in zipfile.ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_the_same_as_csv(province, officer_at):
    _, browser = officer_at(province.county)
    result(province.workshop, title="=1+1")

    answer = browser.get(reverse("desk:results-export"), {"format": "csv"})

    assert '"\'=1+1"' in b"".join(answer.streaming_content).decode("utf-8-sig")


def test_a_list_too_long_for_a_page_is_refused(province, officer_at, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    _, browser = officer_at(province.county)
    for _ in range(2):
        result(province.workshop)

    answer = browser.get(reverse("desk:results-export"))

    assert answer.status_code == exports.TooManyRows.status


def test_the_gallery_shows_how_a_refusal_reads(province, officer_at):
    _, browser = officer_at(province.county)
    browser.cookies["django_language"] = "en"

    page = browser.get(reverse("kit:gallery")).content.decode()

    assert SharesOpen.message.split(" %(")[0] in page
