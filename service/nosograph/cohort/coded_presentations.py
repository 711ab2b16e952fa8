"""Made-up presentations as parameters of the differential in SPARQL, to be timed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nosograph.knowledge.catalogue import Catalogue
from nosograph.knowledge.graphs import ANY_MODIFIER, ANY_SITE

PRESENT, ABSENT = "nos:graph/weights-present", "nos:graph/weights-absent"


@dataclass(frozen=True, slots=True)
class CodedPresentation:
    """Findings without site, timing or modifier; of the seen ones some define complaints."""

    seen: Sequence[str]
    denied: Sequence[str] = ()

    def tiers(self, catalogue: Catalogue) -> str:
        """Return the query for its four tiers: every finding is a further one too."""
        anyhow = f"{ANY_SITE} {ANY_MODIFIER} {ANY_MODIFIER}"
        observations = [f"{place} {name} {anyhow}" for place, name in enumerate(self.seen, 1)]
        further = [f"{name} {PRESENT}" for name in self.seen]
        further += [f"{name} {ABSENT}" for name in self.denied]
        query = catalogue.get("differential/four-tiers")
        return query.bind({"observation": observations, "class": further})

    def ranking(self, catalogue: Catalogue) -> str:
        """Return the query for the conditions that its findings speak for."""
        return catalogue.get("differential/ranking").bind({"finding": list(self.seen)})


#: 1 to 12 findings: a headache; a cough with fever; chest pressure; a calf that is swollen; a
#: confused patient with fever; a tall one with long fingers and displaced lenses.
PRESENTATIONS = (
    CodedPresentation(("HP:0002315",)),
    CodedPresentation(("HP:0012735", "HP:0001945", "HP:0012378"), ("HP:0002094",)),
    CodedPresentation(
        ("HP:0100749", "HP:0000975", "HP:0002013", "HP:0001662", "HP:0000822"),
        ("HP:0001945", "HP:0010741", "HP:0030829"),
    ),
    CodedPresentation(
        ("HP:0000969", "nos:CalfPain", "HP:0003394", "nos:StronglyRaisedDDimer", "HP:0025502"),
        ("HP:0001945", "HP:0002094", "HP:0100749"),
    ),
    CodedPresentation(
        (
            *("HP:0001289", "HP:0025143", "HP:0002615", "HP:0025145", "nos:MalodorousUrine"),
            *("HP:0001945", "HP:0001649", "HP:0002789", "HP:0002151", "HP:0003259"),
            *("HP:0000819", "nos:IndwellingDevice"),
        ),
        ("HP:0002014", "HP:0012735", "HP:0030829"),
    ),
    CodedPresentation(
        ("HP:0000098", "HP:0001166", "HP:0001083", "HP:0002616", "HP:0002650", "HP:0000767"),
    ),
)
