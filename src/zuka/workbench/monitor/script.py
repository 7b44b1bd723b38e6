"""The program that runs at the other end: one POSIX shell that answers requests from its standard input.

It needs `sh`, `awk` and `head`, and works with dash, bash and BusyBox. It prints a frame for every line that it reads
and does nothing by itself: when nobody asks it costs nothing, and it ends as soon as its input is closed. Whatever is
read from the machine is printed behind a colon, so that no name of a process or of a mount can look like a frame.

| request | the frame's sections |
| - | - |
| `echo N` | none |
| `files N PATH…` | none; sets what `tick` reads |
| `tick N p` | the files, a stamp in clock ticks, and with `p` the processes |
| `mounts N` | `/proc/mounts` |
| `df N SECONDS PATH…` | `df` |
| `names N PID…` | `names`: owner and command line of each |
| `gpu N SECONDS FIELDS` | `gpu` |
| `apps N SECONDS FIELDS` | `apps` |

A frame begins with `=zuka N` and ends with `=end N`; `=times` holds what the shell and its children have cost so far.
"""

from __future__ import annotations

import shlex
from typing import Final

COMMAND: Final = "exec sh -s zuka-monitor"
"""Means the same to every log-in shell. The program itself comes through the standard input, since a command line with
line ends and quotes would not survive them all."""
MOST_PROCESSES: Final = 2500
FIRST: Final = 0
"""The number of the frame that comes without having been asked for."""

# No single quote may be in here: the shell holds it between two of them.
_AWK: Final = r"""
function show(name, path, line, n) {
  path = R name
  if ((getline line < path) <= 0) { close(path); return }
  print "=" name
  do {
    if (name == "/proc/stat" && line !~ /^cpu/) break
    if (name == "/proc/meminfo" && line !~ /^(MemTotal|MemFree|MemAvailable|Buffers|Cached|SReclaimable|Shmem|SwapTotal|SwapFree):/) continue
    if (name == "/proc/net/dev" && line ~ /^ *(lo|veth[^:]*|cali[^:]*|fw(br|pr|ln)[^:]*):/) continue
    if (name == "/proc/net/route" && line !~ /^[^\t]+\t00000000\t/) continue
    if (name == "/proc/diskstats" && line ~ / (loop|ram|zram|dm-|sr|fd)[0-9]/) continue
    if (name ~ /memory\.stat$/ && line !~ /^(total_)?(inactive_file|file|cache) /) continue
    print ":" substr(line, 1, 300)
    n++
  } while (n < 600 && (getline line < path) > 0)
  close(path)
}
function process(pid, path, line, more, v) {
  path = R "/proc/" pid "/stat"
  if ((getline line < path) <= 0) { close(path); return }
  while (line !~ /\) [A-Za-z] / && length(line) < 200 && (getline more < path) > 0) line = line "?" more
  close(path)
  if (!match(line, /\)[^)]*$/)) return
  split(substr(line, RSTART + 2, 500), v, " ")
  if (int(v[7] / 2097152) % 2) return
  total++
  if (total <= MOST)
    print ":" pid, v[12] + v[13], v[20], v[22], v[1], substr(line, index(line, "(") + 1, RSTART - index(line, "(") - 1)
}
BEGIN {
  R = ENVIRON["ZUKA_ROOT"]
  MOST = ENVIRON["ZUKA_MOST"]
  many = split(ENVIRON["ZUKA_FILES"], files, " ")
  for (i = 1; i <= many; i++) show(files[i])
  if (ENVIRON["ZUKA_PROCESSES"] != "p") exit
  print "=processes"
  for (i = 1; i < ARGC; i++) process(ARGV[i])
  print "=count"
  print ":" (total + 0)
}
"""

_SHELL: Final = r"""
exec 2>/dev/null
unset IFS CDPATH ENV
LC_ALL=C ZUKA_ROOT=@ROOT@ ZUKA_MOST=@MOST@ ZUKA_FILES= ZUKA_PROCESSES=
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/nvidia/bin:/usr/lib/wsl/lib
export LC_ALL PATH ZUKA_ROOT ZUKA_MOST ZUKA_FILES ZUKA_PROCESSES
zuka_awk='@AWK@'
safe() { awk -v most="$1" 'NR > most { exit } { print ":" substr($0, 1, 600) }'; }
if timeout -s KILL 5 true; then
  within() { timeout -s KILL "$@"; }
else
  within() {
    seconds=$1
    shift
    "$@" &
    child=$!
    (sleep "$seconds"; kill -9 $child) >/dev/null &
    alarm=$!
    wait $child
    kill $alarm
  }
fi
read_files() {
  set -f
  ZUKA_FILES="$*" ZUKA_PROCESSES= awk "$zuka_awk" </dev/null
  set +f
}
hint() {
  [ -e "$ZUKA_ROOT$2" ] && echo ":$1"
}
about() {
  echo =uname
  { uname -s; uname -r; uname -n; } </dev/null | safe 3
  [ -r "$ZUKA_ROOT/proc/stat" ] || return
  echo =me
  id -u </dev/null | safe 1
  echo =tick
  getconf CLK_TCK </dev/null | safe 1
  echo =page
  getconf PAGESIZE </dev/null | safe 1
  echo =hints
  hint docker /.dockerenv
  hint podman /run/.containerenv
  hint systemd /run/systemd/container
  hint incus /dev/incus
  hint lxd /dev/lxd
  hint init /proc/1/stat
  read -r name <"$ZUKA_ROOT/proc/2/comm" && [ "$name" = kthreadd ] && echo :kernel
  echo =nvidia
  command -v nvidia-smi </dev/null | safe 1
  echo =users
  awk -F: 'NR <= 2000 { print ":" substr($1, 1, 64) ":" $3 }' "$ZUKA_ROOT/etc/passwd" </dev/null
  read_files /etc/os-release /proc/1/cgroup /proc/mounts /sys/fs/cgroup/cgroup.controllers
}
exists() {
  echo =exists
  for path in "$@"; do [ -r "$ZUKA_ROOT$path" ] && echo ":$path"; done
}
tick() {
  ZUKA_PROCESSES=$1
  if [ "$1" = p ] && cd "$ZUKA_ROOT/proc"; then
    set -- [0-9]*
    awk "$zuka_awk" "$@" </dev/null
  else
    ZUKA_PROCESSES=
    awk "$zuka_awk" </dev/null
  fi
}
names() {
  echo =names
  for pid in "$@"; do
    set -- "$@" "$ZUKA_ROOT/proc/$pid/status" "$ZUKA_ROOT/proc/$pid/cmdline"
    shift
  done
  head -c 480 "$@" </dev/null | tr '\000' '\037' |
    awk '/^==> /{ status = / \/.*status <==$/ } !status || /^(==>|Uid:)/ { print ":" substr($0, 1, 600) }'
}
respond() {
  what=$1
  echo "=zuka $2"
  shift 2
  case $what in
    about) about ;;
    exists) exists "$@" ;;
    files) ZUKA_FILES="$*" ;;
    tick) tick "$@" ;;
    mounts) read_files /proc/mounts ;;
    names) names "$@" ;;
    df)
      echo =df
      seconds=$1
      shift
      within "$seconds" df -kP "$@" </dev/null | safe 200
      ;;
    gpu)
      echo =gpu
      within "$1" nvidia-smi --query-gpu="$2" --format=csv,noheader,nounits </dev/null | safe 80
      ;;
    apps)
      echo =apps
      within "$1" nvidia-smi --query-compute-apps="$2" --format=csv,noheader,nounits </dev/null | safe 400
      ;;
  esac
  echo =times
  times
  echo "=end $number"
}
serve() {
  number=@FIRST@
  respond about $number
  while read -r line; do
    set -f
    set -- $line
    set +f
    [ $# -ge 2 ] || continue
    number=$2
    respond "$@"
  done
  exit
}
serve
"""


def text(root: str = "") -> bytes:
    """The program. It looks at the machine below `root`, which is the machine itself but for tests."""
    facts = {
        "ROOT": shlex.quote(root),
        "MOST": str(MOST_PROCESSES),
        "AWK": _AWK,
        "FIRST": str(FIRST),
    }
    program = _SHELL
    for name, value in facts.items():
        program = program.replace(f"@{name}@", value)
    return program.encode()
