"""The command line speaks the language of the terminal, also before Django is loaded."""

import os
import subprocess
import sys

import pytest

from tools.messages import compile_all
from xinghe.access.powers import Power
from xinghe.foundation.errors import Forbidden, Phrase
from xinghe.project.secrets import SecretUnreadable
from xinghe.project.terminal import terminal_language, terminal_words


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    """The catalogues as they stand now."""
    compile_all()


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh"}, "zh-hans"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-hant"),
        ({"LANG": "zh_HK"}, "zh-hant"),
        ({"LANG": "zh-Hant-MO"}, "zh-hant"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "C", "LC_ALL": "zh_TW.UTF-8"}, "zh-hant"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh-hans"),
        ({"LANG": "zhuang"}, "en"),
    ],
)
def test_the_language_is_the_terminals(environment, language):
    assert terminal_language(environment) == language


def test_a_refusal_and_the_words_in_it_are_in_one_language():
    refusal = Forbidden(power=Power.RESULT_CLEAR)

    assert refusal.said(terminal_words({"LANG": "zh_CN.UTF-8"})) == (
        "这一步须有“复核成果”权限，您的任职在此处没有。请联系负责办理的工会。"
    )
    assert refusal.said(terminal_words({"LANG": "zh_TW.UTF-8"})) == (
        "這一步須有「複核成果」權限，您的任職在此處沒有。請聯繫負責辦理的工會。"
    )
    assert (
        str(refusal)
        == refusal.said(terminal_words({}))
        == (
            "This needs the power “clear results”, which none of your offices carries here. "
            "Ask the union whose turn it is."
        )
    )


def test_our_own_words_in_a_place_are_translated_with_the_sentence():
    refusal = SecretUnreadable(where="var/k", reason=Phrase("its length is another"), digits=64)

    assert refusal.said(terminal_words({"LANG": "zh_CN.UTF-8"})).startswith("var/k中的密钥不能用：长度不符。")
    assert str(refusal).startswith("The key in var/k cannot be used: its length is another. ")


def test_a_command_without_a_database_refuses_in_chinese():
    ran = subprocess.run(
        [sys.executable, "-m", "xinghe.project.cli", "migrate"],
        env={
            **os.environ,
            "DATABASE_URL": "mysql://nobody/x",
            "LC_ALL": "zh_CN.UTF-8",
            "PYTHONIOENCODING": "utf-8",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert ran.returncode == 2
    assert ran.stderr == (
        "DATABASE_URL不是PostgreSQL服务器的地址。"
        "格式为postgres://user:password@host:5432/database，特殊字符写成%40之类。\n"
    )
