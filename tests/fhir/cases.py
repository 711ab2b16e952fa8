"""The cases of HL7's terminology ecosystem, as ``test-cases.json`` lists them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.fhir.modes import MODES, VERSION

ROOT = Path(__file__).resolve().parents[3] / "shared" / "data" / "fhir-tx" / "tests"
PATHS: Mapping[str, str] = {
    "expand": "ValueSet/$expand",
    "validate-code": "ValueSet/$validate-code",
    "cs-validate-code": "CodeSystem/$validate-code",
    "batch-validate": "ValueSet/$batch-validate-code",
    "lookup": "CodeSystem/$lookup",
    "translate": "ConceptMap/$translate",
    "compare": "ValueSet/$related",
    "metadata": "metadata",
    "term-caps": "metadata?mode=terminology",
}


FILES = ("request", "response", "response2", "profile")
#: The suites' own files of the messages that two servers give, by the response file.
MESSAGES = ("messages-tx.fhir.org.json", "messages-ontoserver.csiro.au.json")


@dataclass(frozen=True)
class Case:
    """One case: what is sent, and the template of what is to come back."""

    suite: str
    name: str
    mode: str
    operation: str
    setup: tuple[str, ...]
    files: Mapping[str, str]
    status: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def identifier(self) -> str:
        return f"{self.suite}#{self.name}"

    def missing(self) -> str:
        """Name a file of the case that the copy of the suites does not have."""
        needed = [*self.setup, *(self.files[name] for name in self.files if name != "response2")]
        return next((name for name in needed if not (ROOT / name).is_file()), "")

    def request(self) -> dict[str, Any]:
        """Return the Parameters with everything that the case rests on."""
        parameters = [*read(self.files["request"])["parameter"]]
        if "profile" in self.files:
            parameters += read(self.files["profile"])["parameter"]
        resources = ({"name": "tx-resource", "resource": read(name)} for name in self.setup)
        return {"resourceType": "Parameters", "parameter": [*parameters, *resources]}

    def expected(self) -> Iterator[Any]:
        """Yield the templates, any of which will do."""
        yield from (
            read(self.files[name]) for name in ("response", "response2") if name in self.files
        )

    def messages(self) -> frozenset[tuple[str, str]]:
        """Return the messages that known servers give, by the number in the template."""
        said = [read(name).get(self.files["response"], {}) for name in MESSAGES]
        return frozenset(pair for each in said for pair in each.items())

    @property
    def path(self) -> str:
        return PATHS[self.operation]


@cache
def read(name: str) -> Any:
    return json.loads((ROOT / name).read_text(encoding="utf-8-sig"))


def cases() -> Iterator[Case]:
    """Yield every case of the suites, whatever its mode."""
    if not ROOT.is_dir():
        return
    for suite in read("test-cases.json")["suites"]:
        for test in suite["tests"]:
            if VERSION.startswith(test.get("version", "")):
                yield case(suite, test)


def case(suite: Mapping[str, Any], test: Mapping[str, Any]) -> Case:
    headers = {}
    if "Accept-Language" in test:
        headers["Accept-Language"] = test["Accept-Language"]
    if "header" in test:
        headers[test["header"]["name"]] = test["header"]["value"]
    return Case(
        suite["name"],
        test["name"],
        test.get("mode", suite.get("mode", "general")),
        test["operation"],
        tuple(suite["setup"]),
        {name: test[name] for name in FILES if name in test},
        test.get("http-code", "2xx"),
        headers,
    )


def is_run(each: Case) -> bool:
    return each.mode in MODES
