"""A machine for pictures of the workbench: a real SSH server in namespaces of its own, with a neutral name, some work
to look at, and two cards that say of themselves that they are simulated."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.sshd import SSHD, Sshd

NETWORK = "203.0.113.8/30"
"""Addresses that are reserved for documents: nobody has them."""
_OUTER, _ADDRESS, _PORT = "203.0.113.9", "203.0.113.10", 22
_LINK = "zuka-pictures"
_NAME = "train-4090"
_START_SECONDS = 20.0
_INSIDE = """
set -e
hostname "$1"
fs=$2/fs
mount --bind "$fs" "$fs"
for one in dev etc sys usr var; do
  mkdir -p "$fs/$one"
  mount --rbind "/$one" "$fs/$one"
done
for one in bin sbin lib lib64; do ln -sfn "usr/$one" "$fs/$one"; done
mkdir -p "$fs/proc" "$fs/run/sshd" "$fs/tmp" "$fs/opt" "$fs/srv" "$fs/home" "$fs/data"
mount -t proc proc "$fs/proc"
mount --bind "$2/bin" "$fs/usr/local/sbin"
mount --bind "$2/ssh" "$fs/srv"
ip link set lo up
until ip link set eth0 up 2>/dev/null; do sleep 0.05; done
ip addr add "$4/30" dev eth0
exec chroot "$fs" "$3" -D -e -f /srv/sshd_config
"""
"""A root of its own: what every Debian has of this machine's, and a home of its own."""
_SMI = """#!/bin/sh
worker=$(pgrep -of train.py) || worker=
case "$*" in
*query-gpu=*power*)
  wave=$(( $(date +%s) % 7 ))
  if [ -n "$worker" ]; then
    echo "0, GPU-0, Simulated 4090, $((91 + wave)), 19432, 24564, $((63 + wave / 3)), $((388 + wave * 4)).2, 450.00, 52"
    echo "1, GPU-1, Simulated 4090, $((94 - wave)), 19410, 24564, $((61 + wave / 3)), $((371 + wave * 5)).8, 450.00, 49"
  else
    echo "0, GPU-0, Simulated 4090, 0, 18, 24564, 34, 21.4, 450.00, 0"
    echo "1, GPU-1, Simulated 4090, 0, 18, 24564, 33, 19.9, 450.00, 0"
  fi ;;
*query-compute-apps=*)
  [ -n "$worker" ] || exit 0
  echo "GPU-0, $worker, 19410, python3"
  echo "GPU-1, $worker, 19388, python3" ;;
esac
"""
_TRAIN = '''"""Fit a small model, and say how it goes."""
import math, random, sys, time

random.seed(7)
data = [(x, math.sin(3 * x) + random.gauss(0, 0.1)) for x in (random.uniform(-1, 1) for _ in range(3000))]
weights = [0.0] * 6
step = 12_000
while True:
    total = 0.0
    for x, y in data:
        powers = [x**k for k in range(6)]
        error = sum(w * p for w, p in zip(weights, powers)) - y
        total += error * error
        weights = [w - 0.002 * error * p for w, p in zip(weights, powers)]
    step += 100
    print(f"step {step:6d}  \\033[36mloss {total / len(data):.4f}\\033[0m", flush=True)
    if step % 1000 == 0:
        open(f"ckpt-{step // 1000}.pt", "w").write(str(weights))
        print(f"\\033[32msaved\\033[0m ckpt-{step // 1000}.pt", flush=True)
    time.sleep(1.2)
'''
_LOG = "".join(
    f"2026-11-24 21:{minute:02d}:07 epoch {minute // 20} eval loss {2.1 / (1 + minute / 9):.4f}\n"
    for minute in range(60)
)
_FILES = {
    "llm/train.py": _TRAIN,
    "llm/config.yaml": "model: qwen3-8b\nbatch: 16\nlr: 2.0e-5\nsteps: 40000\n",
    "llm/README.md": "# Fine-tuning\n\nHow the runs were made.\n",
    "llm/requirements.txt": "torch\ntransformers\n",
    "llm/logs/train.log": _LOG,
    "llm/data/train.jsonl": '{"text": "你好"}\n' * 40_000,
    "llm/data/eval.jsonl": '{"text": "hello"}\n' * 4_000,
    "notes.txt": "GPU 0, 1: llm\n",
    ".bashrc": "PS1='\\[\\e[32m\\]root@\\h\\[\\e[0m\\]:\\[\\e[34m\\]\\w\\[\\e[0m\\]# '\nalias ls='ls --color=auto'\nPATH=/usr/local/sbin:/usr/bin:/bin\nHISTFILE=\nexport LANG=C.UTF-8 TZ=Asia/Shanghai\n",
    ".bash_profile": ". ~/.bashrc\n",
}
_CHECKPOINTS = {
    "llm/ckpt-10.pt": 1_240_000_000,
    "llm/ckpt-11.pt": 1_240_000_000,
    "llm/ckpt-12.pt": 1_240_000_000,
}
"""Sparse: they take no room."""


class Machine(Sshd):
    """The server in its namespaces; it is reached at `host` from this machine alone."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory, ("SetEnv HOME=/root",), sftp=True)
        self.user, self.host, self.port = "root", _ADDRESS, _PORT
        self._lay_out()
        smi = self.directory / "bin" / "nvidia-smi"
        smi.parent.mkdir()
        smi.write_text(_SMI)
        smi.chmod(0o755)

    def tidy(self) -> None:
        """Its files as they were in the beginning."""
        shutil.rmtree(self.directory / "fs" / "root" / "llm")
        self._lay_out()

    def start(self) -> None:
        assert SSHD is not None
        inside = self.directory / "ssh"
        inside.mkdir(exist_ok=True)
        for name in ("host_key", "authorized_keys"):
            shutil.copy(self.directory / name, inside)
        lines = [line.replace(str(self.directory), "/srv") for line in self._configuration()]
        (inside / "sshd_config").write_text("\n".join(lines) + "\n")
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    "unshare",
                    "--uts",
                    "--mount",
                    "--pid",
                    "--net",
                    "--fork",
                    "--kill-child",
                    "sh",
                    "-c",
                    _INSIDE,
                    "sh",
                    _NAME,
                    str(self.directory),
                    SSHD,
                    _ADDRESS,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._link()
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex((self.host, self.port)) == 0:
                    return
            time.sleep(0.05)
        raise TimeoutError(f"sshd did not answer: {self.log.read_text()[-2000:]}")

    def stop(self) -> None:
        """The first process of the namespace goes with `unshare`, and everything in it with that."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _link(self) -> None:
        """A cable from here into the namespace. It goes when the namespace does."""
        assert self._process is not None
        deadline = time.monotonic() + _START_SECONDS
        while os.readlink(f"/proc/{self._process.pid}/ns/net") == os.readlink("/proc/self/ns/net"):
            if time.monotonic() > deadline:
                raise TimeoutError("there is no namespace")
            time.sleep(0.01)
        for command in (
            [
                "ip",
                "link",
                "add",
                _LINK,
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                str(self._process.pid),
            ],
            ["ip", "addr", "add", f"{_OUTER}/30", "dev", _LINK],
            ["ip", "link", "set", _LINK, "up"],
        ):
            subprocess.run(command, check=True)

    def _lay_out(self) -> None:
        home = self.directory / "fs" / "root"
        for name, text in _FILES.items():
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        for name, size in _CHECKPOINTS.items():
            with (home / name).open("wb") as file:
                file.truncate(size)


@contextmanager
def machine(directory: Path) -> Iterator[Machine]:
    """The machine for the block."""
    made = Machine(directory)
    made.start()
    try:
        yield made
    finally:
        made.stop()
