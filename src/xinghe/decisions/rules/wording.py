"""The texts of decisions, certificates and lists, as unions write them: official documents are in Chinese."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xinghe.papers.rules.layout import Annex, Certificate, Column, OfficialDocument, Paragraph, QrMark, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One line of the list."""

    title: str
    unit: str
    people: str
    grade: str


def naming_title(*, union: str, call: str) -> str:
    """关于公布……名单的决定."""
    return f"{union}关于公布{call}名单的决定"


def naming_body(*, union: str, call: str, number: int) -> str:
    """The first paragraphs, for the drafter to change."""
    return (
        f"按照《{call}》的要求，经逐级推荐、形式审查、专家评审和社会公示，{union}决定对{number}项予以公布，名单附后。\n"
        "希望入选的单位和个人珍惜荣誉、再接再厉。各级工会要做好成果的宣传、转化和推广应用，引导广大职工立足岗位创新创造。"
    )


def revocation_title(*, union: str, title: str) -> str:
    """关于撤销……的决定."""
    return f"{union}关于撤销“{title}”入选资格的决定"


def revocation_body(*, title: str, recipient: str, grade: str, document: str, reason: str) -> str:
    """Who loses what, by which document it was given, and why."""
    return (
        f"{recipient}完成的“{title}”，经{document}公布为{grade}。现查明：{reason}\n"
        "依据有关规定，决定撤销其入选资格，收回证书，电子凭证同时作废。"
    )


def naming_document(
    *,
    union: str,
    title: str,
    addressee: str,
    body: str,
    call: str,
    list_: Sequence[Named],
    day: date,
) -> OfficialDocument:
    """The decision with its list as an annex; the number is put in when it is drawn."""
    table = Table(
        columns=(
            Column(title="序号", width=0.7),
            Column(title="名称", width=3.4, align="left"),
            Column(title="单位", width=2.6, align="left"),
            Column(title="完成人", width=1.8),
            Column(title="等次", width=1),
        ),
        rows=tuple(
            (str(place), one.title, one.unit, one.people, one.grade) for place, one in enumerate(list_, 1)
        ),
    )
    return OfficialDocument(
        issuers=(union,),
        number="",
        title=title,
        addressee=addressee,
        body=paragraphs(body),
        annexes=(Annex(title=f"{call}名单", blocks=(table,)),),
        day=day,
    )


def revocation_document(*, union: str, title: str, addressee: str, body: str, day: date) -> OfficialDocument:
    """The decision that takes a naming back."""
    return OfficialDocument(
        issuers=(union,), number="", title=title, addressee=addressee, body=paragraphs(body), day=day
    )


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Each line a paragraph."""
    return tuple(Paragraph(text=line.strip()) for line in text.splitlines() if line.strip())


def certificate(
    *,
    recipient: str,
    title: str,
    call: str,
    grade: str,
    union: str,
    day: date,
    document: str,
    address: str,
) -> Certificate:
    """The certificate of one award; its QR leads to where it is verified. Refuses: ReservedWording."""
    return Certificate(
        recipient=recipient,
        text=f"你们申报的《{title}》，在{call}中，经评审、公示，公布为",
        grade=grade,
        issuers=(union,),
        day=day,
        number=document,
        mark=QrMark(address=address, words="扫码核验"),
    )
