"""Files that want to do harm, by class. Each is refused, or its canary is gone from what is kept."""

from dataclasses import dataclass

from tests.attachments.corpus import hostile_documents as documents
from tests.attachments.corpus import hostile_media as media
from tests.attachments.corpus import hostile_papers as papers


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One file under its name. With ``canary`` it may be taken, if that is not in what is kept."""

    attack: str
    name: str
    content: bytes
    canary: bytes = b""


def corpus() -> list[Sample]:
    """All of them; the same at every call."""
    found: list[Sample] = []
    for attack, make in _CLASSES.items():
        for number, made in enumerate(make()):
            name, content, *canary = made
            found.append(
                Sample(
                    attack=attack,
                    name=name.replace("#", str(number)),
                    content=content,
                    canary=canary[0] if canary else b"",
                )
            )
    return found


def spread(samples: list[Sample], most: int) -> list[Sample]:
    """At most so many of each class, evenly spread over its variants."""
    classes: dict[str, list[Sample]] = {}
    for sample in samples:
        classes.setdefault(sample.attack, []).append(sample)
    return [
        of[at * len(of) // min(most, len(of))] for of in classes.values() for at in range(min(most, len(of)))
    ]


_CLASSES = {
    "zip bomb": documents.zip_bombs,
    "quine zip": documents.quines,
    "nested archive": documents.nested,
    "entity expansion": documents.entities,
    "XXE": documents.external_entities,
    "zip slip": documents.slips,
    "zip link": documents.links,
    "zip duplicates": documents.duplicates,
    "zip directory that lies": documents.lying_directories,
    "polyglot": media.polyglots,
    "svg in disguise": media.svgs,
    "html in disguise": media.pages,
    "program in disguise": media.programs,
    "PDF JavaScript": papers.scripts,
    "PDF launch or send": papers.launches,
    "PDF embedded file": papers.embedded_in_papers,
    "PDF XFA": papers.forms,
    "PDF bomb": papers.paper_bombs,
    "encrypted or old format": papers.locked,
    "macro": documents.macros,
    "DDE and live data": documents.live_data,
    "external relationship": documents.external,
    "OLE and ActiveX": documents.objects,
    "truncated or empty": media.truncated,
    "wrong extension": media.wrong_endings,
    "hostile name": media.names,
    "pixel flood": media.floods,
    "EICAR": media.test_virus,
    "video tricks": media.videos,
    "place recorded": media.places,
    "HEIC and AVIF": media.phone_formats,
    "noise": media.noise,
}
