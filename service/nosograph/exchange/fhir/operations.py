"""The terminology operations: parameters in, a resource out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from nosograph.errors import TerminologyError
from nosograph.exchange.fhir.answers import (
    lookup_answer,
    subsumption_answer,
    translation_answer,
    verdict_answer,
)
from nosograph.exchange.fhir.answers import (
    parameters as parameters_resource,
)
from nosograph.exchange.fhir.elements import Node, nodes
from nosograph.exchange.fhir.expansions import expanded
from nosograph.exchange.fhir.options import read_options
from nosograph.exchange.fhir.outcomes import outcome_of
from nosograph.exchange.fhir.parameters import Parameters, sent_with, value_set_of
from nosograph.exchange.fhir.questions import read_question
from nosograph.exchange.fhir.value_sets import read_coding
from nosograph.exchange.fhir.versions import FhirVersion
from nosograph.terminology.code_system import CodeSystem
from nosograph.terminology.codes import Coding
from nosograph.terminology.concept_translation import Mappings, translate
from nosograph.terminology.deadline import Deadline
from nosograph.terminology.expansion import Expander
from nosograph.terminology.finder import Finder, finder_for
from nosograph.terminology.issues import failure
from nosograph.terminology.lookup import look_up, require_system, subsumption
from nosograph.terminology.membership import missing_value_set
from nosograph.terminology.outside import is_absolute
from nosograph.terminology.terminologies import Library, Sent, Terminologies
from nosograph.terminology.unknown import unknown_for_validation
from nosograph.terminology.validation import Mode, Validation, finding, whole_system
from nosograph.terminology.value_set import ValueSet, canonical

Answer = dict[str, Any]
#: Validations of one $batch-validate-code.
MOST_VALIDATIONS = 200
#: Codings of one CodeableConcept; records have fewer than 10.
MOST_CODINGS = 100
#: Characters of a CodeableConcept, with which each validation answers.
LONGEST_CONCEPT = 100_000
NO_CODE = (
    "Unable to find code to validate (looked for coding | codeableConcept | code+system | "
    "code+inferSystem in parameters"
)


@dataclass(frozen=True, slots=True)
class Terminology:
    """What a release gives to the operations."""

    library: Library | None = None
    mappings: Mappings | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation that is asked for; ``languages`` is the Accept-Language header."""

    parameters: Parameters
    version: FhirVersion = FhirVersion.R5
    languages: str = ""
    deadline: Deadline = field(default_factory=Deadline)
    sent: Sent | None = None

    def terminologies(self, terminology: Terminology) -> Terminologies:
        """Return everything that it can refer to."""
        return Terminologies(self.sent or sent_with(self.parameters), terminology.library)

    def finder(self, terminology: Terminology, value_set: ValueSet | None = None) -> Finder:
        """Return what looks things up for it."""
        options = read_options(self.parameters, self.languages)
        return finder_for(value_set, options, self.terminologies(terminology), self.deadline)


def lookup(terminology: Terminology, asked: Asked) -> Answer:
    """CodeSystem/$lookup."""
    finder = asked.finder(terminology)
    given = asked.parameters
    coding = given.coding("coding") or Coding(
        given.text("system", "url"), given.text("code"), given.text("version")
    )
    return lookup_answer(look_up(finder, coding), finder, given.texts("property"))


def subsumes(terminology: Terminology, asked: Asked) -> Answer:
    """CodeSystem/$subsumes."""
    given = asked.parameters
    first = given.coding("codingA") or Coding(given.text("system", "url"), given.text("codeA"))
    second = given.coding("codingB") or Coding(given.text("system", "url"), given.text("codeB"))
    if first.system != second.system:
        raise TerminologyError("the codes are of different systems", code="invalid")
    finder = asked.finder(terminology)
    system = require_system(finder, first.system, first.version or given.text("version"))
    return subsumption_answer(subsumption(system, first.code, second.code))


def expand(terminology: Terminology, asked: Asked) -> Answer:
    """ValueSet/$expand."""
    value_set = _value_set(terminology, asked)
    finder = asked.finder(terminology, value_set)
    return expanded(Expander(finder, value_set).expand(), asked.version)


def _value_set(terminology: Terminology, asked: Asked) -> ValueSet:
    given = asked.parameters
    if (sent := value_set_of(given)) is not None:
        return sent
    url = given.text("url")
    if not url:
        raise TerminologyError(
            "No ValueSet specified - provide url parameter or valueSet resource", code="required"
        )
    options = read_options(given, asked.languages)
    version, _ = options.version(url, given.text("valueSetVersion"))
    found = asked.terminologies(terminology).value_set(url, version)
    if found is None:
        raise missing_value_set(canonical(url, version))
    return found


def validate_in_value_set(terminology: Terminology, asked: Asked) -> Answer:
    """ValueSet/$validate-code."""
    value_set = _value_set(terminology, asked)
    codings, mode = _coded(asked.parameters, ("system",), ("systemVersion",))
    finder = asked.finder(terminology, value_set)
    verdict = Validation(finder, value_set, mode).verdict(codings)
    return verdict_answer(verdict, _concept(asked, mode))


def _concept(asked: Asked, mode: Mode) -> Node | None:
    if mode is not Mode.CONCEPT:
        return None
    return asked.parameters.node("codeableConcept", "valueCodeableConcept")


def _coded(
    given: Parameters, systems: tuple[str, ...], versions: tuple[str, ...]
) -> tuple[list[Coding], Mode]:
    concept = given.node("codeableConcept", "valueCodeableConcept")
    if concept is not None:
        codings = nodes(concept, "coding")
        if len(codings) > MOST_CODINGS or len(json.dumps(concept)) > LONGEST_CONCEPT:
            raise TerminologyError("the concept is too long", code="too-costly", status=413)
        return [read_coding(each) for each in codings], Mode.CONCEPT
    if (coding := given.coding("coding")) is not None:
        return [coding], Mode.CODING
    code, system = given.text("code"), given.text(*systems)
    infers = given.flag("inferSystem") or given.flag("implySystem")
    if not code or not (system or infers):
        raise TerminologyError(NO_CODE, code="invalid", status=422)
    return [Coding(system, code, given.text(*versions), given.text("display"))], Mode.CODE


def validate_in_system(terminology: Terminology, asked: Asked) -> Answer:
    """CodeSystem/$validate-code."""
    codings, mode = _coded(asked.parameters, ("url", "system"), ("version",))
    finder = asked.finder(terminology)
    try:
        system = _system(asked, finder, codings[0] if codings else Coding("", ""), mode)
    except TerminologyError as error:
        if not error.is_finding:
            raise
        return verdict_answer(finding(error, codings, mode, finder), _concept(asked, mode))
    value_set = whole_system(system)
    named = [_named_alike(each, system, finder) for each in codings]
    verdict = Validation(finder, value_set, mode).verdict(named)
    return verdict_answer(verdict, _concept(asked, mode))


def _named_alike(coding: Coding, system: CodeSystem, finder: Finder) -> Coding:
    """Return a coding with the address of a system that it names otherwise, such as by its OID."""
    found = finder.code_system(coding.system, coding.version)
    if found is None or found.description.url != system.description.url:
        return coding
    return replace(coding, system=system.description.url)


def _system(asked: Asked, finder: Finder, coding: Coding, mode: Mode) -> CodeSystem:
    place = f"{mode.path(0)}.system" if mode.value else "system"
    given = asked.parameters
    url = given.text("url") or coding.system
    if not url:
        raise _wrong_system("Coding_has_no_system__cannot_validate")
    version = given.text("version") or coding.version
    found = finder.code_system(url, version)
    if found is not None:
        return found
    if (supplement := finder.terminologies.supplement(url)) is not None:
        name = supplement.description.canonical
        raise _wrong_system("CODESYSTEM_CS_NO_SUPPLEMENT", name, location=place)
    if not is_absolute(url):
        raise _wrong_system("Terminology_TX_System_Relative", location=place)
    raise _as_finding(unknown_for_validation(finder, url, finder.version(url, version), place))


def _wrong_system(message_id: str, *values: str, location: str = "") -> TerminologyError:
    return _as_finding(failure("invalid", "invalid-data", message_id, *values, location=location))


def _as_finding(error: TerminologyError) -> TerminologyError:
    error.is_finding = True
    return error


def batch_validate(terminology: Terminology, asked: Asked) -> Answer:
    """ValueSet/$batch-validate-code: many validations that share resources and options."""
    validations = asked.parameters.resources("validation")
    if len(validations) > MOST_VALIDATIONS:
        raise TerminologyError("too many validations", code="too-costly", status=413)
    shared = Parameters(
        tuple(item for item in asked.parameters.items if item.get("name") != "validation")
    )
    both = replace(asked, parameters=shared, sent=sent_with(shared))
    return parameters_resource(
        {"name": "validation", "resource": _one_validation(terminology, both, each)}
        for each in validations
    )


def _one_validation(terminology: Terminology, shared: Asked, resource: Node) -> Answer:
    """Answer one validation; resources that come with it stand beside the shared ones."""
    try:
        own = Parameters.read(resource)
        given = own.and_these(shared.parameters)
        sent = sent_with(own).and_these(shared.sent or Sent())
        operation = validate_in_value_set if _names_value_set(given) else validate_in_system
        return operation(terminology, replace(shared, parameters=given, sent=sent))
    except TerminologyError as error:
        return outcome_of(error)


def _names_value_set(given: Parameters) -> bool:
    return bool(given.text("url")) or bool(given.resources("valueSet"))


def translate_code(terminology: Terminology, asked: Asked) -> Answer:
    """ConceptMap/$translate, with the parameters of R4 or R5."""
    question = read_question(asked.parameters)
    if not question.code:
        raise TerminologyError("a code is needed: sourceCode (R5), code (R4)", code="required")
    maps = asked.terminologies(terminology).sent.concept_maps
    found = translate(question, maps, terminology.mappings)
    return translation_answer(found, asked.version, is_reverse=question.is_reverse)


OPERATIONS: Mapping[tuple[str, str], Callable[[Terminology, Asked], Answer]] = {
    ("CodeSystem", "$lookup"): lookup,
    ("CodeSystem", "$validate-code"): validate_in_system,
    ("CodeSystem", "$subsumes"): subsumes,
    ("ValueSet", "$expand"): expand,
    ("ValueSet", "$validate-code"): validate_in_value_set,
    ("ValueSet", "$batch-validate-code"): batch_validate,
    ("ConceptMap", "$translate"): translate_code,
}

#: The parameter in which a resource that is posted as such belongs, by its type.
BARE: Mapping[str, str] = {
    "CodeSystem": "codeSystem",
    "ValueSet": "valueSet",
    "ConceptMap": "conceptMap",
}
