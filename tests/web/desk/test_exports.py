"""What is taken away is what is shown, within what one may see, and nothing in it runs."""

import re
import time
import zipfile
from io import BytesIO
from types import SimpleNamespace

import pytest
import python_calamine
from django.urls import reverse

from tests.factories.results import result
from xinghe.access.powers import Role
from xinghe.foundation import clock
from xinghe.foundation.sheets import TableForm, cell_text, read_rows
from xinghe.jobs.jobs import carry_out
from xinghe.jobs.models import Run
from xinghe.jobs.queries import FileLetGo, OfficesChanged, run_files
from xinghe.unions.models import Appointment
from xinghe.web.desk import exports
from xinghe.web.desk.result_list import RESULTS
from xinghe.web.kit.gallery import SharesOpen


def fetched(browser, form, query, tmp_path):
    """The lines of an export as a program reads them, and the bytes of the file."""
    answer = browser.get(export_url(), query | {"format": form})
    content = b"".join(answer.streaming_content)
    path = tmp_path / f"out.{form}"
    path.write_bytes(content)
    if form == "ods":
        rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        return [[cell_text(cell) for cell in cells] for cells in rows], content
    return [[cell_text(cell) for cell in cells] for _, cells in read_rows(path)], content


def export_url(name="results"):
    return reverse("desk:list-export", args=[name])


@pytest.mark.parametrize("form", list(TableForm))
def test_an_export_holds_what_the_list_shows(province, officer_at, tmp_path, form):
    _, browser = officer_at(province.county)
    first = result(province.workshop, title='=HYPERLINK("x")', title_pinyin="b")
    second = result(province.workshop, title="+夹具", title_pinyin="a")
    result(province.workshop, year=2020)
    result(province.sister_workshop)
    query = {"year": first.year, "sort": "title", "cols": "code,unit"}

    lines, _ = fetched(browser, form, query, tmp_path)
    page = browser.get(reverse("desk:results"), query).content.decode()

    unit = province.workshop.name
    assert lines[1:] == [["+夹具", unit, second.code], ['=HYPERLINK("x")', unit, first.code]]
    assert lines[0] == re.findall(r"<th scope=.col.[^>]*>(?:<a [^>]*>)?([^<]+)", page)


@pytest.mark.parametrize("form", list(TableForm))
def test_nothing_in_an_export_runs(province, officer_at, tmp_path, form):
    _, browser = officer_at(province.county)
    result(province.workshop, title='=HYPERLINK("x")')

    _, content = fetched(browser, form, {}, tmp_path)

    if form == TableForm.CSV:
        assert '"\'=HYPERLINK(""x"")"' in content.decode("utf-8-sig")
        return
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = b"".join(archive.read(name) for name in archive.namelist())
    assert re.findall(rb"<f>|<f |:formula=|<hyperlink|xlink:href", parts) == []


def test_the_usual_columns_are_exported_where_none_are_chosen(province, officer_at, tmp_path):
    _, browser = officer_at(province.county)
    result(province.workshop)

    lines, _ = fetched(browser, "csv", {}, tmp_path)

    assert len(lines[0]) == sum(column.usual for column in RESULTS.columns)


def test_an_unknown_list_is_absent(province, officer_at):
    _, browser = officer_at(province.county)

    assert browser.get(export_url("nothing")).status_code == 404


@pytest.fixture
def long_export(province, officer_at, monkeypatch, storage):
    """An export of three results that is asked for as long work, and its run."""
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    holder, browser = officer_at(province.county)
    shown = [result(province.workshop, title=f"夹具 {number}") for number in range(3)]
    result(province.sister_workshop)
    address = export_url() + "?sort=recorded&format=ods&cols=code"
    asked = browser.get(address)
    answer = browser.post(address)
    run = Run.objects.get(code="desk.export")
    return SimpleNamespace(holder=holder, browser=browser, shown=shown, asked=asked, answer=answer, run=run)


def test_a_long_list_is_asked_about_and_written_as_long_work(long_export, tmp_path):
    carry_out(long_export.run.pk)
    answer = long_export.browser.get(reverse("desk:run-file", args=[long_export.run.pk]))

    path = tmp_path / "out.ods"
    path.write_bytes(b"".join(answer.streaming_content))
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert long_export.asked.status_code == 200
    assert long_export.answer["Location"] == reverse("desk:run", args=[long_export.run.pk])
    assert rows[1:] == [[one.title, one.code] for one in long_export.shown]
    page = long_export.browser.get(reverse("desk:run", args=[long_export.run.pk])).content.decode()
    assert reverse("desk:run-file", args=[long_export.run.pk]) in page


def test_a_written_file_is_its_askers_alone(long_export, officer_at, province):
    carry_out(long_export.run.pk)
    _, stranger = officer_at(province.province)
    _, keeper = officer_at(province.province, Role.SYSTEM_ADMINISTRATOR)

    found = [
        browser.get(reverse("desk:run-file", args=[long_export.run.pk])).status_code
        for browser in (stranger, keeper)
    ]

    assert found == [404, 404]


def test_a_written_file_is_kept_from_who_lost_the_office(long_export):
    carry_out(long_export.run.pk)
    Appointment.objects.filter(person=long_export.holder).update(until_at=clock.now())

    answer = long_export.browser.get(reverse("desk:run-file", args=[long_export.run.pk]))

    assert answer.status_code == OfficesChanged.status


def test_a_written_file_goes_after_its_days(long_export):
    carry_out(long_export.run.pk)
    run_files().let_go(before=time.time() + 1)

    answer = long_export.browser.get(reverse("desk:run-file", args=[long_export.run.pk]))

    assert answer.status_code == FileLetGo.status


def test_what_is_written_is_what_may_be_seen_when_it_is_written(long_export):
    Appointment.objects.filter(person=long_export.holder).update(until_at=clock.now())

    carry_out(long_export.run.pk)

    long_export.run.refresh_from_db()
    assert long_export.run.outcome["rows"] == 0


def test_the_gallery_shows_how_a_refusal_reads(province, officer_at):
    _, browser = officer_at(province.county)
    browser.cookies["django_language"] = "en"

    page = browser.get(reverse("kit:gallery")).content.decode()

    assert SharesOpen.message.split(" %(")[0] in page
