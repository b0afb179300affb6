"""What a user would otherwise pick, on the same texts and questions: full-text search with the same terms,
more-like-this, MinHash with locality-sensitive hashing, and trigram similarity in PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import rjieba
import tantivy
from datasketch import MinHash, MinHashLSH

from xinghe.kernels.originality.fingerprint import keys_of, probes_of
from xinghe.kernels.originality.fold import fold

Rival = Callable[[str], list[int]]  # the ten best numbers for a text
BEST = 10


def _index(directory: Path, rows: Iterable[tuple[int, str]]) -> tantivy.Index:
    directory.mkdir(parents=True, exist_ok=True)
    schema = (
        tantivy.SchemaBuilder()
        .add_integer_field("number", stored=True, fast=True)
        .add_text_field("terms", stored=False, tokenizer_name="whitespace", index_option="freq")
        .build()
    )
    index = tantivy.Index(schema, path=str(directory))
    writer = index.writer(heap_size=500_000_000, num_threads=2)
    for number, terms in rows:
        writer.add_document(tantivy.Document(number=number, terms=terms))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def _numbers(searcher: tantivy.Searcher, found: tantivy.SearchResult) -> list[int]:
    return [searcher.doc(address)["number"][0] for _, address in found.hits]


def same_terms(texts: Iterable[tuple[int, str]], directory: Path) -> Rival:
    """tantivy, our own sampled shingles as terms, any of them."""
    index = _index(
        directory, ((n, " ".join(f"{key:x}" for key in keys_of(fold(t).codes).tolist())) for n, t in texts)
    )
    searcher = index.searcher()

    def ask(text: str) -> list[int]:
        terms = [f"{key:x}" for key in probes_of(fold(text).codes).tolist()]
        should = [
            (tantivy.Occur.Should, tantivy.Query.term_query(index.schema, "terms", term)) for term in terms
        ]
        return _numbers(searcher, searcher.search(tantivy.Query.boolean_query(should), BEST, count=False))

    return ask


def more_like_this(texts: Iterable[tuple[int, str]], directory: Path) -> Rival:
    """tantivy's more-like-this on segmented words with the customary 25 terms."""
    index = _index(directory, ((n, " ".join(rjieba.cut(t))) for n, t in texts))
    searcher = index.searcher()
    customary = {"min_doc_frequency": 5, "min_term_frequency": 2, "max_query_terms": 25}

    def ask(text: str) -> list[int]:
        query = tantivy.Query.more_like_this_document_fields_query(
            index.schema, {"terms": [" ".join(rjieba.cut(text))]}, **customary
        )
        return _numbers(searcher, searcher.search(query, BEST, count=False))

    return ask


def minhash(texts: Iterable[tuple[int, str]]) -> Rival:
    """datasketch, 128 permutations in 64 bands of 2, trigrams of folded text; candidates ranked by estimate."""
    lsh = MinHashLSH(num_perm=128, params=(64, 2))
    sketches: dict[int, MinHash] = {}

    def sketch(text: str) -> MinHash:
        codes = fold(text).codes.tobytes()
        made = MinHash(num_perm=128)
        made.update_batch([codes[k : k + 6] for k in range(0, len(codes) - 4, 2)])
        return made

    for number, text in texts:
        sketches[number] = sketch(text)
        lsh.insert(number, sketches[number])

    def ask(text: str) -> list[int]:
        mine = sketch(text)
        return sorted(lsh.query(mine), key=lambda n: (-mine.jaccard(sketches[n]), n))[:BEST]

    return ask


def trigrams(texts: Iterable[tuple[int, str]]) -> Rival | None:
    """pg_trgm in the database that DATABASE_URL names, in a table of this session alone; None without one."""
    address = os.environ.get("DATABASE_URL")
    if not address:
        return None
    import psycopg

    connection = psycopg.connect(address, autocommit=True)
    connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    connection.execute("CREATE TEMPORARY TABLE told (number bigint, body text)")
    with connection.cursor().copy("COPY told FROM STDIN") as copy:
        for row in texts:
            copy.write_row(row)
    connection.execute("CREATE INDEX ON told USING gin (body gin_trgm_ops)")
    connection.execute("SET pg_trgm.similarity_threshold = 0.1")

    def ask(text: str) -> list[int]:
        asked = "SELECT number FROM told WHERE body % %s ORDER BY similarity(body, %s) DESC LIMIT %s"
        return [number for (number,) in connection.execute(asked.replace(" % ", " %% "), (text, text, BEST))]

    return ask
