"""Other languages, over a handful of names as an import gives them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nosograph.artefacts import ontology_folder
from nosograph.domain.presentation import Sex
from nosograph.errors import InvalidInput
from nosograph.text.context import ContextRules
from nosograph.text.languages import language_rules, read_languages, require_language
from nosograph.text.lexicon import EntryKind, Lexicon, LexiconEntry
from nosograph.text.reader import TextReader

FOLDER = ontology_folder() / "text"
FEVER, COUGH, HEADACHE, SEIZURE, OEDEMA = (
    *("HP:0001945", "HP:0012735", "HP:0002315"),
    *("HP:0001250", "HP:0000969"),
)
NAMES = {
    "de": {FEVER: "Fieber", COUGH: "Husten", HEADACHE: "Kopfschmerzen"},
    "es": {FEVER: "Fiebre", COUGH: "Tos", HEADACHE: "Cefalea", SEIZURE: "Convulsión"},
    "fr": {FEVER: "Fièvre", COUGH: "Toux", OEDEMA: "Œdème"},
    "it": {FEVER: "Febbre", COUGH: "Tosse"},
    "ja": {FEVER: "発熱", COUGH: "咳", HEADACHE: "頭痛"},
    "nl": {FEVER: "Koorts", COUGH: "Hoesten"},
    "pt": {FEVER: "Febre", COUGH: "Tosse"},
    "ru": {FEVER: "Лихорадка", COUGH: "Кашель"},
    "zh": {FEVER: "发热", COUGH: "咳嗽", HEADACHE: "头痛"},
}
Read = Callable[[str, str], dict[str, str]]


@pytest.fixture(scope="module")
def readers(rules: ContextRules) -> dict[str, TextReader]:
    known = read_languages(FOLDER)
    made = {}
    for code, names in NAMES.items():
        own = language_rules(rules, FOLDER, known[code])
        entries = [LexiconEntry(n, c, EntryKind.FINDING, "exact") for c, n in names.items()]
        made[code] = TextReader(Lexicon.from_entries(entries, own.stem), own)
    return made


@pytest.fixture(scope="module")
def said(readers: dict[str, TextReader]) -> Read:
    def read(language: str, text: str) -> dict[str, str]:
        found = readers[language].read(text).presentation.observations
        return {text[o.span.start : o.span.end].lower(): o.status.value for o in found if o.span}

    return read


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("es", "fiebre y tos, niega cefalea", "fiebre + tos + cefalea -"),
        ("es", "Convulsiones febriles, sin fiebre ni tos hoy", "convulsiones + fiebre - tos -"),
        ("es", "tos ausente; su madre tiene cefalea", "tos - cefalea family"),
        ("es", "tos sin fiebre, cefalea y convulsión", "tos + fiebre - cefalea + convulsión +"),
        ("es", "posible fiebre, antecedente de convulsión", "fiebre ? convulsión past"),
        ("fr", "Présente une fièvre sans toux", "fièvre + toux -"),
        ("fr", "pas d'œdème, toux absente", "œdème - toux -"),
        ("fr", "suspicion de fièvre; son père a une toux", "fièvre ? toux family"),
        (
            "de",
            "klagt über Husten und Kopfschmerzen, kein Fieber",
            "husten + kopfschmerzen + fieber -",
        ),
        ("de", "Husten wurde verneint, Verdacht auf Fieber", "husten - fieber ?"),
        ("it", "nega febbre, ha tosse", "febbre - tosse +"),
        ("nl", "koorts maar geen hoesten", "koorts + hoesten -"),
        ("pt", "febre, nega tosse", "febre + tosse -"),
        ("ja", "発熱と頭痛を認めた。咳なし。", "発熱 + 頭痛 + 咳 -"),
        ("ja", "発熱は認めない", "発熱 -"),
        ("zh", "患者发热、头痛，无咳嗽。", "发热 + 头痛 + 咳嗽 -"),
        ("zh", "否认发热和咳嗽", "发热 - 咳嗽 -"),
        ("ru", "лихорадка и кашель", "лихорадка + кашель +"),
    ],
)
def test_findings_and_denials_are_read(language: str, text: str, expected: str, said: Read) -> None:
    signs = {"+": "present", "-": "absent", "?": "uncertain", "past": "historical"}
    words = expected.split()
    wanted = {w: signs.get(s, s) for w, s in zip(words[::2], words[1::2], strict=True)}
    assert said(language, text).items() >= wanted.items()


@pytest.mark.parametrize(
    ("language", "text", "years", "sex"),
    [
        ("es", "mujer de 58 años", 58, Sex.FEMALE),
        ("fr", "homme de 40 ans", 40, Sex.MALE),
        ("de", "eine 30-jährige Frau", 30, Sex.FEMALE),
        ("ja", "58歳の女性", 58, Sex.FEMALE),
        ("zh", "58岁女性", 58, Sex.FEMALE),
    ],
)
def test_age_and_sex_are_read(
    language: str, text: str, years: int, sex: Sex, readers: dict[str, TextReader]
) -> None:
    presentation = readers[language].read(text).presentation
    assert presentation.age is not None
    assert (presentation.age.years, presentation.sex) == (years, sex)


def test_a_language_without_rules_still_has_its_names(rules: ContextRules) -> None:
    assert not (FOLDER / "languages" / "ru.tsv").exists()
    own = language_rules(rules, FOLDER, read_languages(FOLDER)["ru"])
    assert own.stem("лихорадки") == own.stem("лихорадка")


def test_an_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match=r"^no such language; known are .*es.*zh"):
        require_language(read_languages(FOLDER), "tlh")


@pytest.mark.parametrize("path", sorted((FOLDER / "languages").glob("*.tsv")), ids=lambda p: p.stem)
def test_every_row_is_sorted_unique_and_read(path: Path, rules: ContextRules) -> None:
    header, *rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    assert header == ["phrase", "kind", "direction", "reach", "source"]
    assert rows == sorted(rows), "sort the rows"
    assert len({tuple(row) for row in rows}) == len(rows), "keep one row of each"
    assert all(row[-1] for row in rows), "give each row its source"
    assert language_rules(rules, FOLDER, read_languages(FOLDER)[path.stem]).triggers


@settings(deadline=None, max_examples=60)
@given(text=st.text(), language=st.sampled_from(sorted(NAMES)))
def test_any_text_is_read_in_any_language(
    text: str, language: str, readers: dict[str, TextReader]
) -> None:
    reading = readers[language].read(text)
    spans = [o.span for o in reading.presentation.observations]
    assert all(span is not None and span.end <= len(text) for span in spans)
