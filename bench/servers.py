"""The processes that are measured: started on free ports, watched until they are ready, stopped at the end."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load import HOST
from bench.settings import CONFIG, PROJECT

START = 60.0  # seconds within which a server must be ready
STOP = 15.0
_LOOK = 0.01


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, and the seconds that it took to be ready."""

    port: int
    process: int
    start: float

    @property
    def memory(self) -> float:
        """Its resident memory in MiB; 0 where the system does not tell."""
        return resident(self.process)


def resident(process: int, *, highest: bool = False) -> float:
    """The resident memory of a process in MiB, now or at its height; 0 where the system does not tell."""
    field = "VmHWM" if highest else "VmRSS"
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = re.search(rf"{field}:\s*(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def settings(folder: Path) -> Mapping[str, str]:
    """What differs from the demonstration, as its environment: the store in a folder, the simulator off."""
    return {"ZXT_STORE__URL": f"sqlite:///{folder / 'bench.db'}", "ZXT_SIMULATOR__ENABLED": "false"}


@contextmanager
def service(folder: Path, more: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Our service as ``make run`` starts it, with its store and log in a folder, the simulator off, ``more`` set."""
    command = ["-m", "bot", "--config", str(CONFIG), "serve", "--workers", "1", "--port"]
    with _running("service", command, folder, {**settings(folder), **(more or {})}) as server:
        yield server


@contextmanager
def peer(folder: Path) -> Iterator[Server]:
    """The echo that the service is compared with."""
    with _running("peer", ["-m", "bench.peer"], folder, {}) as server:
        yield server


@contextmanager
def _running(name: str, command: list[str], folder: Path, changed: Mapping[str, str]) -> Iterator[Server]:
    """A server of this interpreter; the port is its last argument."""
    port = _free_port()
    environ = {k: v for k, v in os.environ.items() if not k.startswith("ZXT_")} | dict(changed)
    log = folder / f"{name}.log"
    begun = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  # our own interpreter and modules
            [sys.executable, *command, str(port)], cwd=PROJECT, env=environ, stdout=output, stderr=output
        )
    try:
        while not _ready(port):
            if process.poll() is not None or time.perf_counter() - begun > START:
                raise SystemExit(
                    f"the {name} did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-2000:]}"
                )
            time.sleep(_LOOK)
        yield Server(port, process.pid, time.perf_counter() - begun)
    finally:
        process.terminate()
        try:
            process.wait(STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _ready(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
