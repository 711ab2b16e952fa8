from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.exceptions import BadRequest

from nosograph.web.clients import client_address, query_name

APP = Flask("clients")


def address(forwarded: str, proxies: int, remote: str = "10.0.0.1") -> str:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with APP.test_request_context(headers=headers, environ_base={"REMOTE_ADDR": remote}):
        return client_address(proxies)


@pytest.mark.parametrize(
    ("forwarded", "proxies", "expected"),
    [
        ("", 0, "10.0.0.1"),
        ("192.0.2.7", 0, "10.0.0.1"),
        ("192.0.2.7", 1, "192.0.2.7"),
        ("203.0.113.9, 192.0.2.7", 1, "192.0.2.7"),
        ("203.0.113.9, 192.0.2.7", 2, "203.0.113.9"),
        ("192.0.2.7", 2, "10.0.0.1"),
        ("", 1, "10.0.0.1"),
    ],
)
def test_only_trusted_proxies_say_who_asks(forwarded: str, proxies: int, expected: str) -> None:
    assert address(forwarded, proxies) == expected


def test_a_client_with_many_addresses_is_one() -> None:
    assert address("", 0, "2001:db8::1") == address("", 0, "2001:db8::ffff")
    assert address("", 0, "2001:db8::1") != address("", 0, "2001:db8:0:1::1")
    assert address("", 0, "::ffff:192.0.2.1") != address("", 0, "::ffff:192.0.2.2")


@pytest.mark.parametrize("name", ["short", "x" * 129, "../" * 8, "a b" * 8, "ä" * 20])
def test_a_name_that_cannot_be_used_is_refused(name: str) -> None:
    given = {"X-Query-Id": name.encode().decode("latin-1")}
    with APP.test_request_context(headers=given), pytest.raises(BadRequest):
        query_name()
