"""A tiny world behind the routes: a store with two graphs, and collaborators that know little."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, Store

from nosograph.domain.differential import Differential, Entry, Question, Tier
from nosograph.domain.knowledge import Condition, Explanation
from nosograph.domain.presentation import (
    Observation,
    Presentation,
    Reading,
    Span,
    Status,
    Suggestion,
    Understanding,
)
from nosograph.errors import Contradiction, EmptyPresentation, InvalidInput, UnknownCode
from nosograph.knowledge.admission import Share
from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.knowledge.sparql_process import Bounds
from nosograph.knowledge.writable import Writable
from nosograph.web.app import Application, create_app
from nosograph.web.service import Limits, Service

PEOPLE = 300
KNOWN = {"HP:0003394", "HP:0001945", "SNOMEDCT:55300003"}


@dataclass
class RoteConsultation:
    """Knows two findings, one by another code too; answers with cramps, words with a span."""

    failure: Exception | None = None
    asked: list[Presentation | str] = field(default_factory=list)
    languages: list[str | None] = field(default_factory=list)

    def speaking(self, language: str | None) -> RoteConsultation:
        if language not in (None, "en", "es"):
            raise InvalidInput("no names of that language are imported")
        self.languages.append(language)
        return self

    def preferred(self, languages: tuple[str, ...]) -> str:
        return next((code for code in languages if code in ("en", "es")), "en")

    def diagnose(self, presentation: Presentation) -> Differential:
        self.asked.append(presentation)
        if self.failure:
            raise self.failure
        self._require_sense(presentation)
        cramps = Condition("nos:SleepRelatedLegCramps", "Sleep-related leg cramps")
        best = Entry(cramps, Tier.MOST_LIKELY, 0.5, (Explanation("Highest posterior."),))
        asked = (Question("HP:0012452", "Restless legs", 0.4, cramps.id, cramps.id),)
        return Differential("r1", presentation, (), (best,), questions=asked)

    def diagnose_text(self, text: str) -> Differential:
        self.asked.append(text)
        if "spasm" not in text:
            raise EmptyPresentation("no finding was recognised")
        return self.diagnose(Presentation((Observation("HP:0003394", span=Span(0, 5)),)))

    def read(self, text: str) -> Understanding:
        self.asked.append(text)
        said = Presentation((Observation("HP:0003394", span=Span(0, 5)),), duration=3.0)
        reading = Reading(said, (Suggestion(Span(6, 9), ("HP:0001945",)),))
        labels = (("HP:0001945", "Fever"), ("HP:0003394", "Muscle spasm"))
        return Understanding("r1", reading, labels)

    def _require_sense(self, presentation: Presentation) -> None:
        present = {o.finding for o in presentation.with_status(Status.PRESENT)}
        absent = {o.finding for o in presentation.with_status(Status.ABSENT)}
        if unknown := sorted((present | absent) - KNOWN):
            raise UnknownCode(unknown)
        if both := present & absent:
            raise Contradiction(min(both), min(both))
        if not present:
            raise EmptyPresentation("there is no present finding")


@dataclass
class RoteHealth:
    """Says what it is told to say."""

    is_ready: bool = True

    def release(self) -> str:
        return "r1"

    def ready(self) -> bool:
        return self.is_ready


@pytest.fixture(scope="session")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "oxigraph"
    store = Store(str(path))
    knows = NamedNode("http://example.org/knows")
    people, others = NamedNode("http://example.org/people"), NamedNode("http://example.org/others")
    store.extend(
        Quad(NamedNode(f"http://example.org/{n}"), knows, Literal(str(n)), people)
        for n in range(PEOPLE)
    )
    store.add(Quad(NamedNode("http://example.org/x"), knows, Literal("x"), others))
    store.flush()
    return path


@pytest.fixture(scope="session")
def pool(store_path: Path) -> Iterator[SparqlPool]:
    made = SparqlPool(lambda: store_path, workers=2, bounds=Bounds(256 * 2**20), share=Share(10))
    yield made
    made.close()


@pytest.fixture(scope="module")
def writer(store_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writable]:
    home = tmp_path_factory.mktemp("home")
    made = Writable(home, "r1", store_path, seconds=20, memory_bytes=256 * 2**20)
    yield made
    made.close()


@pytest.fixture(scope="module")
def writing_pool(writer: Writable) -> Iterator[SparqlPool]:
    made = SparqlPool(writer.place, workers=1, bounds=Bounds(256 * 2**20), share=Share(10))
    yield made
    made.close()


@pytest.fixture
def consultation() -> RoteConsultation:
    return RoteConsultation()


@pytest.fixture
def health() -> RoteHealth:
    return RoteHealth()


@pytest.fixture
def app(pool: SparqlPool, consultation: RoteConsultation, health: RoteHealth) -> Application:
    limits = Limits(body_bytes=20_000, text_characters=1_000, findings=20)
    return create_app(Service(consultation, pool, health), limits)


@pytest.fixture
def client(app: Application) -> FlaskClient:
    return app.test_client()
