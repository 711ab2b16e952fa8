"""The options of terminology operations, out of their parameters."""

from __future__ import annotations

from collections.abc import Iterator

from nosograph.exchange.fhir.parameters import Parameters
from nosograph.terminology.issues import failure
from nosograph.terminology.languages import Languages, read_languages
from nosograph.terminology.options import Options, Rule, VersionRule
from nosograph.terminology.value_set import parted


def read_options(parameters: Parameters, accepted: str = "") -> Options:
    """Read the options; ``accepted`` is the Accept-Language header."""
    return Options(
        rules=tuple(_rules(parameters)),
        display_languages=_display_languages(parameters.text("displayLanguage")),
        header_languages=_languages(accepted),
        active_only=parameters.flag("activeOnly"),
        allows_abstract=parameters.flag("abstract") is not False,
        include_designations=parameters.flag("includeDesignations"),
        include_definition=parameters.flag("includeDefinition"),
        exclude_nested=parameters.flag("excludeNested"),
        exclude_not_for_ui=bool(parameters.flag("excludeNotForUI")),
        designations=tuple(parameters.texts("designation")),
        properties=tuple(parameters.texts("property")),
        supplements=tuple(parameters.texts("useSupplement")),
        count=parameters.number("count"),
        offset=parameters.number("offset"),
        text=parameters.text("filter")[:200],
        lenient_display=bool(parameters.flag("lenient-display-validation")),
        infers_system=bool(parameters.flag("inferSystem") or parameters.flag("implySystem")),
        membership_only=bool(parameters.flag("valueset-membership-only")),
        versions_match=parameters.flag("versionsMatch"),
    )


def _rules(parameters: Parameters) -> Iterator[VersionRule]:
    for rule in Rule:
        for reference in parameters.texts(rule.value):
            yield VersionRule(rule, *parted(reference))


def _display_languages(text: str) -> Languages | None:
    """Read the languages that are asked for; unlike those of a header they have to be some."""
    read = _languages(text)
    if read and not all(each.is_tag for each in read.wanted):
        name = "INVALID_DISPLAY_NAME"
        raise failure("processing", "invalid-display", name, text[:200], status=400)
    return read


def _languages(text: str) -> Languages | None:
    return read_languages(text[:200])
