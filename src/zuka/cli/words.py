"""The words of the command line, in English and, where the terminal's language is Chinese, in Chinese.

The same word means the same thing here, in the console and in the API. Nothing here talks to the platform.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

ERRORS_ZH: dict[str, str] = {
    "request.invalid": "请求有误",
    "request.not_found": "没有这个页面或资源",
    "request.internal": "平台内部出错，请把请求编号告诉运营者",
    "request.rate_limited": "尝试次数过多，请稍后再试",
    "identity.not_logged_in": "请先登录：zuka login <地址>",
    "identity.bad_credentials": "用户名或密码错误",
    "identity.name_taken": "该用户名已被使用",
    "identity.forbidden": "当前账号或令牌无权执行此操作",
    "identity.disabled": "账号已被停用",
    "identity.bad_public_key": "这不是 OpenSSH 公钥",
    "identity.key_taken": "该公钥已在账号中",
    "identity.user_not_found": "没有这个用户",
    "identity.key_not_found": "没有这个 SSH 公钥",
    "identity.token_not_found": "没有这个 API 令牌",
    "wallet.bad_amount": "金额必须为正数，最多六位小数",
    "wallet.code_unknown": "兑换码不存在",
    "wallet.code_used": "兑换码已被使用",
    "wallet.code_expired": "兑换码已过期",
    "wallet.insufficient": "余额不足",
    "fleet.region_not_found": "没有这个地区",
    "fleet.region_unavailable": "该地区暂时没有响应，未做任何更改，请稍后再试",
    "fleet.host_not_found": "没有这台主机",
    "fleet.card_not_found": "没有这张卡",
    "fleet.host_closed": "该主机未开放出租",
    "market.sold_out": "主机空闲 GPU 不足",
    "market.too_many_cards": "该主机没有这么多卡",
    "market.no_price": "该型号尚未定价",
    "market.not_found": "没有符合条件的主机",
    "images.not_found": "没有这个镜像",
    "images.not_ready": "镜像尚未构建完成",
    "images.build_failed": "镜像构建失败，原因见日志",
    "images.busy": "镜像正在构建",
    "instances.not_found": "没有这个实例",
    "instances.wrong_state": "实例当前状态不允许此操作",
    "instances.bad_name": "名称须为 1 到 40 个字母、数字、空格、点、连字符或下划线",
    "instances.port_not_found": "实例没有开放这个端口",
    "instances.port_taken": "实例已开放这个端口",
    "instances.no_ports_left": "公网 SSH 端口已用完",
    "instances.no_addresses_left": "该地区网络地址已用完",
    "instances.disk_too_large": "主机给不出这么大的数据盘",
    "instances.boot_failed": "实例未能开机，未产生费用，卡已归还",
    "instances.busy": "实例正在执行另一个操作",
    "operations.not_found": "没有这个操作",
    "engine.unavailable": "主机没有响应",
    "engine.refused": "主机拒绝了请求",
    "engine.pool_full": "主机存储空间不足，未开机",
    "gateway.ticket_invalid": "链接已使用或已过期",
}
"""Error code → one Chinese sentence. A code that is missing here is shown with the platform's English sentence."""

STATES: dict[str, tuple[str, str, str]] = {
    "creating": ("创建中", "creating", "blue"),
    "starting": ("开机中", "starting", "blue"),
    "running": ("运行中", "running", "green"),
    "restarting": ("重启中", "restarting", "blue"),
    "stopping": ("关机中", "stopping", "blue"),
    "stopped": ("已关机", "stopped", "bright_black"),
    "releasing": ("释放中", "releasing", "blue"),
    "released": ("已释放", "released", "bright_black"),
    "failed": ("异常", "failed", "red"),
    "unknown": ("未知", "unknown", "yellow"),
}
"""State → Chinese, English, colour."""


STEPS: dict[str, tuple[str, str]] = {
    "disk": ("创建数据盘", "make the data disk"),
    "machine": ("创建并启动容器", "make and start the machine"),
    "boot": ("启动容器", "start the machine"),
    "reboot": ("重启容器", "restart the machine"),
    "identity": ("写入密码、密钥", "set password and keys"),
    "answer": ("等待 SSH 和 JupyterLab 应答", "wait for SSH and JupyterLab"),
    "power_off": ("关机", "power off"),
    "delete_machine": ("删除系统盘", "delete the system disk"),
    "delete_disk": ("删除数据盘", "delete the data disk"),
    "undo_machine": ("撤销：删除容器", "undo: delete the machine"),
    "undo_disk": ("撤销：删除数据盘", "undo: delete the data disk"),
    "undo_boot": ("撤销：关机", "undo: power off"),
}
"""Step of an operation → Chinese, English."""


def is_chinese() -> bool:
    """Whether the terminal's language is Chinese, by the order in which POSIX asks."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value.lower().startswith("zh")
    return False


def say(chinese: str, english: str) -> str:
    """The one of two equal sentences that the reader understands."""
    return chinese if is_chinese() else english


def sentence(code: str, detail: str, facts: Mapping[str, Any]) -> str:
    """What to tell the reader about an error of the platform: its English sentence, or ours with its numbers."""
    known = ERRORS_ZH.get(code)
    if not is_chinese() or known is None:
        return detail
    if code == "request.invalid":
        # A form error is about one field: the detail names it, and the sentence alone would not help.
        return f"{known}：{detail}"
    plain = [f"{key}={value}" for key, value in facts.items() if isinstance(value, str | int | float)]
    return f"{known}（{', '.join(plain)}）" if plain else known


def state(name: str) -> str:
    """An instance's state in the reader's language."""
    chinese, english, _ = STATES.get(name, (name, name, ""))
    return say(chinese, english)


def state_markup(name: str) -> str:
    """The state with its colour, for a table; colour never carries the meaning alone."""
    colour = STATES.get(name, ("", "", "default"))[2]
    return f"[{colour}]●[/] {state(name)}"


def step(name: str) -> str:
    """A step of an operation in the reader's language."""
    return say(*STEPS.get(name, (name, name)))
