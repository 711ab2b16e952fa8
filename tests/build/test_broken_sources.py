"""A broken file is named with what is wrong, and what is taken in can always be loaded."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nosograph.build.importing.home import imports_of
from nosograph.build.importing.importer import Importer
from nosograph.build.importing.importers import IMPORTERS
from nosograph.build.importing.orphanet import ORPHANET
from nosograph.build.importing.record import Record
from nosograph.errors import InvalidInput, NosographError, SourceError

FILES = Path(__file__).parents[1] / "data" / "terminologies"
MINI = Path(__file__).parents[1] / "data" / "mini"
EVERY = {importer.name: importer for importer in (*IMPORTERS, ORPHANET)}
READ = [
    ("doid", FILES / "doid-xrefs.tsv"),
    ("hpo", MINI / "hp.obo"),
    ("hpoa", MINI / "phenotype.hpoa"),
    ("icd10cm", FILES / "icd10cm-tabular-April-1-2026.xml"),
    ("icd11", FILES / "icd11.txt"),
    ("loinc2hpo", FILES / "loinc2hpo-annotations.tsv"),
    ("mondo", FILES / "mondo.json"),
    ("mondo", FILES / "mondo.obo"),
    ("mondo", FILES / "mondo.owl"),
    ("orphanet", FILES / "ORPHApacket_58.json"),
    ("orphanet", FILES / "en_product4.xml"),
    ("snomed-gps", FILES / "gps.json"),
    ("sssom", FILES / "made-up.sssom.tsv"),
]


def silent(step: str, done: int, of: int) -> None:
    """Report nothing."""


def take_in(home: Path, name: str, *files: Path, version: str | None = None) -> Record:
    return EVERY[name].take_in(home, files, silent, version)


@pytest.mark.parametrize(("name", "file"), READ, ids=[file.name for _, file in READ])
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_a_changed_file_is_refused_or_can_be_loaded(
    name: str,
    file: Path,
    data: st.DataObject,
    mutations: st.SearchStrategy,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.getbasetemp()
    changed = folder / file.name
    changed.write_bytes(data.draw(mutations)(file.read_bytes()))
    try:
        record = take_in(folder / "changed", name, changed, version="1")
    except NosographError as error:
        assert str(error)
        return
    for path in record.paths:
        assert list(ox.parse(path=path, format=ox.RdfFormat.N_QUADS))


def test_half_a_character_is_refused(tmp_path: Path) -> None:
    text = (FILES / "gps.json").read_text(encoding="utf-8").replace("Cramp", "\\ud800")
    (tmp_path / "gps.json").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match="half a character"):
        take_in(tmp_path, "snomed-gps", tmp_path / "gps.json")


BROKEN = [
    ("mondo", "m.obo", "id: MONDO:1\n", 1, "no OBO file"),
    ("mondo", "m.obo", "format-version: 1.2\n[Term]\nname: a\n", 2, "without id"),
    (
        "mondo",
        "m.obo",
        "format-version: 1.2\ndata-version: 2026-01-01\n[Term]\nid: MONDO:0000001\nname:",
        5,
        "cut short",
    ),
    (
        "mondo",
        "m.obo",
        "format-version: 1.2\ndata-version: 2026-01-01\n"
        "[Term]\nid: MONDO:0000001\nname: a\nis_a: MONDO:0000002\n"
        "[Term]\nid: MONDO:0000002\nname: b\nis_a: MONDO:0000001\n",
        4,
        "cyclic hierarchy",
    ),
    ("mondo", "m.json", '{"graphs": [', 1, "cut short"),
    ("mondo", "m.json", "{}", None, "no OBO Graphs"),
    ("mondo", "m.owl", "<rdf:RDF", None, "cut short"),
    ("doid", "doid-xrefs.tsv", "id\tlabel\n", 1, "columns"),
    ("doid", "doid-xrefs.tsv", 'id\tlabel\txref\n"DOID:1"\t"a"\n', 2, "2 columns"),
    ("sssom", "a.sssom.tsv", "subject_id\tobject_id\nMONDO:1\tOMIM:1\n", 1, "not SSSOM"),
    (
        "sssom",
        "a.sssom.tsv",
        "#mapping_set_version: 1\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\na\n",
        3,
        "1 columns instead of 4",
    ),
    (
        "sssom",
        "a.sssom.tsv",
        "#mapping_set_version: 1\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\n"
        "MONDO:0005391\tskos:exactMatch\tFOO:1\tsemapv:ManualMappingCuration\n",
        3,
        "no code system",
    ),
    ("snomed-gps", "g.json", '{"resourceType": "Patient"}', None, "no FHIR ValueSet"),
    ("icd10cm", "i.xml", "<a/>", 1, "not the tabular list"),
    ("icd10cm", "i.xml", "<ICD10CM.tabular><chapter>", 1, "cut short"),
    ("icd11", "i.txt", "a\tb\n", 1, "not the simple tabulation"),
    ("icd11", "i.txt", 'a\t"' + "b" * 200_000, 1, "field larger than field limit"),
    ("doid", "doid-xrefs.tsv", 'id\tlabel\txref\n"DOID:<1>"\t"a"\t"X:1"\n', 2, "is not an id"),
    (
        "mondo",
        "m.json",
        '{"graphs": [{"nodes": [], "edges": [{}]}]}',
        None,
        "no OBO Graphs document",
    ),
    ("icd10cm", "i.xml", "<?xml version='1.0' encoding='x'?><a/>", 1, "an encoding"),
    ("snomed-gps", "g.json", '{"compose": []}', None, "no FHIR ValueSet"),
    ("orphanet", "o.json", '{"ORPHApacket": "x"}', None, "without its ORPHA code"),
    (
        "orphanet",
        "o.xml",
        "<JDBOR><Disorder><OrphaCode>1</OrphaCode><HPODisorderAssociationList>"
        "<HPODisorderAssociation/></HPODisorderAssociationList></Disorder></JDBOR>",
        None,
        "without its HPO id",
    ),
    ("loinc2hpo", "l.tsv", "loincId\n", 1, "columns"),
    ("orphanet", "o.xml", "<a/>", 1, "not a product"),
    ("orphanet", "o.json", "{}", 1, "no Orphapacket"),
]


@pytest.mark.parametrize(("name", "file", "text", "line", "reason"), BROKEN)
def test_a_broken_file_is_refused_and_changes_nothing(
    name: str, file: str, text: str, line: int | None, reason: str, tmp_path: Path
) -> None:
    take_in(tmp_path, "mondo", FILES / "mondo.obo")
    before = imports_of(tmp_path)
    path = tmp_path / file
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as refusal:
        take_in(tmp_path, name, path, version="2026-01-01")
    assert (refusal.value.file, refusal.value.line) == (file, line)
    assert reason in str(refusal.value)
    assert imports_of(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "file"), [("loinc2hpo", "loinc2hpo-annotations.tsv"), ("icd11", "icd11.txt")]
)
def test_a_wrong_row_is_named(name: str, file: str, tmp_path: Path) -> None:
    text = (FILES / file).read_text(encoding="utf-8")
    (tmp_path / file).write_text(text + "2823-4\n", encoding="utf-8")
    with pytest.raises(SourceError) as refusal:
        take_in(tmp_path, name, tmp_path / file)
    assert refusal.value.line == len(text.splitlines()) + 1


def test_a_wrong_check_digit_in_a_source_is_named(tmp_path: Path) -> None:
    text = (FILES / "loinc2hpo-annotations.tsv").read_text(encoding="utf-8")
    wrong = tmp_path / "loinc2hpo-annotations.tsv"
    wrong.write_text(text.replace("2823-3\tQn\tH", "2823-9\tQn\tH"), encoding="utf-8")
    with pytest.raises(SourceError, match=r"line 4.*check digit"):
        take_in(tmp_path, "loinc2hpo", wrong)


def test_a_compressed_file_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress((FILES / "mondo.obo").read_bytes())
    (tmp_path / "mondo.obo.gz").write_bytes(whole[:200])
    with pytest.raises(SourceError, match="cut short"):
        take_in(tmp_path, "mondo", tmp_path / "mondo.obo.gz")


@pytest.mark.parametrize("importer", EVERY.values(), ids=EVERY.keys())
def test_a_folder_without_anything_of_it_is_refused(importer: Importer, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises((InvalidInput, SourceError)):
        importer.take_in(tmp_path, [tmp_path / "empty"], silent)


def test_an_archive_that_is_encrypted_is_named(tmp_path: Path) -> None:
    path = tmp_path / "secret.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(FILES / "icd11.txt", "icd11.txt")
    written = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        written[written.index(signature) + flags] |= 1
    path.write_bytes(written)
    with pytest.raises(SourceError, match=r"secret\.zip/icd11\.txt: encrypted"):
        take_in(tmp_path, "icd11", path)
