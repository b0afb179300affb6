"""Pools to draw from."""

from xinghe.kernels.drawing import Candidate, Limit, Record, Stratum, Terms, commit, draw, replace

SEED = "00112233445566778899aabbccddeeff" * 2
COMMITTED, DRAWN, LATER = (f"2026-05-0{day}T09:00:00+08:00" for day in (4, 6, 7))


def person(number: int, *strata: str, employer: str = "", excluded: tuple[str, ...] = ()) -> Candidate:
    return Candidate(
        id=f"p{number:02d}",
        strata=strata,
        groups={"employer": employer} if employer else {},
        excluded=excluded,
    )


def panel(*, call: str = "2026", limits: tuple[Limit, ...] = (Limit(of="employer", most=1),)) -> Terms:
    """Twenty people of two fields and eight employers, two of them excluded; three and two seats."""
    pool = [
        person(
            n,
            "机械" if n % 3 else "电气",
            employer=f"c{n % 8}",
            excluded=("same_employer",) if n in (4, 9) else (),
        )
        for n in range(20)
    ]
    strata = (Stratum(name="机械", seats=3), Stratum(name="电气", seats=2, standbys=3))
    return Terms(call=call, strata=strata, pool=tuple(pool), limits=limits)


def drawn(terms: Terms | None = None, *, seed: str = SEED) -> Record:
    return draw(commit(terms or panel(), seed=seed, at=COMMITTED), seed=seed, at=DRAWN)


def replaced() -> Record:
    """A draw in which one person left and the first stand-by could not come."""
    record = drawn()
    leaves = record["links"][1]["seated"]["机械"][0]
    first = record["links"][1]["standbys"]["机械"][0]
    return replace(record, leaves=leaves, reason="declined", at=LATER, unavailable={first: "abroad"})
