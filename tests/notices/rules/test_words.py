"""What people write, and what of an objector is shown."""

import pytest

from xinghe.notices.rules.words import (
    ChannelsMissing,
    Contact,
    Identity,
    NoticeTitleWrong,
    ObjectionWordsWrong,
    ObjectorWordsWrong,
    WhyNeeded,
    contacts_read,
    identity_read,
    masked_address,
    masked_name,
    masked_phone,
    objection_read,
    titled,
    words_read,
)
from xinghe.notices.vocab import Objecting


def test_a_title_fits_on_a_page():
    assert titled(" 关于拟入选名单的公示 ", "经评审……") == ("关于拟入选名单的公示", "经评审……")
    for title, text in (("公示", ""), ("公" * 101, ""), ("拟入选名单", "长" * 2001)):
        with pytest.raises(NoticeTitleWrong):
            titled(title, text)


def test_there_is_a_way_to_object():
    assert contacts_read([Contact(label=" 电话", value="027-88738113 ")]) == (
        Contact(label="电话", value="027-88738113"),
    )
    for wrong in ([], [Contact(label="电话", value=" ")], [Contact(label="电话", value="1" * 121)]):
        with pytest.raises(ChannelsMissing):
            contacts_read(wrong)
    with pytest.raises(ChannelsMissing):
        contacts_read([Contact(label="电话", value="1")] * 9)


def test_reasons_are_said():
    assert words_read(" 等次有误 ") == "等次有误"
    for wrong in ("", "误", "长" * 501):
        with pytest.raises(WhyNeeded):
            words_read(wrong)


def test_an_objection_says_something():
    assert objection_read("该成果早在2019年已由他人完成。")
    for wrong in ("不服", "长" * 5001):
        with pytest.raises(ObjectionWordsWrong):
            objection_read(wrong)


@pytest.mark.parametrize(
    ("objecting", "name", "found"),
    [
        (Objecting.PERSON, "张三", Objecting.PERSON),
        (Objecting.UNIT, "星河机械厂", Objecting.UNIT),
        (Objecting.PERSON, "  ", Objecting.NOBODY),
        (Objecting.PERSON, "张", Objecting.NOBODY),
        (Objecting.NOBODY, "张三", Objecting.NOBODY),
    ],
)
def test_without_a_name_nobody_objects(objecting, name, found):
    assert identity_read(Identity(objecting=objecting, name=name)).objecting is found


@pytest.mark.parametrize(
    "name",
    [
        "匿名", "匿 名", "匿名者", "佚名", "张某", "王某某", "某职工", "一名职工", "知情群众", "不愿透露姓名", "Anonymous", "anony mous",
        "12", "——", "??", "…", "王", "ａｎｏｎｙｍｏｕｓ",
    ],
)  # fmt: skip
def test_who_stays_unnamed_is_nobody(name):
    assert identity_read(Identity(objecting=Objecting.PERSON, name=name)).objecting is Objecting.NOBODY


@pytest.mark.parametrize(
    ("objecting", "name"),
    [
        (Objecting.PERSON, "王秀英"),
        (Objecting.PERSON, "欧阳 建国"),
        (Objecting.PERSON, "阿卜杜拉·买买提"),
        (Objecting.PERSON, "Anna Li"),
        (Objecting.UNIT, "东宝示例阀门厂职工技术协会"),
        (Objecting.UNIT, "示例市国家保密局"),
        (Objecting.PERSON, "李明（一线工人）"),
        (Objecting.PERSON, "示例公司职工李明"),
    ],
)
def test_who_bears_a_name_is_somebody(objecting, name):
    assert identity_read(Identity(objecting=objecting, name=name)).objecting is objecting


@pytest.mark.parametrize("name", ["某厂", "匿名单位"])
def test_a_unit_is_not_called_so_either(name):
    assert identity_read(Identity(objecting=Objecting.UNIT, name=name)).objecting is Objecting.NOBODY


def test_names_and_addresses_have_an_end():
    for wrong in ({"name": "长" * 61}, {"address": "长" * 201}, {"phone": "1" * 31}):
        with pytest.raises(ObjectorWordsWrong):
            identity_read(Identity(objecting=Objecting.PERSON, **wrong))


def test_what_is_shown_of_an_objector_is_too_little_to_use():
    assert masked_name("欧阳建国") == "欧***"
    assert masked_name("") == ""
    assert masked_phone("13812345678") == "********678"
    assert masked_phone("110") == "***"
    assert masked_address("武汉市武昌区中北路259号") == "武汉市…"
    assert masked_address("") == ""
