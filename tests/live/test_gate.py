"""The gate of the live page lets in its owner, and nobody whom another site has sent."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace.live.gate import Gate


@pytest.fixture(scope="module")
def gate():
    return Gate("127.0.0.1", 8123, "secret")


@pytest.mark.parametrize("host", ["127.0.0.1:8123", "localhost:8123", "LOCALHOST:8123", "[::1]:8123"])
def test_loopback_is_known_by_its_names(gate, host):
    assert gate.knows_host(host)


@pytest.mark.parametrize(
    "host",
    [None, "", "evil.example", "evil.example:8123", "127.0.0.1", "127.0.0.1:80", "192.168.1.5:8123"],
)
def test_any_other_name_is_not(gate, host):
    assert not gate.knows_host(host)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8123.evil.example", "localhost.evil.example:8123", ":8123", "[::1]", "127.0.0.1:8123:8123"],
)
def test_a_name_made_to_look_like_ours_is_not(gate, host):
    assert not gate.knows_host(host)


def test_a_server_for_the_network_is_known_by_address_and_not_by_a_stranger_s_name():
    everywhere = Gate("0.0.0.0", 8123)
    assert everywhere.knows_host("192.168.1.5:8123")
    assert not everywhere.knows_host("evil.example:8123")


def test_port_80_need_not_be_named():
    assert Gate("127.0.0.1", 80).knows_host("127.0.0.1")


@pytest.mark.parametrize(
    ("path", "asked"),
    [("/secret/", ""), ("/secret", ""), ("/secret/events", "events"), ("/secret/events?since=1", "events")],
)
def test_behind_the_token_is_what_is_asked_for(gate, path, asked):
    assert gate.page_of(path) == asked


@given(st.text(string.printable))
def test_without_the_token_there_is_nothing(text):
    path = f"/{text}".replace("secret", "")
    assert Gate("127.0.0.1", 8123, "secret").page_of(path) is None


def test_no_two_servers_have_the_same_token():
    assert Gate("127.0.0.1", 1).token != Gate("127.0.0.1", 1).token
