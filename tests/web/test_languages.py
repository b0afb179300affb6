"""No page shows a Chinese reader English: every page is opened, full of records, and read word by word."""

import re
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import trans_real

from tests.factories.results import findable
from tests.factories.sheets import results_workbook, row
from tools.messages import compile_all, read
from xinghe.access.powers import Role
from xinghe.jobs.jobs import carry_out
from xinghe.jobs.models import Run
from xinghe.results.models import Workbook
from xinghe.results.vocab import Stage

pytestmark = pytest.mark.usefixtures("storage")

# Names, units and keys; codes of records are not words.
KNOWN = frozenset(
    [
        "Xinghe",
        "English",
        "QR",
        "xlsx",
        "csv",
        "PIN",
        "JavaScript",
        "localhost",
        "testserver",
        "http",
        "https",
        "html",
        "Enter",
        "Esc",
    ]
)
READ_OUT = ("aria-label", "title", "placeholder", "alt", "data-label")


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    """The catalogues as they stand now, not as they were compiled some day."""
    compile_all()
    trans_real._translations.clear()


class Reader(HTMLParser):
    """What a page says: its text, and the attributes that are read out."""

    def __init__(self, page):
        super().__init__()
        self.said, self.silent, self.foreign = [], 0, 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.silent += tag in ("script", "style", "svg")
        if tag == "input" and values.get("type") in ("submit", "button"):
            self.said.append(values.get("value") or "")
        self.said += [values[name] for name in READ_OUT if values.get(name)]

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style", "svg")

    def handle_data(self, data):
        if not self.silent:
            self.said.append(data)


def english(page):
    """Words in Latin letters that are neither known names nor parts of codes, addresses and file names."""
    text = "\n".join(Reader(page).said)
    text = re.sub(r"\S*(?:\d|://|@)\S*", " ", text)
    return sorted({word for word in re.findall(r"[A-Za-z][A-Za-z_-]+", text) if word not in KNOWN})


@pytest.fixture
def pages(planted, officer_at):
    """Every page by its name, for whom it is meant, with something on it."""
    officer, desk = officer_at(planted.city)
    _, colleague = officer_at(planted.city)
    _, auditor = officer_at(planted.province, Role.UNION_AUDITOR)
    content = results_workbook(
        row(title="移动式液压支撑小车"), row(title="", uscc_wrong=True), row(title="移动式液压支撑小车二型")
    )
    upload = SimpleUploadedFile("五小.xlsx", content)
    desk.post(reverse("desk:workbook-new"), {"file": upload, "union": planted.city.pk})
    run = Run.objects.get()
    carry_out(run.pk)
    book = Workbook.objects.get()
    unit = planted.county
    made = {stage: findable(unit, title="夹具改进", stage=stage) for stage in Stage}
    public = made[Stage.PUBLISHED]
    similar = made[Stage.RECORDED]
    colleague.post(reverse("desk:result-clear", args=[similar.code]))
    anybody = Client()

    def opened(browser, name, *args, query="", **kwargs):
        return browser, reverse(name, args=args) + query

    return {
        "today": opened(desk, "desk:today"),
        "results": opened(desk, "desk:results", query="?category=small_renovation&stage=recorded"),
        **{f"result {stage}": opened(desk, "desk:result", one.code) for stage, one in made.items()},
        "workbooks": opened(desk, "desk:workbooks"),
        "workbook": opened(desk, "desk:workbook", book.pk),
        "workbook-new": opened(desk, "desk:workbook-new"),
        "runs": opened(desk, "desk:runs"),
        "run": opened(desk, "desk:run", run.pk),
        "unions": opened(desk, "desk:unions"),
        "union": opened(desk, "desk:union", planted.county.pk),
        "record": opened(auditor, "desk:record"),
        "forbidden": opened(desk, "desk:record"),
        "missing": opened(desk, "desk:result", "NOSUCHCODE1"),
        "home": opened(anybody, "public:home"),
        "search": opened(anybody, "public:results"),
        "published": opened(anybody, "public:result", public.code),
        "sign in": opened(anybody, "account_login"),
        "account": (desk, "/account/"),
        "gallery": (desk, reverse("kit:gallery")),
    }


def test_english_is_seen_wherever_it_is_said():
    page = '<p title="Old words">新 page<script>var code</script></p><a href="/x">见 a.xlsx T123</a><input type="submit" value="Go on">'

    assert english(page) == ["Go", "Old", "on", "page", "words"]


def test_no_page_shows_english_to_a_chinese_reader(pages):
    found = {
        name: english(browser.get(url, follow=True).content.decode())
        for name, (browser, url) in pages.items()
    }

    assert {name: words for name, words in found.items() if words} == {}


def test_no_page_shows_simplified_characters_of_ours_to_a_traditional_reader(pages):
    ours = {
        script: {text for one in read(script) for text in [one.string]} for script in ("zh_Hans", "zh_Hant")
    }
    simplified = ours["zh_Hans"] - ours["zh_Hant"]
    texts = {}
    for name, (browser, url) in pages.items():
        browser.cookies["django_language"] = "zh-hant"
        texts[name] = {said.strip() for said in Reader(browser.get(url, follow=True).content.decode()).said}

    assert {name: sorted(said & simplified) for name, said in texts.items() if said & simplified} == {}
