"""Words that a union may not print on a certificate or plaque.

People's organisations may not set up awards of science and technology (国家科学技术奖励条例, 2020); what they give is a
grade among achievements of an exchange event (domain dossier §3.8).
"""

import re
from typing import Final

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.text import fold
from xinghe.papers.rules.words import clean

# On the folded text: spaces, punctuation, width and Traditional characters do not hide them.
_RESERVED: Final = re.compile(
    "(?:自然)?科学(?:与|和|暨)?技术(?:创新|进步|成果|发明|贡献|突出贡献|合作)?奖|自然科学奖|科技(?:创新|进步|成果|发明|贡献)?奖|技术发明奖"
)


class ReservedWording(Refusal):
    """A certificate or plaque would call itself an award of science and technology."""

    code = "reserved_wording"
    message = gettext_noop(
        "“%(text)s” says “%(word)s”. A people's organisation may not give awards of science and technology "
        "(regulation of 2020): write the grade instead, such as “first-class achievement” (一等成果)."
    )
    status = 422


def refuse_reserved(*texts: str) -> None:
    """Refuse texts of a certificate or plaque that name an award of science and technology. Refuses: ReservedWording."""
    for text in texts:
        found = _RESERVED.search(fold(clean(text)))
        if found:
            raise ReservedWording(text=text[:60], word=found[0])
