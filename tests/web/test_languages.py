"""No page shows a Chinese reader English: every page is opened, full of records, and read word by word."""

import gettext
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils.translation import trans_real

from tests.factories.reading import Reader, english
from tests.factories.results import findable
from tests.factories.sheets import results_workbook, row
from tools.messages import compile_all, read
from xinghe.access.powers import Role
from xinghe.jobs.jobs import carry_out
from xinghe.jobs.models import Run
from xinghe.results.models import Workbook
from xinghe.results.vocab import Stage

pytestmark = pytest.mark.usefixtures("storage")

# The languages are listed under their own names; a workbook's columns are called as in the file.
STAY = {"简体中文", "统一社会信用代码", "成果名称"}
# What sentences for people name to programs, on the page for programs alone: headers, formats, commands, the places of
# a pattern of numbers.
FOR_PROGRAMS = {
    "Allow",
    "Authorization",
    "Bearer",
    "Excel",
    "HEIC",
    "HEIF",
    "JPEG",
    "MB",
    "OpenAPI",
    "PDF",
    "RFC",
    "WPS",
    "Word",
    "anchor",
    "audit",
    "code",
    "cursor",
    "docx",
    "fields",
    "iPhone",
    "next",
    "number",
    "pdf",
    "pptx",
    "previous",
    "verify",
    "xinghe",
    "xls",
    "year",
}
LEAVES = re.compile(r"sign-out|export|prefer")


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    """The catalogues as they stand now, not as they were compiled some day."""
    compile_all()
    gettext._translations.clear()
    trans_real._translations.clear()


def plain_addresses(patterns, above=""):
    """Addresses without arguments, so that a page nobody thought of is read too."""
    for pattern in patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from plain_addresses(pattern.url_patterns, route)
        elif "<" not in route and not LEAVES.search(route):
            yield f"/{route}"


@pytest.fixture
def pages(planted, officer_at):
    """What every page says, by who asks and where, with records of every kind on it; by language."""
    _, desk = officer_at(planted.city)
    _, colleague = officer_at(planted.city)
    _, auditor = officer_at(planted.province, Role.UNION_AUDITOR)
    guard, security = officer_at(planted.province, Role.SECURITY_ADMINISTRATOR)
    content = results_workbook(row(title="移动式液压支撑小车"), row(title="", uscc_wrong=True))
    upload = SimpleUploadedFile("五小.xlsx", content)
    desk.post(reverse("desk:workbook-new"), {"file": upload, "union": planted.city.pk})
    run, book = Run.objects.get(), Workbook.objects.get()
    carry_out(run.pk)
    made = [findable(planted.county, title="夹具改进", stage=stage) for stage in Stage]
    colleague.post(reverse("desk:result-clear", args=[made[0].code]))
    everywhere = sorted(set(plain_addresses(get_resolver().url_patterns)))
    wanted = {
        "anybody": (Client(), [*everywhere, *(reverse("public:result", args=[one.code]) for one in made)]),
        "officer": (
            desk,
            [
                *everywhere,
                *(reverse("desk:result", args=[one.code]) for one in made),
                reverse("desk:results") + "?category=small_renovation&stage=recorded",
                reverse("desk:workbook", args=[book.pk]),
                reverse("desk:run", args=[run.pk]),
                reverse("desk:union", args=[planted.county.pk]),
            ],
        ),
        "auditor": (auditor, [reverse("desk:today"), reverse("desk:record")]),
        "security": (security, [reverse("desk:people"), reverse("desk:person", args=[guard.pk])]),
    }

    def read_in(language):
        for who, (browser, addresses) in wanted.items():
            browser.cookies["django_language"] = language
            for address in addresses:
                answer = browser.get(address, follow=True)
                if answer.headers["Content-Type"].startswith("text/html"):
                    yield f"{who} {address}", Reader(answer.content.decode()).said

    return read_in


def test_english_is_seen_wherever_it_is_said():
    page = (
        '<p title="Old words">新 page<script>var code</script></p><a href="/x">见 a.xlsx T123</a>'
        '<input type="submit" value="Go on"><p lang="en">said <b>in<br></b> English</p><code>word</code>'
    )

    assert english(Reader(page).said) == ["Go", "Old", "on", "page", "words"]


def test_no_page_shows_english_to_a_chinese_reader(pages):
    found = {page: english(said) for page, said in pages("zh-hans")}
    for page, words in found.items():
        if page.endswith(" /api/"):
            found[page] = [word for word in words if word not in FOR_PROGRAMS]

    assert {page: words for page, words in found.items() if words} == {}
    assert len(found) > 40


def test_no_page_shows_our_words_in_simplified_to_a_reader_of_traditional_chinese(pages):
    ours = {language: {message.string for message in read(language)} for language in ("zh_Hans", "zh_Hant")}
    simplified = ours["zh_Hans"] - ours["zh_Hant"] - STAY

    found = {
        page: {text.strip() for text in said} & simplified
        for page, said in pages("zh-hant")
        if "/kit/" not in page
    }

    assert {page: words for page, words in found.items() if words} == {}
