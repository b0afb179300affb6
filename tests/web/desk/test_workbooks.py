"""A workbook comes in at the desk, mistakes come back, results are cleared by a second person, and the public finds them."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.sheets import results_workbook, row
from xinghe.foundation.sheets import cell_text, read_rows
from xinghe.jobs.jobs import carry_out
from xinghe.jobs.models import Run
from xinghe.results.models import Creator, Result, Workbook

pytestmark = pytest.mark.usefixtures("storage")


def send(browser, union, content, name="五小.xlsx"):
    upload = SimpleUploadedFile(name, content)
    return browser.post(reverse("desk:workbook-new"), {"file": upload, "union": union.pk})


def carry_out_all():
    for number in Run.objects.order_by("pk").values_list("pk", flat=True):
        carry_out(number)


def test_good_lines_are_recorded_and_bad_ones_come_back_with_remarks(planted, officer_at, tmp_path):
    _, browser = officer_at(planted.city)
    content = results_workbook(row(title="移动式液压支撑小车"), row(title="", uscc_wrong=True))

    answer = send(browser, planted.city, content)
    carry_out_all()

    book = Workbook.objects.get()
    assert answer["Location"] == reverse("desk:workbook", args=[book.pk])
    assert (book.rows, book.accepted, book.refused) == (2, 1, 1)
    assert Result.objects.get().title == "移动式液压支撑小车"
    page = browser.get(reverse("desk:workbook", args=[book.pk])).content.decode()
    assert "成果名称" in page
    remarks = b"".join(browser.get(reverse("desk:workbook-remarks", args=[book.pk])).streaming_content)
    path = tmp_path / "remarks.xlsx"
    path.write_bytes(remarks)
    lines = [[cell_text(cell) for cell in cells] for _, cells in read_rows(path)]
    assert len(lines) == 2
    assert "成果名称" in lines[1][-1]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(remarks)).read("xl/worksheets/sheet1.xml")


def test_sending_it_twice_doubles_nothing(planted, officer_at):
    _, browser = officer_at(planted.city)
    content = results_workbook(row(title="移动式液压支撑小车"), row(title="快换夹具"))

    send(browser, planted.city, content)
    send(browser, planted.city, content)
    carry_out_all()

    assert Result.objects.count() == 2
    assert Creator.objects.count() == 4
    assert [book.accepted for book in Workbook.objects.order_by("pk")] == [2, 2]
    assert [book.recorded for book in Workbook.objects.order_by("pk")] == [2, 0]


def test_a_run_that_is_carried_out_twice_has_one_effect(planted, officer_at):
    _, browser = officer_at(planted.city)
    send(browser, planted.city, results_workbook(row(title="快换夹具")))

    carry_out_all()
    carry_out_all()

    assert Result.objects.count() == 1
    assert Run.objects.get().attempts == 1


def test_what_is_no_workbook_is_refused_in_words(planted, officer_at):
    _, browser = officer_at(planted.city)

    answer = send(browser, planted.city, b"<svg/>", name="x.xlsx")

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert Workbook.objects.count() == 0


def test_a_line_beyond_the_senders_reach_is_refused(planted, officer_at):
    _, browser = officer_at(planted.city)

    send(browser, planted.city, results_workbook(row(title="快换夹具", place="襄阳市樊城区")))
    carry_out_all()

    assert Result.objects.count() == 0
    assert Workbook.objects.get().refused == 1


def test_who_recorded_a_result_does_not_clear_it(planted, officer_at):
    _, maker = officer_at(planted.city)
    send(maker, planted.city, results_workbook(row(title="快换夹具")))
    carry_out_all()
    code = Result.objects.get().code

    own = maker.post(reverse("desk:result-clear", args=[code]))

    assert own.status_code == 403
    assert Result.objects.get().stage == "recorded"


def test_two_persons_bring_a_result_before_the_public(planted, officer_at, client):
    _, maker = officer_at(planted.city)
    _, checker = officer_at(planted.city)
    send(maker, planted.city, results_workbook(row(title="移动式液压支撑小车")))
    carry_out_all()
    code = Result.objects.get().code
    hidden = client.get(reverse("public:result", args=[code]))

    checker.post(reverse("desk:result-clear", args=[code]))
    still_hidden = client.get(reverse("public:result", args=[code]))
    maker.post(reverse("desk:result-publish", args=[code]))
    shown = client.get(reverse("public:result", args=[code]))
    found = client.get(reverse("public:results"), {"q": "液压支撑"})
    by_initials = client.get(reverse("public:results"), {"q": "yyzc"})

    assert (hidden.status_code, still_hidden.status_code, shown.status_code) == (404, 404, 200)
    assert "移动式" in found.content.decode()
    assert "移动式" in by_initials.content.decode()


def test_taking_back_takes_it_off_the_public_pages(planted, officer_at, client):
    _, maker = officer_at(planted.city)
    _, checker = officer_at(planted.city)
    send(maker, planted.city, results_workbook(row(title="移动式液压支撑小车")))
    carry_out_all()
    code = Result.objects.get().code
    checker.post(reverse("desk:result-clear", args=[code]))
    checker.post(reverse("desk:result-publish", args=[code]))

    checker.post(reverse("desk:result-return", args=[code]), {"reason": "需要核对完成人"})

    assert client.get(reverse("public:result", args=[code])).status_code == 404
    assert Result.objects.get().cleared_by is None


def test_a_later_copy_shows_its_evidence_and_takes_a_ruling(planted, officer_at):
    _, browser = officer_at(planted.province)
    prose = row(title="移动式液压支撑小车")
    send(browser, planted.province, results_workbook(prose))
    again = row(title="可移动的液压小车", place="襄阳市樊城区", unit="襄阳示例乙有限公司")
    send(browser, planted.province, results_workbook(again))
    carry_out_all()
    later = Result.objects.get(title="可移动的液压小车")
    _, checker = officer_at(planted.province)

    page = checker.get(reverse("desk:result", args=[later.code])).content.decode()

    assert "移动式液压支撑小车" in page
    assert later.similar_coverage == pytest.approx(1.0)
    ruling = later_similarity(later)
    checker.post(
        reverse("desk:similarity-rule", args=[ruling.pk]), {"ruling": "copied", "reason": "文字完全相同"}
    )
    ruling.refresh_from_db()
    assert ruling.ruling == "copied"


def later_similarity(result):
    from xinghe.texts.models import Similarity

    return Similarity.objects.get(text__subject_id=result.pk)
