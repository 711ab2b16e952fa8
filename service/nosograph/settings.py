"""The settings: one list, read from the environment here and nowhere else."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from nosograph.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name, the default as one would write it, and what it means.

    >>> Setting("port", "8080", "Port to listen on.").variable
    'NOSOGRAPH_PORT'
    """

    name: str
    default: str
    sentence: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"NOSOGRAPH_{self.name.upper()}"


SWITCH = {"on": True, "off": False}
SETTINGS = (
    Setting(
        "home",
        "$XDG_DATA_HOME/nosograph, else ~/.local/share/nosograph",
        "Folder that holds the built releases.",
    ),
    Setting("host", "127.0.0.1", "Address that the service listens on."),
    Setting("port", "8080", "Port that the service listens on."),
    Setting("workers", "2", "Processes that answer requests."),
    Setting("query_timeout", "30", "Seconds after which a SPARQL query is stopped."),
    Setting(
        "query_workers",
        "3",
        "Processes that run SPARQL queries, beside each process that answers requests.",
    ),
    Setting("query_memory_mb", "1024", "Memory that one SPARQL query may take, in MiB."),
    Setting(
        "query_niceness",
        "10",
        "Niceness of the processes that run SPARQL queries; 0: long ones are not put last either.",
    ),
    Setting(
        "queries_per_client",
        "0",
        "SPARQL queries of one client that run at once in each process; 0: one less than can.",
    ),
    Setting(
        "query_rate",
        "0",
        "SPARQL queries that one client may ask a minute of each process; 0: any number.",
    ),
    Setting(
        "trusted_proxies",
        "0",
        "Proxies before the service whose X-Forwarded-For, -Proto and -Host say who asked and how.",
    ),
    Setting(
        "federation_hosts",
        "",
        "Hosts that SERVICE, LOAD and FROM may ask, separated by spaces; none: nobody is asked.",
    ),
    Setting("max_body_bytes", "1000000", "Largest request body that is read, in bytes."),
    Setting("write_token", "", "Token whose bearer may write; without one, nobody may."),
    Setting("union_default_graph", "on", "Whether queries without a data set see every graph."),
    Setting("store", "", "SPARQL endpoint to ask instead of the embedded store."),
    Setting(
        "publish_credentials",
        "",
        "What a store to publish to asks for, as user:password; never printed or logged.",
    ),
    Setting(
        "embeddings",
        "",
        "Folder of a MiniLM model that ranks suggestions too; `import embeddings` first.",
    ),
)

#: A name or an IPv4 address, as it stands in a URL.
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Settings:
    """The values of all settings."""

    home: Path
    host: str
    port: int
    workers: int
    query_timeout: float
    query_workers: int
    query_memory_mb: int
    query_niceness: int
    queries_per_client: int
    query_rate: int
    trusted_proxies: int
    federation_hosts: tuple[str, ...]
    max_body_bytes: int
    write_token: str = field(repr=False)
    union_default_graph: bool
    store: str
    publish_credentials: str = field(repr=False)
    embeddings: Path | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read every setting; an empty variable means the default.

        Raises InvalidInput, naming the variable, for a value that cannot be used.

        >>> Settings.from_environment({"NOSOGRAPH_PORT": "9000"}).port
        9000
        """
        values = _Values(environ)
        return cls(
            home=_home(environ),
            host=values.text("host"),
            port=values.whole("port", 1, 65_535),
            workers=values.whole("workers", 1, 256),
            query_timeout=values.seconds("query_timeout", 3_600),
            query_workers=values.whole("query_workers", 1, 256),
            query_memory_mb=values.whole("query_memory_mb", 64, 1_048_576),
            query_niceness=values.whole("query_niceness", 0, 19),
            queries_per_client=values.whole("queries_per_client", 0, 256),
            query_rate=values.whole("query_rate", 0, 1_000_000),
            trusted_proxies=values.whole("trusted_proxies", 0, 16),
            federation_hosts=values.hosts("federation_hosts"),
            max_body_bytes=values.whole("max_body_bytes", 1_024, 1_073_741_824),
            write_token=values.text("write_token"),
            union_default_graph=values.switch("union_default_graph"),
            store=values.endpoint("store"),
            publish_credentials=values.text("publish_credentials"),
            embeddings=values.folder("embeddings"),
        )


@dataclass(frozen=True, slots=True)
class _Values:
    """The environment as text, with the defaults in place."""

    environ: Mapping[str, str]

    def text(self, name: str) -> str:
        setting = _BY_NAME[name]
        return self.environ.get(setting.variable, "").strip() or setting.default

    def whole(self, name: str, least: int, most: int) -> int:
        expected = f"a whole number from {least} to {most}"
        try:
            value = int(self.text(name))
        except ValueError as error:
            raise _refused(name, expected) from error
        if not least <= value <= most:
            raise _refused(name, expected)
        return value

    def seconds(self, name: str, most: int) -> float:
        expected = f"a number of seconds above 0, at most {most}"
        try:
            value = float(self.text(name))
        except ValueError as error:
            raise _refused(name, expected) from error
        if not 0 < value <= most:
            raise _refused(name, expected)
        return value

    def hosts(self, name: str) -> tuple[str, ...]:
        hosts = tuple(host.lower() for host in self.text(name).split())
        if not all(HOST.fullmatch(host) for host in hosts):
            raise _refused(name, "host names, each with a port if not 80 or 443")
        return hosts

    def switch(self, name: str) -> bool:
        value = self.text(name).lower()
        if value not in SWITCH:
            raise _refused(name, "on or off")
        return SWITCH[value]

    def folder(self, name: str) -> Path | None:
        value = self.text(name)
        return Path(value).expanduser().absolute() if value else None

    def endpoint(self, name: str) -> str:
        value = self.text(name)
        if value and not _is_web_address(value):
            raise _refused(name, "empty, or an http or https address")
        return value


_BY_NAME = {setting.name: setting for setting in SETTINGS}


def endpoint_address(value: str) -> str:
    """Return the address of an endpoint; refuse what is none, without repeating it."""
    if not _is_web_address(value):
        raise InvalidInput("an endpoint is an http or https address")
    return value


def _home(environ: Mapping[str, str]) -> Path:
    """Return the folder of the releases; a relative XDG_DATA_HOME is ignored, as XDG says."""
    if chosen := environ.get(_BY_NAME["home"].variable, "").strip():
        return Path(chosen).expanduser().absolute()
    data = Path(environ.get("XDG_DATA_HOME", ""))
    return (data if data.is_absolute() else Path.home() / ".local/share") / "nosograph"


def _is_web_address(value: str) -> bool:
    try:
        address = urlsplit(value)
    except ValueError:
        return False
    return address.scheme in ("http", "https") and bool(address.hostname)


def _refused(name: str, expected: str) -> InvalidInput:
    """Name the variable and what it takes, not its value, which may hold a password."""
    return InvalidInput(f"{_BY_NAME[name].variable} must be {expected}")
