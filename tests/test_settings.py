"""The settings: read in one place, refused when wrong, and documented."""

from __future__ import annotations

import ast
from dataclasses import fields
from pathlib import Path

import pytest

from nosograph.errors import InvalidInput
from nosograph.settings import SETTINGS, Setting, Settings

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "service" / "nosograph"


def row(setting: Setting) -> str:
    default = f"`{setting.default}`" if setting.default else "(none)"
    return f"| `{setting.variable}` | {default} | {setting.sentence} |"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_documented_in_the_readme(setting: Setting) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert row(setting) in readme, f"add to the README's settings: {row(setting)}"


def test_every_setting_in_the_list_is_a_value_and_the_other_way_round() -> None:
    assert [field.name for field in fields(Settings)] == [setting.name for setting in SETTINGS]


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = Settings.from_environment({"HOME": "/nowhere"})
    assert (settings.host, settings.port, settings.store) == ("127.0.0.1", 8080, "")
    assert (settings.query_timeout, settings.query_workers) == (30.0, 3)
    assert (settings.query_memory_mb, settings.max_body_bytes) == (1024, 1_000_000)


def test_an_empty_variable_means_the_default() -> None:
    assert Settings.from_environment({"NOSOGRAPH_PORT": " "}).port == 8080


def test_the_home_honours_xdg_and_gives_way_to_its_own_variable(tmp_path: Path) -> None:
    environ = {"XDG_DATA_HOME": str(tmp_path)}
    assert Settings.from_environment(environ).home == tmp_path / "nosograph"
    environ["NOSOGRAPH_HOME"] = str(tmp_path / "mine")
    assert Settings.from_environment(environ).home == tmp_path / "mine"


@pytest.mark.parametrize("relative", ["", "data", "./data"])
def test_a_relative_xdg_data_home_is_ignored(relative: str) -> None:
    settings = Settings.from_environment({"XDG_DATA_HOME": relative})
    assert settings.home == Path.home() / ".local" / "share" / "nosograph"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("WORKERS", "-1"),
        ("QUERY_TIMEOUT", "0"),
        ("QUERY_TIMEOUT", "nan"),
        ("QUERY_TIMEOUT", "inf"),
        ("QUERY_WORKERS", "1.5"),
        ("QUERY_MEMORY_MB", "1"),
        ("MAX_BODY_BYTES", "1e6"),
        ("STORE", "file:///etc/passwd"),
        ("STORE", "https://"),
        ("STORE", "http://[broken"),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_variable(name: str, value: str) -> None:
    with pytest.raises(InvalidInput, match=f"^NOSOGRAPH_{name} must be "):
        Settings.from_environment({f"NOSOGRAPH_{name}": value})


def test_a_refusal_does_not_repeat_the_value_which_may_hold_a_password() -> None:
    with pytest.raises(InvalidInput) as refusal:
        Settings.from_environment({"NOSOGRAPH_STORE": "ftp://me:secret@example.org"})
    assert "secret" not in str(refusal.value)


def test_the_token_of_writers_is_not_shown() -> None:
    settings = Settings.from_environment({"NOSOGRAPH_WRITE_TOKEN": "open sesame"})
    assert settings.write_token == "open sesame"
    assert "sesame" not in repr(settings)


def test_a_switch_is_on_or_off() -> None:
    variable = "NOSOGRAPH_UNION_DEFAULT_GRAPH"
    assert Settings.from_environment({}).union_default_graph
    assert not Settings.from_environment({variable: "Off"}).union_default_graph
    with pytest.raises(InvalidInput, match=f"^{variable} must be on or off"):
        Settings.from_environment({variable: "maybe"})


def test_a_sparql_endpoint_is_taken_as_it_is() -> None:
    endpoint = "https://example.org/sparql"
    assert Settings.from_environment({"NOSOGRAPH_STORE": endpoint}).store == endpoint


def test_only_the_settings_read_the_environment() -> None:
    readers = [path for path in PACKAGE.rglob("*.py") if reads_environment(path)]
    assert readers == [PACKAGE / "settings.py"]


def reads_environment(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    attributes = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    # A request's environ is what WSGI calls the request.
    names = {node.attr for node in attributes if ast.unparse(node.value) != "request"}
    names |= {node.name for node in ast.walk(tree) if isinstance(node, ast.alias)}
    return bool(names & {"environ", "environb", "getenv", "getenvb"})
