"""No certificate or plaque calls itself an award of science and technology."""

import pytest

from tests.factories import papers
from xinghe.papers.rules.wording import ReservedWording, refuse_reserved


@pytest.mark.parametrize(
    "text",
    [
        "星河省科学技术奖",
        "科技奖一等奖",
        "职工科技进步奖",
        "职工科技创新奖",
        "科学技术进步奖",
        "科 学 技 术 奖",
        "科学·技术·奖",
        "科學技術獎",
        "技术发明奖",
        "自然科学奖",
        "科\u200b技奖",
    ],
)
def test_reserved_words_are_refused_however_they_are_written(text):
    with pytest.raises(ReservedWording) as refused:
        papers.certificate(grade=text)

    assert "一等成果" in str(refused.value)
    with pytest.raises(ReservedWording):
        papers.plaque(name=text)


@pytest.mark.parametrize(
    "text",
    [
        "一等成果",
        "职工优秀技术创新成果",
        "科学技术协会",
        "科技创新奖励办法"[:4],
        "特等成果",
        "劳模工匠创新工作室",
        "五小成果一等",
        "奖牌",
        "",
    ],
)
def test_other_words_stand(text):
    refuse_reserved(text)

    assert papers.certificate(grade=text).grade == text


@pytest.mark.parametrize("place", ["title", "recipient", "text", "closing"])
def test_every_place_of_a_certificate_is_looked_at(place):
    with pytest.raises(ReservedWording):
        papers.certificate(**{place: "省科技奖"})
    with pytest.raises(ReservedWording):
        papers.certificate(issuers=("省科技奖办公室",))
