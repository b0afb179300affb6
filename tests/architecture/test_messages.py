"""Everything people read is there in Chinese, in both scripts, and the check of it sees what is wrong."""

import ast
import re

import pytest
from babel.messages.catalog import Catalog

from tests.architecture.building import ROOT
from tools import messages
from xinghe.access.powers import CARRIED_BY, JOB_POWERS, POWER_LABELS, ROLE_LABELS, Power, Role
from xinghe.results.vocab import STAGE_LABELS, Stage
from xinghe.web.kit.changes import FIELDS
from xinghe.web.kit.history import ACTS, SUBJECTS, SYSTEMS


def catalog(*pairs):
    """A catalogue of source and translation."""
    made = Catalog(locale="zh_Hans")
    for source, string in pairs:
        made.add(source, string)
    return made


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_every_message_is_translated_and_good_chinese(language):
    assert messages.faults(messages.read(language), language) == []


def test_the_catalogues_are_what_gather_would_write():
    simplified = messages.updated("zh_Hans")

    for language, made in (("zh_Hans", simplified), ("zh_Hant", messages.traditional(simplified))):
        path = messages.LOCALE / language / "LC_MESSAGES" / "django.po"
        assert path.read_bytes() == messages.written(made), f"{language}: run `make messages`"


def test_no_part_waits_to_be_merged():
    assert [path.name for path in messages.LOCALE.glob("*.po-part")] == []


@pytest.mark.parametrize(
    ("string", "fault"),
    [
        ("", "no translation of “%(n)s of %(m)s”"),
        ("第%(n)s项", "other places than in “%(n)s of %(m)s”: “第%(n)s项”"),
        ("第%(n)s项,共%(m)s项", "half-width punctuation: “第%(n)s项,共%(m)s项”"),
        ("%(n)s: %(m)s项", "half-width punctuation: “%(n)s: %(m)s项”"),
        ("第%(n)s项.共%(m)s项.", "half-width punctuation: “第%(n)s项.共%(m)s项.”"),
        ("第%(n)s项(共%(m)s项)", "half-width punctuation: “第%(n)s项(共%(m)s项)”"),
        ("第 %(n)s项，共%(m)s项", "a blank beside a Chinese character: “第 %(n)s项，共%(m)s项”"),
        ("第%(n)s 项，共%(m)s项", "a blank beside a Chinese character: “第%(n)s 项，共%(m)s项”"),
        ('第"%(n)s"项，共%(m)s项', 'straight quotation marks: “第"%(n)s"项，共%(m)s项”'),
        ("第%(n)s项，共%(m)s项results", "“results” is English: “第%(n)s项，共%(m)s项results”"),
    ],
)
def test_planted_faults_are_seen(string, fault):
    assert messages.faults(catalog(("%(n)s of %(m)s", string)), "zh_Hans") == [f"zh_Hans: {fault}"]


@pytest.mark.parametrize(
    "string",
    [
        "第%(n)s项，共%(m)s项。",
        "请运行`xinghe doctor`，%(n)s或%(m)s。",
        "%(n)s不是.xlsx表格，最多%(m)sMB。",
        "如仉昶(60%%)、亓栩(40%%)：%(n)s → %(m)s",
        '<strong class="number">%(n)s</strong>，%(m)s',
    ],
)
def test_good_chinese_passes(string):
    assert messages.faults(catalog(("%(n)s of %(m)s", string)), "zh_Hans") == []


@pytest.mark.parametrize(
    ("string", "faults"),
    [
        ("复核", ["“复” is a Simplified character"]),
        ("復核", ["“復核” stands for another character"]),
        ("平台", ["“台” is a Simplified character"]),
        ("工作以后", ["“后” is a Simplified character"]),
        ("在表里", ["“里” is a Simplified character"]),
        ("公里、批准、若干", []),
        ("重復", ["“重復” stands for another character"]),
        ("製造與制造", ["“制造” stands for another character"]),
        ("“五小”", ["““” stands for another character", "“”” stands for another character"]),
        ("複核、平臺、以後、恢復、聯繫、「五小」", []),
    ],
)
def test_planted_simplified_characters_are_seen(string, faults):
    assert list(messages.faults_of_traditional(string)) == faults


def test_traditional_chinese_is_made_by_words():
    made = messages.traditional(
        catalog(
            ("a", "平台里的软件恢复后须复核，重复的请答复。"),
            ("b", "“五小”成果文件名"),
            ("c", "干部批准发布"),
        )
    )

    assert [message.string for message in made if message.id] == [
        "平臺裡的軟體恢復後須複核，重複的請答覆。",
        "「五小」成果檔名",
        "幹部批准發佈",
    ]


def test_what_the_record_keeps_has_a_word():
    verbs, fields, subjects = recorded()

    assert verbs - set(ACTS) == set()
    assert fields - set(FIELDS) == set()
    assert subjects - set(SUBJECTS) == set()
    assert len(verbs) > 20


def recorded():
    """The verbs and fields that commands write into the record, and the models there are."""
    from django.apps import apps

    verbs, fields = set(), set()
    for path in sorted((ROOT / "src" / "xinghe").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr != "record" or ast.unparse(node.func.value) != "work":
                continue
            verbs |= {
                leaf.value
                for leaf in ast.walk(node.args[0])
                if isinstance(leaf, ast.Constant) and re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", str(leaf.value))
            }
            fields |= {word.arg for word in node.keywords if word.arg and word.arg != "reason"}
    ours = {
        "results.result",
        "results.workbook",
        "texts.similarity",
        "jobs.run",
        "unions.union",
        "accounts.person",
    }
    return verbs, fields, ours & {model._meta.label_lower for model in apps.get_models()}


def test_every_fixed_word_that_is_shown_has_a_label():
    assert set(POWER_LABELS) == set(Power)
    assert set(ROLE_LABELS) == set(Role) == set(CARRIED_BY)
    assert set(STAGE_LABELS) == set(Stage)
    assert set(SYSTEMS) == set(JOB_POWERS)
