"""Parameters resources, and the same parameters in a query string."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nosograph.errors import TerminologyError
from nosograph.exchange.fhir.code_systems import read_code_system
from nosograph.exchange.fhir.concept_maps import read_concept_map
from nosograph.exchange.fhir.elements import LONG, Node, child, flag, nodes, text
from nosograph.exchange.fhir.value_sets import read_coding, read_value_set
from nosograph.terminology.codes import Coding
from nosograph.terminology.terminologies import Sent
from nosograph.terminology.value_set import ValueSet

#: Parameters of one request; suites send fewer than 50.
MOST = 2_000


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of one operation."""

    items: tuple[Node, ...] = ()

    @classmethod
    def read(cls, resource: Node) -> Parameters:
        """Read a Parameters resource."""
        if resource.get("resourceType") != "Parameters":
            raise TerminologyError("a Parameters resource is needed here", code="structure")
        return cls(_few(nodes(resource, "parameter")))

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Parameters:
        """Return the parameters of a query string."""
        return cls(_few([{"name": name, "valueString": value} for name, value in pairs]))

    def and_these(self, others: Parameters) -> Parameters:
        """Return these parameters, and the others where these do not say."""
        named = {text(item, "name") for item in self.items}
        added = (item for item in others.items if text(item, "name") not in named)
        return Parameters((*self.items, *added))

    def named(self, name: str) -> Iterator[Node]:
        """Yield the parameters of one name."""
        return (item for item in self.items if item.get("name") == name)

    def text(self, *names: str) -> str:
        """Return the value of the first parameter with one of the names."""
        return next((value for name in names for value in self.texts(name)), "")

    def texts(self, name: str) -> list[str]:
        """Return all values of a parameter."""
        return [text(item, _value_name(item), LONG) for item in self.named(name)]

    def flag(self, name: str) -> bool | None:
        """Return a boolean."""
        found = (flag(item, _value_name(item)) for item in self.named(name))
        return next(found, None)

    def number(self, name: str) -> int | None:
        """Return a whole number that is not negative."""
        value = self.text(name)
        if not value:
            return None
        if not value.isascii() or not value.isdigit() or len(value) > 9:
            raise TerminologyError(f"{name} must be a whole number, not negative", status=400)
        return int(value)

    def coding(self, name: str) -> Coding | None:
        """Return a Coding; in a query string it is ``system|code``."""
        for item in self.named(name):
            if "valueCoding" in item:
                return read_coding(child(item, "valueCoding"))
            system, _, code = text(item, _value_name(item), LONG).partition("|")
            return Coding(system, code)
        return None

    def node(self, name: str, member: str) -> Node | None:
        """Return an object of a parameter, such as its resource."""
        return next((child(item, member) for item in self.named(name) if member in item), None)

    def resources(self, name: str) -> Sequence[Node]:
        """Return the resources of all parameters of a name."""
        return [child(item, "resource") for item in self.named(name) if "resource" in item]


def _few(items: Sequence[Node]) -> tuple[Node, ...]:
    if len(items) > MOST:
        raise TerminologyError("too many parameters", code="too-long", status=413)
    return tuple(items)


def _value_name(item: Node) -> str:
    return next((name for name in item if name.startswith("value")), "value")


def sent_with(parameters: Parameters) -> Sent:
    """Read the resources that came along."""
    resources = [
        *parameters.resources("tx-resource"),
        *parameters.resources("codeSystem"),
        *parameters.resources("conceptMap"),
    ]
    return Sent(
        tuple(read_code_system(each) for each in of_type(resources, "CodeSystem")),
        tuple(read_value_set(each) for each in of_type(resources, "ValueSet")),
        tuple(read_concept_map(each) for each in of_type(resources, "ConceptMap")),
    )


def of_type(resources: Iterable[Node], kind: str) -> Iterator[Node]:
    """Yield the resources of one type."""
    return (each for each in resources if each.get("resourceType") == kind)


def value_set_of(parameters: Parameters) -> ValueSet | None:
    """Return the value set that was sent as such."""
    return next((read_value_set(each) for each in parameters.resources("valueSet")), None)
