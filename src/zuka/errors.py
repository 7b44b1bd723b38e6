"""Every error a user or an operator can meet, as one tree.

    DomainError                     code, HTTP status, English sentence, optional facts
    ├── Invalid            422      the request itself is wrong; nothing was done
    ├── Unauthorized       401      nobody is logged in
    ├── Forbidden          403      logged in, but may not
    ├── NotFound           404      there is none, or it is not yours: the two are told apart by nobody
    ├── Conflict           409      right request, wrong moment: state, stock, money, a used name
    ├── TooMany            429      slow down; carries Retry-After
    ├── Unavailable        503      not now; nothing was lost; carries Retry-After
    └── EngineError                 what an engine can answer; crosses to HTTP only as Unavailable or Conflict
        ├── EngineUnavailable 503   the engine or the host did not answer: the truth is not known
        ├── EngineRefused     409   the engine said no, and will say no again
        │   └── PoolFull      409   no space left in the storage pool
        └── EngineGone        404   the engine itself says that the object does not exist

Services raise; routes never catch; adapters translate at their edge. A `code` is stable for ever and is what a
program matches on; `detail` is for people and may be reworded. `facts` carries the numbers behind the sentence.
The catalogue of codes is generated into `docs/reference/errors.md` from `CODES`.
"""

from __future__ import annotations

from typing import Any, ClassVar

CODES: dict[str, str] = {
    # Stable code → what it means and what to do, one sentence; the reference page is made of this.
    "request.invalid": "A field of the request is missing or malformed; `facts.fields` names each one.",
    "request.not_found": "No such page or resource exists.",
    "request.forbidden_origin": "The request came from another web origin and was refused.",
    "request.internal": "Something broke on our side; the request id is in the answer and in the log.",
    "identity.not_logged_in": "Log in first, or send an API token.",
    "identity.bad_credentials": "The user name or the password is wrong.",
    "identity.name_taken": "Another account has this user name.",
    "identity.forbidden": "This account or this token may not do that.",
    "identity.acting": "Not while acting as somebody else: end that first, or leave it to the account's owner.",
    "identity.acting_over": "You do not act as somebody else any more, and nothing was done; ask again as yourself.",
    "identity.disabled": "The operator has disabled this account.",
    "identity.bad_public_key": "That is not an OpenSSH public key.",
    "identity.key_taken": "This key is already in the account.",
    "identity.too_many_keys": "This account has a hundred SSH keys already; remove one first.",
    "identity.not_yourself": "An operator cannot lock themselves out.",
    "identity.registration_closed": "Registration is closed; ask the operator for an account.",
    "identity.user_not_found": "There is no such user.",
    "identity.key_not_found": "There is no such SSH key in this account.",
    "identity.token_not_found": "There is no such API token in this account.",
    "identity.session_not_found": "There is no such session in this account.",
    "request.rate_limited": "Too many attempts; wait for the seconds in Retry-After.",
    "wallet.bad_amount": "An amount must be positive, with at most six decimals, and below the limit.",
    "wallet.code_unknown": "There is no such redeem code.",
    "wallet.code_used": "This redeem code has been used already.",
    "wallet.code_expired": "This redeem code has expired.",
    "wallet.insufficient": "The balance does not cover this; `facts` says how much is missing.",
    "wallet.entry_not_found": "There is no such entry in the ledger.",
    "fleet.region_not_found": "There is no such region.",
    "fleet.region_unavailable": "The region's engine does not answer; nothing was changed. Try again later.",
    "fleet.host_not_found": "There is no such host.",
    "fleet.card_not_found": "There is no such card.",
    "fleet.host_closed": "The host is not open for rent.",
    "fleet.host_unreachable": "The host does not answer right now; nothing was changed. Try again later.",
    "market.sold_out": "Fewer cards are idle than were asked for; `facts.idle` says how many there are now.",
    "market.too_many_cards": "The host does not have that many cards at all.",
    "market.no_price": "The operator has not set a price for this card model.",
    "market.not_found": "There is no such offer.",
    "images.not_found": "There is no such image.",
    "images.not_ready": "The image is not built yet.",
    "images.build_failed": "The image could not be built; the log says why.",
    "images.busy": "The image is being built already.",
    "images.build_not_found": "There is no such build.",
    "images.bad_recipe": "A recipe in the `images` folder is not well-formed; the message names the file and the line.",
    "instances.not_found": "There is no such instance.",
    "instances.wrong_state": "The instance is in another state; `facts` has the state and what is allowed in it.",
    "instances.bad_name": "A name has 1 to 40 letters, digits, spaces, dots, hyphens or underscores.",
    "instances.confirm_name": "To confirm, repeat the instance's name exactly.",
    "instances.bad_password": "A password has 8 to 64 printable ASCII characters.",
    "instances.port_not_found": "The instance does not expose this port.",
    "instances.port_taken": "The instance exposes this port already.",
    "instances.port_reserved": "Port 8888 is JupyterLab's own: it is always there for the owner, and for nobody else.",
    "instances.no_ports_left": "Every public SSH port is taken; the operator can widen the range.",
    "instances.no_addresses_left": "Every address of the region's network is taken.",
    "instances.disk_too_large": "The host cannot give a data disk of that size.",
    "instances.boot_failed": "The instance did not come up; nothing was charged and its cards are back.",
    "instances.busy": "Another operation of this instance is under way.",
    "operations.not_found": "There is no such operation.",
    "operations.under_way": "The operation is being carried out at this moment; look again in a few seconds.",
    "operations.not_failed": "The operation has not failed; there is nothing to repeat.",
    "operations.superseded": "Something newer was done to the instance since; `facts.operation` is that.",
    "engine.unavailable": "The engine or the host does not answer.",
    "engine.refused": "The engine refused the call.",
    "engine.pool_full": "The host's storage pool has no space left; nothing was started. The operator was told.",
    "engine.gone": "The engine has no such object.",
    "gateway.ticket_invalid": "The link has been used or has expired; open it again from the console.",
    "workbench.session_not_found": "There is no such SSH session of yours.",
    "workbench.not_connected": "The SSH session is not connected at this moment; connect it again.",
    "workbench.no_sftp": "The machine offers no SFTP, so its files cannot be shown.",
    "workbench.unreachable": "The machine does not answer at this address and port.",
    "workbench.unknown_host": "The name of the host does not resolve.",
    "workbench.refused_address": "The address is a private or reserved one, which this server does not connect to.",
    "workbench.refused_port": "This server connects to port 22 and to ports from 1024 on only.",
    "workbench.auth_failed": "The machine refused the log-in: the user name, password or key is not the right one.",
    "workbench.host_key_refused": "The host key was not accepted, so nothing was sent to the machine.",
    "workbench.host_key_changed": "The machine shows another host key than the saved one; nothing was sent to it.",
    "workbench.timed_out": "The machine took too long to answer.",
    "workbench.protocol": "What answers there does not speak SSH as we know it.",
    "workbench.no_answer": "A question about this connection was not answered in time; connect again.",
    "workbench.question_over": "This question has been answered already or is not asked any more.",
    "workbench.bad_answer": "That is no answer to this question.",
    "workbench.too_many_sessions": "As many SSH sessions are open as one user may have; close one first.",
    "workbench.bad_key": "The private key cannot be read, or the passphrase is wrong.",
    "workbench.bad_jump": "The jump hosts lead in a circle, are more than three, or one of them is gone.",
    "workbench.no_agent": "Keys of an SSH agent can be used in the standalone workbench only.",
    "workbench.connection_lost": "The connection to the machine broke.",
    "workbench.idle": "The session was closed because nobody used it for a long time.",
    "workbench.instance_off": "The instance is not running; start it and connect again.",
    "workbench.too_long": "The session was closed because it was open for as long as allowed.",
    "workbench.restarted": "The server was restarted; connect the session again.",
    "workbench.bad_ticket": "The ticket for this WebSocket has been used, has expired, or is somebody else's.",
    "workbench.connection_not_found": "There is no such connection of yours.",
    "workbench.folder_not_found": "There is no such folder.",
    "workbench.bad_folder": "Folders are at most 8 deep and 255 characters long in all, and cannot be moved into themselves.",
    "workbench.too_many_connections": "An account keeps at most 2,000 connections and folders.",
    "workbench.bad_passphrase": "The passphrase does not open the private key.",
    "workbench.used_as_jump": "Other connections go through this one; change them first. `facts.connections` names them.",
    "workbench.host_key_not_found": "There is no such saved host key.",
    "workbench.command_not_found": "There is no such quick command.",
    "workbench.too_many_commands": "An account keeps at most 1,000 quick commands.",
    "workbench.history_not_found": "There is no such command in the history.",
    "workbench.desk_too_large": "The arrangement of the workbench is larger than 256 KB.",
    "workbench.import_unreadable": "The files are damaged or in no format that is known here.",
    "workbench.import_too_large": "The files are too many or too large: at most 8 MB and 2,000 connections at once.",
    "workbench.import_passphrase": "The passphrase does not open this export.",
    "workbench.bad_pack": "The archive is damaged, or a member of it may not be unpacked; `detail` says which.",
    "workbench.bad_path": "A path is absolute or begins with `~`, and is at most 4,096 bytes long.",
    "workbench.connection_busy": "The machine opens no further channel on this connection; end something else first.",
    "workbench.copy_into_itself": "A folder cannot be copied into itself.",
    "workbench.copy_not_found": "There is no such copy of yours.",
    "workbench.file_changed": "The file has been changed since it was read; `facts.version` is what it is now.",
    "workbench.file_exists": "There is a file of this name already; `facts` says how large and how old it is.",
    "workbench.file_failed": "The machine could not do it; `facts.said` holds its own words.",
    "workbench.file_not_found": "There is no such file or folder on the machine.",
    "workbench.is_a_folder": "That is a folder, and a file was wanted.",
    "workbench.no_space": "The machine's disk is full, or its quota is used up.",
    "workbench.not_a_file": "That is a device or a pipe, which cannot be read as a file.",
    "workbench.not_a_folder": "That is a file, and a folder was wanted.",
    "workbench.not_a_picture": "The file is no PNG, JPEG, GIF, WebP or BMP picture.",
    "workbench.not_deletable": "The root folder, the home folder, and what holds it are not deleted from here.",
    "workbench.not_encodable": "The text has characters that this encoding does not; choose UTF-8.",
    "workbench.permission_denied": "The machine does not permit this to the account that is logged in there.",
    "workbench.picture_too_large": "Only pictures of up to 20 MB are shown; download it instead.",
    "workbench.text_too_large": "Only texts of up to 5 MB are edited here.",
    "workbench.too_many_files": "More files or deeper folders than can be worked through at once.",
    "workbench.transfers_busy": "As many transfers or requests as a session may have are under way; wait for the seconds in Retry-After.",
    "workbench.upload_not_found": "No such upload has begun; begin it again.",
    "workbench.upload_begun": "Part of this file has come at an earlier time: resume it, or overwrite it.",
    "workbench.upload_offset": "The upload goes on at `facts.offset`.",
    "workbench.upload_size": "Other bytes arrived than were announced; begin the upload again.",
    "workbench.terminal_not_found": "There is no such terminal of yours.",
    "workbench.too_many_terminals": "The SSH session has as many terminals as it may have; close one first.",
    "workbench.terminal_refused": "The machine gives this session no terminal; it may allow only so many, or none at all.",
    "workbench.terminal_over": "No shell runs in this terminal any more.",
    "workbench.recordings_full": "The recordings of one account may not take more space; delete some first.",
    "workbench.recording_not_found": "There is no such recording of yours.",
    "workbench.still_recording": "The recording is still going on; end it first.",
    "workbench.tunnel_not_found": "There is no such open tunnel.",
    "workbench.tunnel_refused": "A tunnel leads to a host name or an address, and never to link-local addresses or a cloud's metadata service.",
    "workbench.tunnel_failed": "This server could not listen for the tunnel; its log says why.",
    "workbench.too_many_tunnels": "A session has at most 32 open tunnels; close one first.",
    "workbench.bad_process": "A signal goes to one process, never to the first one, to a group or to all of them.",
    "workbench.process_gone": "The process has ended already, or its number belongs to another one now.",
    "workbench.process_forbidden": "The account that is logged in there may not send signals to this process.",
    "workbench.signal_failed": "The machine did not send the signal; `kill` may be missing there.",
    "install.unsupported": "This machine cannot run the real engine; the message says what is missing.",
    "install.failed": "A step of the installation failed; the message holds what the tool said.",
}


class DomainError(Exception):
    """Root of the tree. `facts` must be JSON-ready and hold nothing secret."""

    status: ClassVar[int] = 500

    def __init__(self, code: str, detail: str = "", *, retry_after: int | None = None, **facts: Any) -> None:
        self.code = code
        self.detail = detail or CODES[code]
        self.retry_after = retry_after
        self.facts = facts
        super().__init__(f"{code}: {self.detail}")


class Invalid(DomainError):
    status = 422


class Unauthorized(DomainError):
    status = 401


class Forbidden(DomainError):
    status = 403


class NotFound(DomainError):
    status = 404


class Conflict(DomainError):
    status = 409


class TooMany(DomainError):
    status = 429


class Unavailable(DomainError):
    status = 503


class EngineError(DomainError):
    """What an engine can answer. `code` has a default so that adapters raise with a sentence alone."""

    default_code: ClassVar[str] = "engine.refused"

    def __init__(
        self, detail: str = "", *, code: str = "", retry_after: int | None = None, **facts: Any
    ) -> None:
        super().__init__(code or self.default_code, detail, retry_after=retry_after, **facts)


class EngineUnavailable(EngineError):
    status = 503
    default_code = "engine.unavailable"


class EngineRefused(EngineError):
    status = 409
    default_code = "engine.refused"


class PoolFull(EngineRefused):
    default_code = "engine.pool_full"


class EngineGone(EngineError):
    status = 404
    default_code = "engine.gone"
