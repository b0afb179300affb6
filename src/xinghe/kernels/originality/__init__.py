"""Finds texts that were written from other texts, and shows the passages: copies, rewrites, borrowed sections."""

from xinghe.kernels.originality.check import Match
from xinghe.kernels.originality.compare import Comparison, compare, evidence
from xinghe.kernels.originality.corpus import Corpus, CorpusFull, CorpusOutdated, Entry, entry
from xinghe.kernels.originality.decide import Verdict
from xinghe.kernels.originality.fingerprint import FINGERPRINT_VERSION, fingerprint_bytes
from xinghe.kernels.originality.fold import FOLD_VERSION
from xinghe.kernels.originality.passages import Passage

__all__ = [
    "FINGERPRINT_VERSION",
    "FOLD_VERSION",
    "Comparison",
    "Corpus",
    "CorpusFull",
    "CorpusOutdated",
    "Entry",
    "Match",
    "Passage",
    "Verdict",
    "compare",
    "entry",
    "evidence",
    "fingerprint_bytes",
    "warm_up",
]


def warm_up() -> None:
    """Load tables and compiled code, so that the first check of a process is as fast as the next.

    Under a second when NUMBA_CACHE_DIR holds the compiled code, some ten seconds when it must be compiled.
    """
    import tempfile

    text = "一、为减轻维修班组更换传动滚筒时的劳动强度，设计了可移动的液压支撑小车，二人即可完成。"
    with tempfile.TemporaryDirectory() as directory:
        corpus = Corpus.open(directory)
        corpus.add(1, text)
        corpus.compact(everything=True)
        corpus.add(2, text + "经过试用，更换时间由四小时缩短为一小时。")
        corpus.check(text + "本装置已投入使用。")
    compare(text, text + "本装置已投入使用。")
