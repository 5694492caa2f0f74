"""``imena serve`` says where it answers, and says so before it cannot."""

from __future__ import annotations

import socket

import pytest
from click.testing import CliRunner

from imena.cli import serve


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What would be answered on; nothing is."""
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr(serve, "opened", lambda: None)
    monkeypatch.setattr("imena.web.served.serve", lambda host, port: asked.append((host, port)))
    return asked


def test_it_answers_on_this_machine_alone_and_says_where(served: list[tuple[str, int]]) -> None:
    said = CliRunner().invoke(serve.command, ["--port", "0"])
    assert said.exit_code == 0, said.output
    ((host, port),) = served
    assert host == "127.0.0.1"
    assert f"http://127.0.0.1:{port}/" in said.output


def test_a_taken_port_is_said_and_nothing_is_served(served: list[tuple[str, int]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = CliRunner().invoke(serve.command, ["--port", str(port)])
    assert said.exit_code == 1
    assert f"127.0.0.1:{port}" in said.output
    assert served == []


def test_whoever_lets_others_in_is_told_that_nothing_is_encrypted(
    served: list[tuple[str, int]],
) -> None:
    said = CliRunner().invoke(serve.command, ["--host", "0.0.0.0", "--port", "0"])
    assert said.exit_code == 0
    assert "HTTPS" in said.output
    assert served[0][0] == "0.0.0.0"
