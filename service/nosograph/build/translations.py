"""Translations of HPO's names, from files of hpo-translations that users import.

Labels are in the Babelon profile (``hp-es.babelon.tsv``), synonyms in tables of subject_id,
translation_value and comment (``hp-es.synonyms.tsv``); both may be compressed (``.gz``).
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from nosograph.artefacts import ontology_folder
from nosograph.build.hierarchy import taxonomy
from nosograph.build.importing.lines import plain
from nosograph.build.lexicon import hpo_kind
from nosograph.build.obo import Ontology
from nosograph.build.release import checksum
from nosograph.errors import InvalidInput, SourceError
from nosograph.knowledge.translations import LABELS, LEXICON, RECORD, language_folder
from nosograph.text.languages import Language, read_languages, require_language
from nosograph.text.lexicon import Lexicon, LexiconEntry

FILE = re.compile(r"hp-([a-z]{2,3})[.-](?:[a-z-]+\.)?(?:babelon|synonyms)\.tsv(?:\.gz)?")
COLUMNS = ("subject_id", "translation_value")
LABEL, SYNONYM = "rdfs:label", "Synonym"
"""Predicates of names; definitions are translated too, and are none."""
UNTRANSLATED = "NOT_TRANSLATED"
"""The status of rows that still hold the English name."""
SUBJECT = re.compile(r"HP:\d{7}")


class Translated(NamedTuple):
    """A name of an HPO class in another language."""

    code: str
    name: str
    is_label: bool


def import_translations(home: Path, paths: Iterable[Path], hpo: Ontology) -> Mapping[str, Any]:
    """Copy files of translations, and compile each language's names; return what is imported.

    A file that cannot be read raises SourceError, and nothing is copied.
    """
    files = [file for path in paths for file in usable(path)]
    if not files:
        raise InvalidInput("no hp-xx.babelon.tsv and no hp-xx.synonyms.tsv there (.gz allowed)")
    known = read_languages(ontology_folder() / "text")
    read = {file: (require_language(known, code_of(file)), tuple(names_of(file))) for file in files}
    done: dict[str, Any] = {}
    for language in sorted({language.code for language, _ in read.values()}):
        own = [file for file, (of, _) in read.items() if of.code == language]
        done[language] = _import(language_folder(home, language), known[language], own, hpo)
    return done


def usable(path: Path) -> Iterator[Path]:
    """Yield the files of a path (a file or a folder) that can be imported."""
    for file in sorted(path.iterdir()) if path.is_dir() else (path,):
        if FILE.fullmatch(file.name):
            yield file


def code_of(file: Path) -> str:
    """Return the language that a file's name gives.

    >>> code_of(Path("hp-es.babelon.tsv"))
    'es'
    """
    match = FILE.fullmatch(file.name)
    return match[1] if match else ""


def names_of(file: Path) -> Iterator[Translated]:
    """Yield the names of a file; rows that are not translated yet are left out."""
    lines = plain(file, file.name).lines()
    header = next(lines, "").split("\t")
    if any(column not in header for column in COLUMNS):
        raise SourceError(file.name, 1, f"columns must include {', '.join(COLUMNS)}")
    for line in lines:
        row = dict(zip(header, line.split("\t"), strict=False))
        status = row.get("translation_status") or row.get("comment")
        name = row.get("translation_value", "").strip()
        predicate = row.get("predicate_id", SYNONYM)
        named = predicate == LABEL or SYNONYM in predicate
        if (
            SUBJECT.fullmatch(row.get("subject_id", ""))
            and name
            and named
            and status != UNTRANSLATED
        ):
            yield Translated(row["subject_id"], name, predicate == LABEL)


def _import(
    folder: Path, language: Language, files: Iterable[Path], hpo: Ontology
) -> Mapping[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        if file.resolve() != (folder / file.name).resolve():
            shutil.copyfile(file, folder / file.name)
    kept = [file for file in sorted(folder.iterdir()) if FILE.fullmatch(file.name)]
    names = [name for file in kept for name in names_of(file) if name.code in hpo.terms]
    labels = {name.code: name.name for name in names if name.is_label}
    lexicon = Lexicon.from_entries(_entries(names, hpo), language.stem())
    lexicon.save(folder / LEXICON)
    _write(folder / LABELS, labels)
    record = {
        "imported": date.today().isoformat(),
        "labels": len(labels),
        "names": len(lexicon),
        "sha256": {file.name: checksum(file) for file in kept},
    }
    _write(folder / RECORD, record)
    return record


def _entries(names: Iterable[Translated], hpo: Ontology) -> Iterator[LexiconEntry]:
    above = taxonomy(hpo.terms)
    for name in names:
        kind = hpo_kind(above.get(name.code, frozenset()))
        if kind is not None:
            phrase = name.name.replace("'", " ").replace("’", " ")
            yield LexiconEntry(phrase, name.code, kind, "exact")


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, sort_keys=True), encoding="utf-8")
