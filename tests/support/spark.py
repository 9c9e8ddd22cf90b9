"""A Spark cluster of our own on this machine: a master, two workers, a Spark Connect server."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from connectors.connections import SparkSettings
from connectors.warehouse.spark.cluster import Cluster
from connectors.warehouse.spark.tables import SparkSource
from connectors.warehouse.spark.warehouse import SparkWarehouse
from semantic.definition import DataType
from tests.support.retail import declared_columns, made_up

_HOST = "127.0.0.1"
_SECONDS_TO_START = 180
_SMALL_JVM = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto"
# Small data on two cores: what takes time is compiling code and starting tasks.
_SERVER_CONF = {
    "spark.driver.host": _HOST,
    "spark.driver.bindAddress": _HOST,
    "spark.driver.extraJavaOptions": _SMALL_JVM,
    "spark.executor.memory": "768m",
    "spark.executor.cores": "1",
    "spark.executor.extraJavaOptions": _SMALL_JVM,
    "spark.locality.wait": "0s",
    "spark.connect.grpc.binding.address": _HOST,
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.session.timeZone": "Europe/Berlin",
    "spark.log.level": "ERROR",
}


@dataclass(frozen=True)
class SparkCluster:
    """Where a running cluster is reached: `url` by Spark Connect, `ui` by a browser."""

    url: str
    ui: str
    folder: Path
    seconds_to_start: float


@contextmanager
def spark_cluster(folder: Path, more: Mapping[str, str] | None = None) -> Iterator[SparkCluster]:
    """A cluster that keeps its files in `folder`; every process of it ends with the context."""
    began = time.monotonic()
    with ExitStack() as stack:
        master = _Process(folder / "master.log", [*_class("master.Master"), "--host", _HOST,
                          "--port", "0", "--webui-port", "0"], _daemon())  # fmt: skip
        stack.enter_context(master.running())
        address = master.wait_for("Starting Spark master at ")
        for number in (1, 2):
            command = [*_class("worker.Worker"), "--host", _HOST, "--webui-port", "0",
                       "--cores", "1", "--memory", "1g",
                       "--work-dir", str(folder / f"worker{number}"), address]  # fmt: skip
            worker = _Process(folder / f"worker{number}.log", command, _daemon())
            stack.enter_context(worker.running())
        connect, ui = _free_port(), _free_port()
        conf = {
            **_SERVER_CONF,
            "spark.connect.grpc.binding.port": str(connect),
            "spark.ui.port": str(ui),
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
            **(more or {}),
        }
        server = _Process(folder / "server.log", _submit(address, conf), _base())
        stack.enter_context(server.running())
        server.wait_until_open(connect)
        yield SparkCluster(
            f"sc://{_HOST}:{connect}", f"http://{_HOST}:{ui}", folder, time.monotonic() - began
        )


@dataclass(frozen=True)
class _Process:
    """A process that writes to a log, and takes its children with it when it ends."""

    log: Path
    command: Sequence[str]
    environment: Mapping[str, str]

    @contextmanager
    def running(self) -> Iterator[None]:
        with self.log.open("wb") as log:
            process = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=self.log.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield
        finally:
            _end(process)

    def wait_for(self, words: str) -> str:
        """What the log says after the words, to the end of the line."""
        until = time.monotonic() + _SECONDS_TO_START
        while time.monotonic() < until:
            text = self.log.read_text("utf-8", errors="replace")
            if words in text:
                return text.partition(words)[2].partition("\n")[0].strip()
            time.sleep(0.2)
        raise self._failed()

    def wait_until_open(self, port: int) -> None:
        """Until somebody can connect to the port."""
        until = time.monotonic() + _SECONDS_TO_START
        while time.monotonic() < until:
            with socket.socket() as trying:
                if trying.connect_ex((_HOST, port)) == 0:
                    return
            time.sleep(0.2)
        raise self._failed()

    def _failed(self) -> RuntimeError:
        text = self.log.read_text("utf-8", errors="replace")
        return RuntimeError(f"{self.log.stem} did not start: {text[-2000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """A worker ends its executors when it is asked to end, and the rest of the group is killed."""
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _home() -> Path:
    given = os.environ.get("SPARK_HOME")
    return Path(given) if given else Path(sys.prefix) / "spark" / "pyspark"


def _base() -> dict[str, str]:
    own = {"SPARK_HOME": str(_home()), "SPARK_LOCAL_IP": _HOST}
    return {**{k: v for k, v in os.environ.items() if not k.startswith("SPARK_")}, **own}


def _daemon() -> dict[str, str]:
    return {**_base(), "SPARK_DAEMON_MEMORY": "192m", "SPARK_DAEMON_JAVA_OPTS": _SMALL_JVM}


def _class(name: str) -> list[str]:
    return [str(_home() / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}"]


def _submit(master: str, conf: Mapping[str, str]) -> list[str]:
    options = [part for key, value in conf.items() for part in ("--conf", f"{key}={value}")]
    server = "org.apache.spark.sql.connect.service.SparkConnectServer"
    program = str(_home() / "bin" / "spark-submit")
    return [program, "--master", master, "--driver-memory", "1g", *options,
            "--class", server, "spark-internal"]  # fmt: skip


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((_HOST, 0))
        port: int = found.getsockname()[1]
        return port


def parquet_warehouse(
    url: str, folder: Path, known: Mapping[str, Mapping[str, DataType]]
) -> SparkWarehouse:
    """A warehouse of the folder's files: the source `w.NAME` is NAME.parquet."""

    def described(source: str) -> SparkSource:
        name = source.rpartition(".")[2]
        return SparkSource(name, "", str(folder / f"{name}.parquet"), known[source], {})

    settings = SparkSettings(type="spark", url=url, timeout_seconds=300)
    return SparkWarehouse(Cluster(settings), described)


def retail_warehouse(url: str, folder: Path) -> SparkWarehouse:
    """The example shop's warehouse over Parquet files; its predictions are made up."""
    paths = {"online_retail": "online_retail", "territories": "territories.parquet"}
    needed = declared_columns()

    def described(source: str) -> SparkSource:
        return SparkSource(source, "", str(folder / paths[source]), needed[source], {})

    settings = SparkSettings(type="spark", url=url, timeout_seconds=300)
    return SparkWarehouse(Cluster(settings), described, made_up())
