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
    "request.forbidden_origin": "请求来自其他网站，已拒绝",
    "request.internal": "平台内部出错，请把请求编号告诉运营者",
    "request.rate_limited": "尝试次数过多，请稍后再试",
    "identity.not_logged_in": "请先登录：zuka login <地址>",
    "identity.bad_credentials": "用户名或密码错误",
    "identity.name_taken": "该用户名已被使用",
    "identity.forbidden": "当前账号或令牌无权执行此操作",
    "identity.acting": "正在以他人身份操作，此事须由账号本人来做，或先退出他人身份",
    "identity.acting_over": "以他人身份操作已结束，未做任何更改，请以自己的身份重试",
    "identity.disabled": "账号已被停用",
    "identity.bad_public_key": "这不是 OpenSSH 公钥",
    "identity.key_taken": "该公钥已在账号中",
    "identity.too_many_keys": "账号已有一百个 SSH 公钥，请先删除一个",
    "identity.not_yourself": "运营者不能停用自己",
    "identity.registration_closed": "未开放注册，请向运营者申请账号",
    "identity.session_not_found": "没有这个登录会话",
    "identity.user_not_found": "没有这个用户",
    "identity.key_not_found": "没有这个 SSH 公钥",
    "identity.token_not_found": "没有这个 API 令牌",
    "wallet.bad_amount": "金额必须为正数，最多六位小数",
    "wallet.code_unknown": "兑换码不存在",
    "wallet.code_used": "兑换码已被使用",
    "wallet.code_expired": "兑换码已过期",
    "wallet.insufficient": "余额不足",
    "wallet.entry_not_found": "账本中没有这条记录",
    "fleet.region_not_found": "没有这个地区",
    "fleet.region_unavailable": "该地区暂时没有响应，未做任何更改，请稍后再试",
    "fleet.host_not_found": "没有这台主机",
    "fleet.card_not_found": "没有这张卡",
    "fleet.host_closed": "该主机未开放出租",
    "fleet.host_unreachable": "该主机暂时没有响应，未做任何更改，请稍后再试",
    "market.sold_out": "主机空闲 GPU 不足",
    "market.too_many_cards": "该主机没有这么多卡",
    "market.no_price": "该型号尚未定价",
    "market.not_found": "没有符合条件的主机",
    "images.not_found": "没有这个镜像",
    "images.not_ready": "镜像尚未构建完成",
    "images.build_failed": "镜像构建失败，原因见日志",
    "images.busy": "镜像正在构建",
    "images.build_not_found": "没有这次构建",
    "images.bad_recipe": "镜像配方有误",
    "instances.not_found": "没有这个实例",
    "instances.wrong_state": "实例当前状态不允许此操作",
    "instances.bad_name": "名称须为 1 到 40 个字母、数字、空格、点、连字符或下划线",
    "instances.confirm_name": "请原样输入实例名称以确认",
    "instances.bad_password": "密码须为 8 到 64 个可打印的 ASCII 字符",
    "instances.port_reserved": "8888 端口由 JupyterLab 专用",
    "instances.port_not_found": "实例没有开放这个端口",
    "instances.port_taken": "实例已开放这个端口",
    "instances.no_ports_left": "公网 SSH 端口已用完",
    "instances.no_addresses_left": "该地区网络地址已用完",
    "instances.disk_too_large": "主机给不出这么大的数据盘",
    "instances.boot_failed": "实例未能开机，未产生费用，卡已归还",
    "instances.busy": "实例正在执行另一个操作",
    "operations.not_found": "没有这个操作",
    "operations.under_way": "操作正在执行，请过几秒再看",
    "operations.not_failed": "操作没有失败，无需重试",
    "operations.superseded": "实例之后已有新的操作，不能再重试这一个",
    "engine.unavailable": "主机没有响应",
    "engine.refused": "主机拒绝了请求",
    "engine.pool_full": "主机存储空间不足，未开机",
    "engine.gone": "主机上没有这个对象",
    "gateway.ticket_invalid": "链接已使用或已过期",
    "install.unsupported": "这台机器无法运行真实引擎",
    "install.failed": "安装的某一步失败了",
    "workbench.session_not_found": "没有这个 SSH 会话",
    "workbench.not_connected": "会话目前没有连接，请重新连接",
    "workbench.no_sftp": "这台机器没有提供 SFTP，无法显示文件",
    "workbench.unreachable": "这个地址和端口没有响应。请检查主机、端口和防火墙",
    "workbench.unknown_host": "找不到这个主机名，请检查拼写",
    "workbench.refused_address": "这是内网或保留地址，本站不允许连接",
    "workbench.refused_port": "本站只允许连接 22 端口和 1024 及以上的端口",
    "workbench.auth_failed": "登录被拒绝：用户名、密码或密钥不正确",
    "workbench.host_key_refused": "没有接受主机密钥，没有向这台机器发送任何内容",
    "workbench.host_key_changed": "主机密钥与保存的不同，已拒绝连接，没有发送任何内容",
    "workbench.timed_out": "这台机器响应超时",
    "workbench.protocol": "对方没有按 SSH 协议应答，请检查端口",
    "workbench.no_answer": "等待回答超时，请重新连接",
    "workbench.question_over": "这个问题已经回答过了，或者不再需要回答",
    "workbench.bad_answer": "这不是对该问题的有效回答",
    "workbench.too_many_sessions": "打开的 SSH 会话已达上限，请先关闭一个",
    "workbench.bad_key": "无法读取私钥，或者私钥口令不正确",
    "workbench.bad_jump": "跳板机形成了循环、超过三台，或其中一台已不存在",
    "workbench.no_agent": "只有本机版工作台才能使用 SSH agent 中的密钥",
    "workbench.connection_lost": "与这台机器的连接断开了",
    "workbench.idle": "会话长时间无人使用，已关闭",
    "workbench.instance_off": "实例没有运行，请先开机",
    "workbench.too_long": "会话达到最长时限，已关闭",
    "workbench.restarted": "服务器重启过，请重新连接",
    "workbench.bad_ticket": "连接凭证已失效，请刷新页面",
    "workbench.connection_not_found": "没有这个连接",
    "workbench.folder_not_found": "没有这个文件夹",
    "workbench.bad_folder": "文件夹最多 8 层、路径最长 255 个字符，也不能移动到它自己里面",
    "workbench.too_many_connections": "连接和文件夹已达上限 2000 个",
    "workbench.bad_passphrase": "私钥口令不正确",
    "workbench.used_as_jump": "有其他连接把它当作跳板机，请先修改那些连接",
    "workbench.host_key_not_found": "没有这个已保存的主机密钥",
    "workbench.command_not_found": "没有这个快捷命令",
    "workbench.too_many_commands": "快捷命令已达上限 1000 个",
    "workbench.history_not_found": "历史记录里没有这条命令",
    "workbench.desk_too_large": "工作台布局的数据超过 256 KB",
    "workbench.import_unreadable": "文件已损坏，或不是可以识别的格式",
    "workbench.import_too_large": "文件太多或太大：一次最多 8 MB、2000 个连接",
    "workbench.import_passphrase": "口令不正确，无法打开这个导出文件",
    "workbench.bad_pack": "压缩包已损坏，或其中有不允许解包的文件",
    "workbench.bad_path": "路径无效：必须以 / 或 ~ 开头",
    "workbench.connection_busy": "这个连接已经不能再打开新的通道，请先结束别的操作",
    "workbench.copy_into_itself": "不能把文件夹复制到它自己里面",
    "workbench.copy_not_found": "没有这个复制任务",
    "workbench.file_changed": "文件在此期间被别人改动了",
    "workbench.file_exists": "已经有同名的文件",
    "workbench.file_failed": "机器没能完成这个操作",
    "workbench.file_not_found": "没有这个文件或文件夹",
    "workbench.is_a_folder": "这是文件夹，不是文件",
    "workbench.no_space": "机器的磁盘已满",
    "workbench.not_a_file": "这是设备或管道，不是普通文件",
    "workbench.not_a_folder": "这是文件，不是文件夹",
    "workbench.not_a_picture": "这个文件不是可以预览的图片",
    "workbench.not_deletable": "不能在这里删除根目录或主目录",
    "workbench.not_encodable": "文本中有这种编码无法表示的字符，请用 UTF-8 保存",
    "workbench.permission_denied": "机器上的这个账号没有权限",
    "workbench.picture_too_large": "只能预览 20 MB 以内的图片，请下载后查看",
    "workbench.text_too_large": "这里只能编辑 5 MB 以内的文本",
    "workbench.too_many_files": "文件太多或目录太深，请分批操作",
    "workbench.transfers_busy": "这个会话里同时进行的操作太多，请稍等",
    "workbench.upload_not_found": "没有这个上传，请重新开始",
    "workbench.upload_begun": "这个文件上次没有传完：可以继续，也可以重新开始",
    "workbench.upload_offset": "上传需要从别的位置继续",
    "workbench.upload_size": "收到的数据与声明的大小不一致，请重新上传",
    "workbench.terminal_not_found": "没有这个终端，或它不属于你",
    "workbench.too_many_terminals": "这个会话的终端数已达上限，请先关闭一个",
    "workbench.terminal_refused": "这台机器没有为该会话开出终端：可能已达它允许的数量，或根本不允许",
    "workbench.terminal_over": "这个终端里已没有正在运行的 shell",
    "workbench.recordings_full": "录像占用的空间或数量已达上限，请先删除一些",
    "workbench.recording_not_found": "没有这份录像，或它不属于你",
    "workbench.still_recording": "录像仍在进行，请先结束它",
    "workbench.tunnel_not_found": "这个端口转发已经关闭",
    "workbench.tunnel_refused": "目标应为主机名或 IP 地址；不允许链路本地地址和云平台元数据地址",
    "workbench.tunnel_failed": "服务器无法打开这个端口转发，请联系运营者",
    "workbench.too_many_tunnels": "一个会话最多打开 32 个端口，请先关闭一个",
    "workbench.bad_process": "只能给单个进程发信号，不能发给 1 号进程或进程组",
    "workbench.process_gone": "这个进程已经结束，或编号已被别的进程使用",
    "workbench.process_forbidden": "机器上的这个账号无权给该进程发信号",
    "workbench.signal_failed": "机器没能发出信号",
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

NOTICES: dict[str, tuple[str, str]] = {
    "wallet_runs_dry": ("余额将于 {runs_dry_at} 用完，届时实例会关机", "The balance runs dry at {runs_dry_at}; then instances stop"),
    "wallet_dry": ("余额已用完，实例已关机", "The balance is used up; instances were stopped"),
    "retention": ("{name} 将于 {release_at} 释放，数据随之删除", "{name} is released at {release_at}, with all its data"),
    "operation_failed": ("{name} 的操作 {operation} 失败：{error}", "{operation} of {name} failed: {error}"),
    "operation_stuck": ("{instance} 的操作 {operation} 迟迟不能完成：{error}", "Operation {operation} of {instance} does not get on: {error}"),
    "operator_start": ("运营者为你的实例 {name} 开机", "The operator powered {name} on"),
    "operator_stop": ("运营者已将你的实例 {name} 关机", "The operator powered {name} off"),
    "operator_release": ("运营者释放了你的实例 {name}：{why}", "The operator released {name}: {why}"),
    "operator_rename": ("运营者重试了 {name} 的重命名", "The operator repeated the renaming of {name}"),
    "operator_reset_password": ("运营者重试了 {name} 的重置密码", "The operator repeated the password reset of {name}"),
    "instance_lost": ("{name} 已不在主机上", "{name} is not on its host any more"),
    "card_fault": ("{host} 的 {model} 有故障：{fault}", "A {model} of {host} is broken: {fault}"),
    "pool_full": ("{host} 的存储池已满", "The storage pool of {host} is full"),
    "stray": ("{host} 上有平台不认识的 {name}", "{host} has {name}, which the platform does not know"),
    "host_fault": ("主机 {host} 有问题：{fault}", "Host {host} needs looking after: {fault}"),
    "host_unreachable": ("主机 {host} 没有响应", "Host {host} does not answer"),
    "host_back": ("主机 {host} 恢复响应", "Host {host} answers again"),
    "region_unreachable": ("地区 {region} 没有响应", "Region {region} does not answer"),
    "region_back": ("地区 {region} 恢复响应", "Region {region} answers again"),
    "ledger_problem": ("账本有 {problems} 处对不上：{problem}", "The ledger does not add up in {problems} places: {problem}"),
    "images.build_failed": ("镜像 {image} 构建失败：{error}", "Image {image} could not be built: {error}"),
}  # fmt: skip
"""Kind of a notice → Chinese, English, with its facts in braces."""


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


def notice(kind: str, facts: Mapping[str, Any]) -> str:
    """A notice in one sentence; one whose kind or facts are not known is shown as it came."""
    try:
        return say(*NOTICES[kind]).format_map(facts)
    except KeyError:
        return f"{kind}: {', '.join(f'{key}={value}' for key, value in facts.items())}"


def step(name: str) -> str:
    """A step of an operation in the reader's language."""
    return say(*STEPS.get(name, (name, name)))
