"""The texts of decisions, certificates, plaques and lists, as unions write them: official documents are in Chinese."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xinghe.papers.rules.layout import (
    Annex,
    Certificate,
    Column,
    OfficialDocument,
    Paragraph,
    Plaque,
    QrMark,
    Table,
)
from xinghe.papers.rules.wording import refuse_reserved

# What a certificate says before the grade; a drafter may word it in another way.
CERTIFICATE: Final = "你们申报的《{title}》，在{call}中，经评审、公示，公布为"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One line of the list."""

    title: str
    unit: str
    people: str
    grade: str

    @property
    def recipient(self) -> str:
        """To whom its certificate is made out."""
        return f"{self.unit} {self.people}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionText:
    """What a decision says, as its drafter words it.

    ``cosigners`` issue it together with the union. ``annexes`` are (title, text) and follow the list.
    """

    title: str
    body: str
    addressee: str = ""
    cosigners: tuple[str, ...] = ()
    copies: str = ""
    dated_on: date | None = None
    list_title: str = ""
    annexes: tuple[tuple[str, str], ...] = ()
    certificate_words: str = ""


def naming_title(*, union: str, call: str) -> str:
    """关于公布……名单的决定."""
    return f"{union}关于公布{call}名单的决定"


def naming_body(*, union: str, call: str, number: int) -> str:
    """The first paragraphs, for the drafter to change."""
    return (
        f"按照《{call}》的要求，经逐级推荐、形式审查、专家评审和社会公示，{union}决定对{number}项予以公布，名单附后。\n"
        "希望入选的单位和个人珍惜荣誉、再接再厉。各级工会要做好成果的宣传、转化和推广应用，引导广大职工立足岗位创新创造。"
    )


def list_title(*, call: str) -> str:
    """……名单."""
    return f"{call}名单"


def revocation_title(*, union: str, title: str) -> str:
    """关于撤销……的决定."""
    return f"{union}关于撤销“{title}”入选资格的决定"


def revocation_body(
    *, title: str, recipient: str, grade: str, document: str, reason: str, article: str
) -> str:
    """Who loses what, by which document it was given, why, and by which article."""
    return (
        f"{recipient}完成的“{title}”，经{document}公布为{grade}。现查明：{reason}\n"
        f"依据{article or '有关规定'}，决定撤销其入选资格，收回证书，电子凭证同时作废。"
    )


def naming_document(
    *, union: str, text: DecisionText, call: str, list_: Sequence[Named], day: date
) -> OfficialDocument:
    """The decision with its list as the first annex; the number is put in when it is drawn."""
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
    named = Annex(title=text.list_title or list_title(call=call), blocks=(table,))
    return _document(union=union, text=text, annexes=(named,), day=day)


def revocation_document(*, union: str, text: DecisionText, day: date) -> OfficialDocument:
    """The decision that takes a naming back."""
    return _document(union=union, text=text, annexes=(), day=day)


def _document(*, union: str, text: DecisionText, annexes: tuple[Annex, ...], day: date) -> OfficialDocument:
    return OfficialDocument(
        issuers=(union, *text.cosigners),
        number="",
        title=text.title,
        addressee=text.addressee,
        body=paragraphs(text.body),
        annexes=(*annexes, *(Annex(title=title, blocks=paragraphs(body)) for title, body in text.annexes)),
        day=day,
        copies=text.copies,
        printer=union if text.copies else "",
        printed_on=day if text.copies else None,
    )


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Each line a paragraph."""
    return tuple(Paragraph(text=line.strip()) for line in text.splitlines() if line.strip())


def certificate_text(words: str, *, title: str, call: str) -> str:
    """What a certificate says before the grade. ``words`` may name {title} and {call}; empty, they are the usual ones."""
    return (words or CERTIFICATE).replace("{title}", title).replace("{call}", call)


def refuse_title_of_award(text: DecisionText) -> None:
    """Refuse a text that would call what it names an award of science and technology. Refuses: ReservedWording.

    The body is free: it may speak of such an award that somebody else gives.
    """
    refuse_reserved(text.title, text.list_title, text.certificate_words, *text.cosigners)


def code_on_paper(code: str) -> str:
    """A code in two groups that are typed from paper."""
    return f"{code[:5]}-{code[5:]}"


def certificate(
    *,
    recipient: str,
    text: str,
    grade: str,
    issuers: Sequence[str],
    day: date,
    code: str,
    address: str,
) -> Certificate:
    """The certificate of one award; its QR leads to where it is verified. Refuses: ReservedWording."""
    return Certificate(
        recipient=recipient,
        text=text,
        grade=grade,
        issuers=tuple(issuers),
        day=day,
        number=code_on_paper(code),
        mark=QrMark(address=address, words="扫码核验"),
    )


def plaque(
    *,
    unit: str,
    title: str,
    call: str,
    grade: str,
    issuers: Sequence[str],
    day: date,
    code: str,
    address: str,
) -> Plaque:
    """The plate of one award, for whoever makes it. Refuses: ReservedWording."""
    return Plaque(
        title=f"{call}\n{grade}",
        name=f"{title}\n{unit}",
        issuers=tuple(issuers),
        day=day,
        number=code_on_paper(code),
        mark=QrMark(address=address),
    )
