# ruff: noqa: B905, E401, E701, E704, I001
# fmt: off
"""Make a ranking or a draw again from its record and say whether it agrees. Needs Python 3.8 or newer and nothing else.

`python verify_judging.py RECORD.json [--commitment HASH] [--head HASH]`: RECORD is what `xinghe judging rank --record` or `xinghe draw`
wrote. One that was made anew or cut short agrees with itself: give what was published, of a draw its commitment and the hash of its
last step, of a ranking its input_hash and its result_hash. Ends with 0 when everything agrees, with 2 and what does not when not.
This file shares no code with Xinghe, so that who trusts nothing can read it. The model: docs/adr/0020-judging-and-drawing.md.
"""
import argparse, datetime, hashlib, hmac, itertools, json, math, pathlib, re, sys
from collections import Counter, defaultdict
from fractions import Fraction
ENTRY, JUDGE = ("entry", "rank", "score", "low", "high", "p_above_cut"), ("judge", "severity", "low", "high")
TEXT, NAME, COUNT = r'"(?:[^"\\]|\\.)*"', r'"(?:[^"\\]|\\[^n])+"', "(?:null|0|[1-9][0-9]*)"  # of canonical JSON
ASKED = (rf'{{"cut":(?:null|[1-9][0-9]*),"method":"(?:mean|trimmed|zscore|calibrated)","rule":{{"add":"(?:mean|sum)","places":1?[0-9],'
         rf'"tie_break":\[(?:{TEXT},?)*\],"trim_from":[0-9]+,"weights":(?:null|{{(?:{TEXT}:"[0-9.]+",?)*}})}},'
         rf'"schema":"xinghe.ranking/1","scores":\[(?:\[{TEXT},{TEXT},{TEXT},"-?[0-9.]+"\],?)+\]}}')
PERSON = rf'{{"excluded":\[(?:"[a-z][a-z0-9_]*",?)*\],"groups":{{(?:{TEXT}:{TEXT},?)*}},"id":{NAME},"strata":\[(?:{NAME},?)+\]}}'
TERMS = (rf'{{"algorithm":"xinghe.draw/1","beacon_source":{TEXT},"call":{NAME},"limits":\[(?:{{"most":[1-9][0-9]*,"of":{NAME}}},?)*\],'
         rf'"pool":\[(?:{PERSON},?)+\],"strata":\[(?:{{"name":{NAME},"seats":{COUNT},"standbys":{COUNT}}},?)+\]}}')
def _must(holds, words):
    if not holds: raise ValueError(words)
def _once(pairs): return _must(len(dict(pairs)) == len(pairs), "a name stands twice in one object") or dict(pairs)
def _canonical(value): return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
def _digest(value): return hashlib.sha256(_canonical(value)).hexdigest()
def _micro(value): return math.floor(value * 1e6 + 0.5) / 1e6
def _mean(values): return math.fsum(values) / len(values)
def _sums(keys, values):
    sums = defaultdict(float)
    for key, value in zip(keys, values): sums[key] += value
    return sums
def ranking(record):
    """The record of a ranking, made again from its scores, method, cut and rule."""
    asked = {name: record[name] for name in ("schema", "method", "cut", "rule", "scores")}
    _must(re.fullmatch(ASKED, _canonical(asked).decode("utf-8")), "scores, method, cut or rule are not of the form")
    _, method, cut, rule, scores = asked.values()
    part = {(entry, judge, criterion): Fraction(score) for entry, judge, criterion, score in scores}
    criteria, pairs = sorted({key[2] for key in part}), sorted({key[:2] for key in part})
    _must([tuple(row[:3]) for row in scores] == [(*p, c) for p in pairs for c in criteria], "a score is missing, twice or out of order")
    weight = {c: Fraction(w) for c, w in (dict.fromkeys(criteria, 1) if rule["weights"] is None else rule["weights"]).items()}
    _must(sorted(weight) == criteria and min(weight.values()) > 0 and {"mean", *criteria}.issuperset(rule["tie_break"]),
          "the weights are not one above 0 for each criterion, or ties are broken by what is no criterion")
    whole = {"mean": sum(weight.values()), "sum": 1}[rule["add"]]
    total = {p: sum(weight[c] * part[(*p, c)] for c in criteria) / whole for p in pairs}
    entry, judge, y = [p[0] for p in pairs], [p[1] for p in pairs], [float(total[p]) for p in pairs]
    given = {e: list(own) for e, own in itertools.groupby(pairs, key=lambda pair: pair[0])}
    if method == "calibrated": score, more, judges = _calibrated(entry, judge, y, cut)
    else:
        middle = {e: v / len(given[e]) for e, v in _sums(entry, y).items()}
        below, count = _sums(judge, [middle[e] - v for e, v in zip(entry, y)]), Counter(judge)
        more, judges = dict.fromkeys(given, (None,) * 3), {j: (_micro(below[j] / count[j]), None, None) for j in count}
        score = _standardised(entry, judge, y) if method == "zscore" else {}
    key = dict(score)
    for e in () if score else given:
        values, power = sorted(total[p] for p in given[e]), 10 ** rule["places"]
        values = values[1:-1] if method == "trimmed" and len(values) >= max(3, rule["trim_from"]) else values
        exact = Fraction(sum(values)) / len(values)
        ticks = math.floor(abs(exact) * power + Fraction(1, 2)) * (-1 if exact < 0 else 1)
        chain = [[part[(*p, step)] if step in criteria else total[p] for p in given[e]] for step in rule["tie_break"]]
        key[e], score[e] = (exact, *[Fraction(sum(one)) / len(one) for one in chain]), ticks / power
    rank = {value: len(key) - at for at, value in enumerate(sorted(key.values()))}  # the last of equals counts
    lines = [dict(zip(ENTRY, (e, rank[key[e]], score[e], *more[e]))) for e in sorted(given, key=lambda e: (rank[key[e]], e))]
    result = {"method": method, "entries": lines, "judges": [dict(zip(JUDGE, (j, *judges[j]))) for j in sorted(judges)]}
    return {**asked, "result": result, "input_hash": _digest(asked), "result_hash": _digest(result)}
def _standardised(entry, judge, y):
    count, different = Counter(judge), Counter(j for j, _ in set(zip(judge, y)))
    middle = {j: v / count[j] for j, v in _sums(judge, y).items()}
    apart = [v - middle[j] for j, v in zip(judge, y)]
    wide = {j: math.sqrt(v / max(count[j] - 1, 1)) for j, v in _sums(judge, [v * v for v in apart]).items()}
    z = _sums(entry, [v / wide[j] if different[j] > 1 else 0.0 for j, v in zip(judge, apart)])
    centre, number = _mean(y), Counter(entry)
    spread = math.sqrt(math.fsum((v - centre) * (v - centre) for v in y) / max(1, len(y) - 1))
    return {e: _micro(centre + spread * (z[e] / number[e])) for e in number}
def _calibrated(entry, judge, y, cut):  # score = b + a q + noise of variance s, by expectation and maximisation
    entries, judges, pairs, groups = sorted(set(entry)), sorted(set(judge)), list(zip(entry, judge)), []
    for joined in ({j for _, j in own} for _, own in itertools.groupby(pairs, key=lambda pair: pair[0])):
        groups = [*(one for one in groups if not one & joined), joined.union(*(one for one in groups if one & joined))]
    _must(len(groups) == 1, f"the judges fall into {len(groups)} groups that have no entry in common")
    if min(y) == max(y):
        same = (_micro(y[0]), _micro(y[0]), None if cut is None else _micro(min(cut / len(entries), 1.0)))
        return dict.fromkeys(entries, same[0]), dict.fromkeys(entries, same), dict.fromkeys(judges, (0.0,) * 3)
    centre = _mean(y)
    unit = math.sqrt(math.fsum((v - centre) * (v - centre) for v in y) / len(y))
    y = [(v - centre) / unit for v in y]
    n, sy, syy = Counter(judge), _sums(judge, y), _sums(judge, [v * v for v in y])
    b, a, s, eb, ea = dict.fromkeys(judges, 0.0), dict.fromkeys(judges, 0.7), dict.fromkeys(judges, 0.5), {}, {}
    b0, a0, vb, va, s0, q, change, rounds = 0.0, 0.7, 0.25, 0.05, 0.5, dict.fromkeys(entries, 0.0), math.inf, 0
    while True:
        slope = {j: a[j] / s[j] for j in judges}
        told, fixed = {j: slope[j] * a[j] for j in judges}, {j: slope[j] * b[j] for j in judges}
        v = {e: 1.0 / (1.0 + x) for e, x in _sums(entry, [told[j] for j in judge]).items()}
        pull, before = _sums(entry, [slope[j] * x - fixed[j] for j, x in zip(judge, y)]), q
        q = {e: v[e] * pull[e] for e in entries}
        if change < 1e-6 or rounds == 1000: break
        change, rounds = max(abs(q[e] - before[e]) for e in entries), rounds + 1
        sq, syq = _sums(judge, [q[e] for e in entry]), _sums(judge, [x * q[e] for e, x in zip(entry, y)])
        sqq = _sums(judge, [q[e] * q[e] + v[e] for e in entry])
        for j in judges:
            top, bottom = n[j] + s[j] / vb, sqq[j] + s[j] / va
            for_b, for_a, det = sy[j] + b0 * s[j] / vb, syq[j] + a0 * s[j] / va, top * bottom - sq[j] * sq[j]
            b[j], a[j] = (bottom * for_b - sq[j] * for_a) / det, (top * for_a - sq[j] * for_b) / det
            eb[j], ea[j], both = s[j] * bottom / det, s[j] * top / det, s[j] * sq[j] / det
            off = syy[j] - 2.0 * b[j] * sy[j] - 2.0 * a[j] * syq[j] + b[j] * b[j] * n[j] + 2.0 * a[j] * b[j] * sq[j]
            off = off + a[j] * a[j] * sqq[j] + n[j] * eb[j] + sqq[j] * ea[j] - 2.0 * sq[j] * both
            s[j] = max((8.0 * s0 + off) / (8.0 + n[j]), 1e-8)
        b0, a0, s0 = _mean(b.values()), _mean(a.values()), 1.0 / _mean([1.0 / s[j] for j in judges])
        vb, va = (max(1e-6, _mean([(x[j] - x0) * (x[j] - x0) + off[j] for j in judges])) for x, x0, off in ((b, b0, eb), (a, a0, ea)))
    known = _sums(entry, [slope[j] * slope[j] * (eb[j] + q[e] * q[e] * ea[j]) for e, j in pairs]).items()
    spread = {e: v[e] + v[e] * v[e] * unsure for e, unsure in known}
    others = _sums(judge, [1.0 / max(1.0 / v[e] - told[j], 1.0) for e, j in pairs])
    z90, level, scale, size = 1.6448536269514722, centre + unit * b0, unit * a0, len(judges)
    width = {j: z90 * (unit * math.sqrt(eb[j] * (1.0 + told[j] * (others[j] / n[j])) + vb / size)) for j in judges}
    vb, va, fair = unit * unit * vb, unit * unit * va, {e: level + scale * q[e] for e in entries}
    half = {e: z90 * math.sqrt(scale * scale * spread[e] + (vb + q[e] * q[e] * va) / size) for e in entries}
    chance = _above(q, {e: math.sqrt(spread[e]) for e in entries}, cut)
    more = {e: (_micro(fair[e] - half[e]), _micro(fair[e] + half[e]), chance[e]) for e in entries}
    severe = {j: (x, x - width[j], x + width[j]) for j, x in ((j, level - (centre + unit * b[j])) for j in judges)}
    return {e: _micro(fair[e]) for e in entries}, more, {j: tuple(map(_micro, severe[j])) for j in judges}
def _above(q, deviation, cut):
    if cut is None or cut >= len(q): return dict.fromkeys(q, None if cut is None else 1.0)
    low, high = min(q[e] - 9.0 * deviation[e] for e in q), max(q[e] + 9.0 * deviation[e] for e in q)
    for _ in range(50):
        at = (low + high) / 2.0
        chances = [0.5 * math.erfc(-((q[e] - at) / deviation[e]) / math.sqrt(2.0)) for e in q]
        low, high = (at, high) if math.fsum(chances) > cut else (low, at)
    return {e: _micro(chance) for e, chance in zip(q, chances)}

def draw(record):
    """The record of a draw, made again from its terms, seed, times and reasons."""
    terms, (first, *later), made = record["input"], record["links"], []
    _must(re.fullmatch(TERMS, _canonical(terms).decode("utf-8")), "the terms are not of the form")
    strata, limits, algorithm = terms["strata"], {one["of"]: one["most"] for one in terms["limits"]}, terms["algorithm"]
    ids = [[one[name] for one in terms[rows]] for rows, name in (("pool", "id"), ("strata", "name"), ("limits", "of"))]
    _must(all(one == sorted(set(one)) for one in ids + [one[what] for what in ("strata", "excluded") for one in terms["pool"]])
          and {*ids[1]}.issuperset(name for one in terms["pool"] for name in one["strata"]), "the terms are not in order")
    def chain(**link):
        when = [datetime.datetime.fromisoformat(one["at"]) for one in (*made[-1:], link)]
        _must(when == sorted(when) and when[-1].utcoffset() is not None, f"{link['at']} has no zone, or lies before the last step")
        link["previous"] = made[-1]["hash"] if made else _digest({"schema": record["schema"], "input": terms})
        made.append({**link, "hash": _digest(link)})
        return {"schema": record["schema"], "input": terms, "links": made}
    fixed, seed, beacon = _digest(terms), *(later[0][name] if later else "" for name in ("seed", "beacon"))
    bound = "\n".join((terms["call"], fixed, algorithm))
    _must(re.fullmatch("[0-9a-f]{64}", seed if later else first["commitment"]), "seed or commitment are not 64 digits of 0-9 and a-f")
    _must(not later or bool(beacon.strip()) == bool(terms["beacon_source"]), "the public number is not given as it was promised")
    promised = hashlib.sha256(f"{seed}\n{bound}".encode()).hexdigest() if later else first["commitment"]
    again = chain(act="commit", at=first["at"], input_hash=fixed, commitment=promised)
    if not later: return again
    key = hmac.new(bytes.fromhex(seed), f"{bound}\n{beacon}".encode(), hashlib.sha256).digest()
    people = {one["id"]: one for one in terms["pool"] if not one["excluded"]}
    def blocking(person, taken):
        crowd = Counter(own for one in (taken if limits else ()) for own in people[one]["groups"].items())
        return next((f"limit_{of}" for of, most in limits.items() if crowd[(of, people[person]["groups"].get(of))] >= most), None)
    for attempt in range(1000):
        taken, seated, order = set(), {x["name"]: [] for x in strata}, {}
        for name, seats in ((x["name"], x["seats"]) for x in strata):
            lot = {p: hmac.new(key, _canonical([attempt, name, p]), hashlib.sha256).digest() for p in people}
            order[name] = sorted((p for p in people if name in people[p]["strata"]), key=lot.get)
            for person in order[name]:
                if len(seated[name]) != seats and person not in taken and blocking(person, taken) is None:
                    seated[name].append(person)
                    taken.add(person)
        if all(x["seats"] in (None, len(seated[x["name"]])) for x in strata): break
        _must(attempt < 999, "no draw fills all seats")
    standbys = {x["name"]: [p for p in order[x["name"]] if p not in taken][: x["standbys"]] for x in strata}
    again = chain(act="draw", at=later[0]["at"], seed=seed, beacon=beacon, attempt=attempt, seated=seated, standbys=standbys)
    seats, gone = {name: list(ids) for name, ids in seated.items()}, set()
    for at, leaves, reason, passed in ((x["at"], x["leaves"], x["reason"], x["skipped"]) for x in later[1:]):
        stratum = next(name for name in seats if leaves in seats[name])
        staying = {p for ids in seats.values() for p in ids} - {leaves}
        absent = {x["id"]: x["reason"] for x in passed if not x["reason"].startswith("limit_")}
        _must(all(re.fullmatch("(?!limit_)[a-z][a-z0-9_]*", why) for why in (reason, *absent.values())), "a reason is no code")
        waiting = [p for p in standbys[stratum] if p not in staying | gone | {leaves}]
        unfit = {p: absent.get(p) or blocking(p, staying) for p in waiting}
        takes = next((p for p in waiting if not unfit[p]), None)
        skipped = [{"id": p, "reason": unfit[p]} for p in waiting[:waiting.index(takes) if takes else None]]
        gone.update((leaves, *absent))
        seats[stratum] = [p for p in (takes if p == leaves else p for p in seats[stratum]) if p]
        again = chain(act="replace", at=at, leaves=leaves, reason=reason, stratum=stratum, skipped=skipped, takes=takes)
    return again

def main(arguments):
    """Read the record, make it again, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("record", "--commitment", "--head"): parser.add_argument(name)
    said, record = vars(parser.parse_args(arguments)), {}
    try:
        record = json.loads(pathlib.Path(said.pop("record")).read_text(encoding="utf-8-sig"), object_pairs_hook=_once)
        again = {"xinghe.ranking/1": ranking, "xinghe.draw-record/1": draw}[record["schema"]](record)
        ends = [again["links"][0]["commitment"], again["links"][-1]["hash"]] if "links" in again else [*again.values()][-2:]
        found = [f"the {name} is {one}, published was {said[name]}" for name, one in zip(said, ends) if said[name] not in (None, one)]
        texts = [json.dumps(one, ensure_ascii=False, sort_keys=True, indent=0).splitlines() for one in (record, again)]
        found += [f"the record says {one}, computed is {other}" for one, other in itertools.zip_longest(*texts) if one != other]
    except Exception as fault:
        found = [f"this is no record that can be made again: {type(fault).__name__}: {fault}"]
    lines = [f"DIFFERS: {one}" for one in found[:10]] or [f"AGREES: {record['schema']}"]
    lines += [f"NOT COMPARED: the published {name} was not given (--{name})" for name in said if said[name] is None]
    print("\n".join(lines).encode(sys.stdout.encoding or "utf-8", "backslashreplace").decode(sys.stdout.encoding or "utf-8"))
    return 2 if found else 0
if __name__ == "__main__": sys.exit(main(sys.argv[1:]))
