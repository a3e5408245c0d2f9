"""A real PostgreSQL 15 of the tests' own: in a temporary folder, on a free port of loopback, gone when they end."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = Path("/usr/lib/postgresql/15/bin")  # Debian's postgresql-15
USER = "postgres"  # made by the package: PostgreSQL does not run as root


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of the server, up to the name of a database. Fails where PostgreSQL 15 is not installed."""
    assert (PROGRAMS / "initdb").is_file(), "the tests need PostgreSQL 15: apt-get install postgresql-15"
    as_user = ["runuser", "-u", USER, "--"] if os.getuid() == 0 else []
    if as_user:
        _run("chown", USER, folder)
    data, port = folder / "postgres", _free_port()
    _run(*as_user, PROGRAMS / "initdb", "-D", data, "-A", "trust", "-U", "bot", "-E", "UTF8", "--locale=C.UTF-8")
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=100"
    control = [*as_user, PROGRAMS / "pg_ctl", "-D", data, "-w", "-l", folder / "postgres.log"]
    _run(*control, "-o", settings, "start")
    try:
        yield f"postgresql://bot@127.0.0.1:{port}"
    finally:
        _run(*control, "-m", "immediate", "stop")


def _run(*words: str | Path) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd="/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
