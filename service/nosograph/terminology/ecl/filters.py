"""Reading filters: {{ term = "…" }}, {{ D … }} and {{ C … }}."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from nosograph.domain import snomed
from nosograph.terminology.ecl.expression import (
    ActiveFilter,
    Compound,
    Concept,
    ConceptCondition,
    ConceptFilter,
    DescriptionCondition,
    DescriptionFilter,
    DescriptionType,
    Dialect,
    DialectFilter,
    Expression,
    Filter,
    Junction,
    LanguageFilter,
    PropertyFilter,
    TermFilter,
    TimeFilter,
    TypeFilter,
)
from nosograph.terminology.ecl.search_terms import read_texts
from nosograph.terminology.ecl.tokens import SNOMED, Reader
from nosograph.terminology.ecl.values import Comparison

ReadSet = Callable[[], Expression]
Condition = TypeVar("Condition")
#: Aliases of dialects (ECL 2.2, appendix C) whose reference sets are certain; others by dialectId.
DIALECTS = {
    "en-us": snomed.US_ENGLISH,
    "en-gb": snomed.GB_ENGLISH,
    "es": "448879004",
}
PREFERRED = ("prefer", "preferred")
ACCEPTABLE = ("accept", "acceptable")
TYPE_CODES = {
    f"{SNOMED}:{snomed.SYNONYM}": DescriptionType.SYNONYM,
    f"{SNOMED}:{snomed.FULLY_SPECIFIED}": DescriptionType.FULL_NAME,
    f"{SNOMED}:{snomed.DEFINITION}": DescriptionType.DEFINITION,
}
STATUSES = {"primitive": snomed.PRIMITIVE, "defined": snomed.DEFINED}
DATE = re.compile(r"[0-9]{8}")
EQUALITY = (Comparison.EQUAL, Comparison.UNEQUAL)


def read_filter(reader: Reader, read_set: ReadSet) -> Filter:
    """Read a filter; without a letter it is on descriptions."""
    reader.require("{{")
    kind = reader.take().text.lower() if reader.is_word("c", "d", "m") else "d"
    if kind == "m":
        reader.refuse("a filter on concepts or descriptions (rows of reference sets are not kept)")
    found: Filter
    if kind == "c":
        found = ConceptFilter(read_conditions(reader, CONCEPT_FILTERS, read_set))
    else:
        found = DescriptionFilter(read_conditions(reader, DESCRIPTION_FILTERS, read_set))
    reader.require("}}")
    return found


def read_conditions(
    reader: Reader,
    readers: Mapping[str, Callable[[Reader, ReadSet], Condition]],
    read_set: ReadSet,
) -> tuple[Condition, ...]:
    """Read conditions with commas between them."""
    found: list[Condition] = []
    while not found or reader.skip(","):
        if not reader.is_word(*readers):
            reader.refuse(", ".join(readers))
        found.append(readers[reader.take().text.lower()](reader, read_set))
    return tuple(found)


def read_comparison(reader: Reader, allowed: tuple[Comparison, ...] = EQUALITY) -> Comparison:
    """Read how something is compared."""
    return Comparison(reader.require(*allowed).text)


def read_term_filter(reader: Reader, read_set: ReadSet) -> TermFilter:
    """Read term = "…"."""
    return TermFilter(read_comparison(reader), read_texts(reader))


def read_words(reader: Reader, what: str) -> tuple[str, ...]:
    """Read one word, or several in brackets, in small letters."""
    several, words = reader.skip("("), list[str]()
    while not words or (several and not reader.is_sign(")")):
        if reader.next.kind != "word":
            reader.refuse(what)
        words.append(reader.take().text.lower())
    if several:
        reader.require(")")
    return tuple(words)


def read_language_filter(reader: Reader, read_set: ReadSet) -> LanguageFilter:
    """Read language = en."""
    return LanguageFilter(read_comparison(reader), read_words(reader, "a language code"))


def read_type_filter(reader: Reader, read_set: ReadSet) -> TypeFilter:
    """Read type = syn."""
    comparison, place = read_comparison(reader), reader.next
    words = read_words(reader, "syn, fsn or def")
    if unknown := set(words) - set(DescriptionType):
        reader.refuse(f"syn, fsn or def instead of {min(unknown)[:20]}", place)
    return TypeFilter(comparison, tuple(map(DescriptionType, words)))


def read_type_id_filter(reader: Reader, read_set: ReadSet) -> TypeFilter:
    """Read typeId = one of the three types, or several in brackets."""
    comparison, place = read_comparison(reader), reader.next
    codes = read_codes(reader)
    if set(codes) - TYPE_CODES.keys():
        reader.refuse("types of descriptions", place)
    return TypeFilter(comparison, tuple(TYPE_CODES[code] for code in codes))


def read_codes(reader: Reader) -> tuple[str, ...]:
    """Read one code, or several in brackets, with or without OR between them."""
    several, codes = reader.skip("("), list[str]()
    while not codes or (several and not reader.is_sign(")")):
        if codes and reader.is_word("or"):
            reader.take()
        if reader.next.kind != "code":
            reader.refuse("a concept")
        codes.append(reader.take().text)
    if several:
        reader.require(")")
    return tuple(codes)


def read_dialect_filter(reader: Reader, read_set: ReadSet) -> DialectFilter:
    """Read dialect = en-gb or dialectId = a reference set, with acceptability behind."""
    comparison = read_comparison(reader)
    several, dialects = reader.skip("("), list[Dialect]()
    while not dialects or (several and not reader.is_sign(")")):
        code = read_dialect(reader)
        dialects.append(Dialect(code, *read_acceptability(reader)))
    if several:
        reader.require(")")
        both = read_acceptability(reader)
        dialects = [narrowed(dialect, both) for dialect in dialects]
    return DialectFilter(comparison, tuple(dialects))


def narrowed(dialect: Dialect, both: tuple[bool, bool]) -> Dialect:
    """Return a dialect with the acceptability that stands behind all of them."""
    preferred, acceptable = both
    return Dialect(dialect.code, dialect.preferred and preferred, dialect.acceptable and acceptable)


def read_dialect(reader: Reader) -> str:
    """Read a dialect by alias or by its reference set."""
    if reader.next.kind == "code":
        return reader.take().text
    if not reader.is_word(*DIALECTS):
        reader.refuse(f"{', '.join(DIALECTS)} or a language reference set")
    return f"{SNOMED}:{DIALECTS[reader.take().text.lower()]}"


def read_acceptability(reader: Reader) -> tuple[bool, bool]:
    """Read whether preferred and whether acceptable names are meant; both if nothing is said."""
    if not reader.is_sign("("):
        return True, True
    place, inner = reader.next, reader.after(1)
    if inner.kind == "code":
        codes = read_codes(reader)
        meant = (snomed.PREFERRED, snomed.ACCEPTABLE)
        chosen = tuple(f"{SNOMED}:{code}" in codes for code in meant)
        words: tuple[str, ...] = ()
    else:
        words = read_words(reader, "prefer or accept")
        chosen = tuple(bool(set(words) & set(names)) for names in (PREFERRED, ACCEPTABLE))
    if not any(chosen) or set(words) - {*PREFERRED, *ACCEPTABLE}:
        reader.refuse("prefer or accept", place)
    return chosen[0], chosen[1]


def read_active_filter(reader: Reader, read_set: ReadSet) -> ActiveFilter:
    """Read active = 1, true, 0 or false."""
    comparison, found = read_comparison(reader), reader.take()
    if found.text.lower() not in ("1", "true", "0", "false"):
        reader.refuse("1, true, 0 or false", found)
    return ActiveFilter((found.text.lower() in ("1", "true")) == (comparison is Comparison.EQUAL))


def read_status_filter(reader: Reader, read_set: ReadSet) -> PropertyFilter:
    """Read definitionStatus = primitive or defined."""
    comparison, place = read_comparison(reader), reader.next
    words = read_words(reader, "primitive or defined")
    if set(words) - STATUSES.keys():
        reader.refuse("primitive or defined", place)
    parts = tuple(Concept(f"{SNOMED}:{STATUSES[word]}") for word in words)
    value = Compound(Junction.OR, parts) if len(parts) > 1 else parts[0]
    return PropertyFilter(snomed.DEFINITION_STATUS, comparison, value)


def read_property(name: str) -> Callable[[Reader, ReadSet], PropertyFilter]:
    """Return what reads a filter on a property whose value is a concept, or a set of them."""

    def read(reader: Reader, read_set: ReadSet) -> PropertyFilter:
        comparison = read_comparison(reader)
        spaced = reader.is_sign("(") and reader.after(1).kind == reader.after(2).kind == "code"
        if not spaced:
            return PropertyFilter(name, comparison, read_set())
        parts = tuple(map(Concept, read_codes(reader)))
        return PropertyFilter(name, comparison, Compound(Junction.OR, parts))

    return read


def read_time_filter(reader: Reader, read_set: ReadSet) -> TimeFilter:
    """Read effectiveTime >= "20200101"."""
    comparison = read_comparison(reader, tuple(Comparison))
    several, dates = reader.skip("("), list[str]()
    while not dates or (several and not reader.is_sign(")")):
        if reader.next.kind != "string" or not DATE.fullmatch(reader.next.text):
            reader.refuse('a date of eight digits in "quotes"')
        dates.append(reader.take().text)
    if several:
        reader.require(")")
    return TimeFilter(comparison, tuple(dates))


DESCRIPTION_FILTERS: Mapping[str, Callable[[Reader, ReadSet], DescriptionCondition]] = {
    "term": read_term_filter,
    "language": read_language_filter,
    "type": read_type_filter,
    "typeid": read_type_id_filter,
    "dialect": read_dialect_filter,
    "dialectid": read_dialect_filter,
    "active": read_active_filter,
}
CONCEPT_FILTERS: Mapping[str, Callable[[Reader, ReadSet], ConceptCondition]] = {
    "definitionstatus": read_status_filter,
    "definitionstatusid": read_property(snomed.DEFINITION_STATUS),
    "moduleid": read_property(snomed.MODULE),
    "effectivetime": read_time_filter,
    "active": read_active_filter,
}
