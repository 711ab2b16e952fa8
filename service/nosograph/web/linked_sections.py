"""What the page of each kind of term shows: catalogue queries, and how rows are read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, the variable it shows, and one that labels it.

    ``place`` is the kind of page that a term of this column has.
    """

    heading: str
    variable: str
    label: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A table of a page: a query of the catalogue about the term, and its columns."""

    title: str
    query: str
    parameter: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class PageKind:
    """A kind of page: the classes it is for, what describes its terms in RDF, and its tables."""

    classes: frozenset[str]
    description: str
    parameter: str
    sections: tuple[Section, ...]


FINDING = Column("Finding", "finding", "label", "finding")
CONDITION = Column("Condition", "condition", "label", "condition")
COMPLAINT = Column("Complaint", "complaint", "label", "complaint")
FREQUENCY = Column("Frequency", "frequency")
REFERENCE = Column("Source", "reference", "", "evidence")
SOURCE = Column("Source", "source", "", "term")
REASON = Column("Why", "reason")
BAND = Column("How often", "band")
CODES = (
    Column("Code", "code"),
    Column("Relation", "relation"),
    Column("Term there", "target"),
    Column("Looked up in", "source"),
)
PATTERN = (
    Column("Alternative", "alternative"),
    FINDING,
    Column("Site", "site", "", "term"),
    Column("Timing", "timing", "", "term"),
    Column("Modifier", "modifier", "", "term"),
)

CONDITION_PAGE = PageKind(
    frozenset(("nos:Condition", "nos:ListedRareDisease")),
    "construct/condition-description",
    "condition",
    (
        Section(
            "Danger and rarity",
            "risk/explanation",
            "condition",
            (
                Column("Tier", "tier", "", "term"),
                Column("Why", "because"),
                Column("Axioms", "axioms"),
            ),
        ),
        Section(
            "Who gets it",
            "conditions/occurrence",
            "condition",
            (
                Column("People who have it", "prevalence"),
                Column("New in a year", "incidence"),
                Column("Age (years)", "age"),
                Column("Sex", "sex"),
                Column("Lasting", "duration"),
                Column("To be recognised", "urgency"),
            ),
        ),
        Section(
            "Findings",
            "conditions/annotated-findings",
            "condition",
            (FINDING, FREQUENCY, Column("Evidence", "evidence"), REFERENCE),
        ),
        Section(
            "Speaking against it",
            "conditions/excluded-findings",
            "condition",
            (FINDING, FREQUENCY, REFERENCE),
        ),
        Section(
            "A cause of", "conditions/complaints", "condition", (COMPLAINT, BAND, REASON, SOURCE)
        ),
        Section(
            "What it can lead to",
            "risk/complications",
            "condition",
            (Column("Consequence", "consequence", "label", "term"), REASON, SOURCE),
        ),
        Section(
            "Criteria and red flags",
            "criteria/criteria-of-condition",
            "condition",
            (
                Column("Criteria", "criteria", "label", "term"),
                Column("Kind", "kind"),
                Column("Definition", "definition"),
                SOURCE,
            ),
        ),
        Section("Codes", "mappings/codes-of-condition", "condition", CODES),
        Section(
            "Broader conditions",
            "conditions/broader-conditions",
            "condition",
            (Column("Condition", "broader", "label", "condition"),),
        ),
        Section(
            "Narrower conditions",
            "conditions/narrower-conditions",
            "condition",
            (Column("Condition", "narrower", "label", "condition"),),
        ),
        Section(
            "Listed diseases under it",
            "mappings/listed-diseases",
            "condition",
            (Column("Disease", "disease", "label", "condition"),),
        ),
    ),
)

FINDING_PAGE = PageKind(
    frozenset(("nos:Finding",)),
    "construct/finding-description",
    "finding",
    (
        Section(
            "Directly above",
            "findings/parents",
            "finding",
            (Column("Finding", "parent", "label", "finding"), Column("Said by", "graph")),
        ),
        Section(
            "Directly below",
            "findings/children",
            "finding",
            (Column("Finding", "child", "label", "finding"), Column("Said by", "graph")),
        ),
        Section(
            "Complaints with it",
            "complaints/finding",
            "finding",
            (COMPLAINT, Column("Findings needed", "conjuncts")),
        ),
        Section(
            "Conditions with it",
            "findings/annotated-conditions",
            "finding",
            (CONDITION, Column("Finding", "annotated", "", "finding"), FREQUENCY, REFERENCE),
        ),
        Section(
            "Conditions it speaks against",
            "findings/excluding-conditions",
            "finding",
            (CONDITION, FREQUENCY, REFERENCE),
        ),
        Section("Codes", "mappings/codes-of-condition", "condition", CODES),
    ),
)

COMPLAINT_PAGE = PageKind(
    frozenset(("nos:Complaint",)),
    "construct/complaint-description",
    "complaint",
    (
        Section("Defined by", "complaints/pattern", "complaint", PATTERN),
        Section("Causes", "complaints/causes", "complaint", (CONDITION, BAND, REASON, SOURCE)),
        Section(
            "Not to be missed",
            "complaints/dangerous-causes",
            "complaint",
            (CONDITION, BAND, Column("To be recognised", "urgency"), Column("Why", "because")),
        ),
        Section(
            "Broader complaints",
            "complaints/broader-complaints",
            "complaint",
            (Column("Complaint", "broader", "label", "complaint"),),
        ),
        Section(
            "Narrower complaints",
            "complaints/narrower-complaints",
            "complaint",
            (Column("Complaint", "narrower", "label", "complaint"),),
        ),
    ),
)

#: Tables for the kinds of terms that share one kind of page, by their class.
TERM_SECTIONS = {
    "nos:CriteriaSet": (Section("Defined by", "criteria/pattern", "criteria", PATTERN),),
    "nos:RedFlag": (Section("Defined by", "criteria/pattern", "criteria", PATTERN),),
    "nos:Score": (
        Section("Items", "criteria/score-items", "score", (FINDING, Column("Points", "points"))),
        Section(
            "What sums mean",
            "criteria/score-bands",
            "score",
            (Column("From", "least"), Column("To", "most"), Column("Meaning", "meaning")),
        ),
    ),
    "nos:Outcome": (
        Section("Conditions that end in it", "risk/leading-to", "consequence", (CONDITION, REASON)),
    ),
    "nos:Source": (
        Section(
            "Statements that rest on it",
            "provenance/statements-of-source",
            "source",
            (Column("Statement", "statement", "", "term"), Column("Kind", "kind")),
        ),
    ),
    "HP:0012823": (
        Section(
            "Defined by it as timing",
            "findings/timing",
            "timing",
            (Column("Finding or complaint", "defined", "label", "term"),),
        ),
        Section(
            "Defined by it as modifier",
            "findings/modifier",
            "modifier",
            (Column("Finding or complaint", "defined", "label", "term"),),
        ),
    ),
    "nos:AnySite": (
        Section(
            "Findings there",
            "findings/site",
            "site",
            (FINDING, Column("Place", "place", "where", "term")),
        ),
    ),
}
TERM_PAGE = PageKind(frozenset(), "construct/term-description", "term", ())
PAGES = {
    "condition": CONDITION_PAGE,
    "finding": FINDING_PAGE,
    "complaint": COMPLAINT_PAGE,
    "term": TERM_PAGE,
}
