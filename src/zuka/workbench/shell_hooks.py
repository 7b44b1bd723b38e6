"""How a shell is started so that it tells its directory: the words that the machine is asked to run.

A plain SSH shell tells nothing, and typing a hook into it would show on the screen and stay in the history. So the user's
own login shell is started by a short script in place of the bare request. The script leaves nothing behind, changes
none of the user's files, and is only used for shells that are known; whatever else a machine has for a log-in shell
gets the bare request. Inside tmux nothing needs to be told, because tmux can be asked.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from zuka.workbench.escapes import SHELL_PID

PROBE = "echo zuka-shell=$SHELL=; command -v tmux"
"""Asked once per session, in words that every shell understands well enough."""
_KNOWN = {
    "bash": "bash",
    "zsh": "zsh",
    "fish": "fish",
    "sh": "sh",
    "dash": "sh",
    "ash": "sh",
    "ksh": "sh",
    "mksh": "sh",
}
_TELL = r'printf "\033]7;kitty-shell-cwd://%s%s\007"'
_GREETING = '[ -e "$HOME/.hushlogin" ] || cat /run/motd.dynamic /etc/motd 2>/dev/null'
"""What sshd shows before a bare shell and leaves out before a script."""
_COLOURS = 'COLORTERM="${COLORTERM:-truecolor}"; export COLORTERM'
_LANGUAGE = 'LANG="${LANG:-C.UTF-8}"; export LANG'
_TMUX = "tmux -u -L zuka"
_TMUX_OPTIONS = (
    "set-option -g status off",
    "set-option -g prefix None",
    "set-option -s escape-time 20",
    "set-option -g history-limit 50000",
    "set-option -g default-terminal screen-256color",
    # Without its own second screen, what scrolls out of tmux goes to the browser's scroll-back; and colours stay true.
    "set-option -s terminal-overrides '*:smcup@:rmcup@:Tc'",
    "set-option -g set-titles on",
    "set-option -g set-titles-string '#T'",
)


@dataclass(frozen=True)
class Machine:
    """What there is to know of a machine before a shell is opened: the log-in shell's path, and whether it has tmux."""

    shell: str = ""
    tmux: bool = False

    @property
    def kind(self) -> str:
        """bash, zsh, fish, sh, or empty for a shell that we do not know."""
        return _KNOWN.get(self.shell.rpartition("/")[2], "")


def machine_of(answer: str) -> Machine:
    """What `PROBE` has found. Whatever did not answer as a shell does is left alone."""
    _, found, rest = answer.partition("zuka-shell=")
    shell, ended, rest = rest.partition("=")
    if not found or not ended or not shell.startswith("/") or not shell.isprintable():
        return Machine()
    return Machine(shell, "/tmux" in rest)


def command(
    machine: Machine,
    *,
    terminal_id: str,
    directory: str,
    keep: bool,
    follow: bool,
    utf8: bool = True,
    greet: bool = True,
) -> str | None:
    """What to run for a new terminal; None for the bare log-in shell. With `utf8` the shell speaks that where the
    machine does not say what it speaks; with `greet` it shows first what the machine shows whoever logs in."""
    if not machine.kind or not (follow or directory or keep):
        return None
    lines = [_COLOURS, *([_LANGUAGE] if utf8 else []), *([_GREETING] if greet else [])]
    if directory:
        lines.append(f"cd -- {_path(directory)} 2>/dev/null")
    if keep and machine.tmux:
        lines.append(_tmux(terminal_id))
    else:
        lines.append(rf"printf '\033]{SHELL_PID.decode()};%s\007' $$")
        lines.append(_HOOKED[machine.kind] if follow else _LOGIN)
    return "exec /bin/sh -c " + _quoted("\n".join(lines), machine)


def _tmux(terminal_id: str) -> str:
    words = " \\; ".join(("start-server", *_TMUX_OPTIONS, f"new-session -A -s {shlex.quote(terminal_id)}"))
    return f"exec {_TMUX} -f /dev/null {words}"


def directory_question(*, terminal_id: str, shell_pid: str, kept: bool) -> str | None:
    """What to run to learn in which directory a terminal is; None where that cannot be known."""
    if kept:
        return (
            f"{_TMUX} display-message -p -t {shlex.quote('=' + terminal_id + ':')} '#{{pane_current_path}}'"
        )
    return f"readlink /proc/{int(shell_pid)}/cwd" if shell_pid else None


def farewell(terminal_id: str) -> str:
    """Ends the tmux session that keeps a terminal."""
    return f"{_TMUX} kill-session -t {shlex.quote('=' + terminal_id)}"


_LOGIN = """if "$SHELL" -l -c : </dev/null >/dev/null 2>&1; then exec "$SHELL" -l; fi
exec "$SHELL\""""
"""Older shells do not know `-l`."""
_BASH = rf"""PROMPT_COMMAND='{_TELL} "$HOSTNAME" "$PWD"'"${{PROMPT_COMMAND:+;$PROMPT_COMMAND}}"
export PROMPT_COMMAND
exec "$SHELL" -l"""
_ZSH = rf"""ZUKA_OWN=$(mktemp -d) && cat >"$ZUKA_OWN/.zshenv" <<'EOF'
rm -rf -- "$ZUKA_OWN"
if [ "${{ZUKA_ZDOTDIR+set}}" ]; then export ZDOTDIR="$ZUKA_ZDOTDIR"; else unset ZDOTDIR; fi
unset ZUKA_OWN ZUKA_ZDOTDIR
[ -r "${{ZDOTDIR:-$HOME}}/.zshenv" ] && . "${{ZDOTDIR:-$HOME}}/.zshenv"
_zuka_directory() {{ {_TELL} "$HOST" "$PWD"; }}
typeset -ga precmd_functions
precmd_functions+=(_zuka_directory)
EOF
if [ -r "$ZUKA_OWN/.zshenv" ]; then
[ "${{ZDOTDIR+set}}" ] && ZUKA_ZDOTDIR="$ZDOTDIR" && export ZUKA_ZDOTDIR
ZDOTDIR="$ZUKA_OWN"; export ZUKA_OWN ZDOTDIR
fi
exec "$SHELL" -l"""
_FISH = rf"""exec "$SHELL" -l -C 'function _zuka_directory --on-event fish_prompt
{_TELL} "$hostname" "$PWD"
end'"""
_HOOKED = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH, "sh": _LOGIN}


def _path(directory: str) -> str:
    """A directory as a word of the script; `~` at its start is the home."""
    if directory == "~" or directory.startswith("~/"):
        return '"$HOME"' + shlex.quote(directory[1:]) if directory[1:] else '"$HOME"'
    return shlex.quote(directory)


def _quoted(script: str, machine: Machine) -> str:
    """The script as one word for the machine's own shell."""
    if machine.kind == "fish":
        return "'" + script.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return shlex.quote(script)
