"""JupyterLab behind the platform's gateway, as root in the renter's own machine."""

import pathlib

c = get_config()  # noqa: F821

c.ServerApp.sock = "/run/jupyter/server.sock"
c.ServerApp.open_browser = False
c.ServerApp.root_dir = "/root"
c.ServerApp.allow_root = True
# The gateway serves it under the machine's own host name, which only the gateway knows. The origin check stays.
c.ServerApp.allow_remote_access = True
c.ServerApp.quit_button = False
# With no kernel, no terminal and nobody looking for an hour it gives its memory back; the next visitor starts it again.
c.ServerApp.shutdown_no_activity_timeout = 3600
c.ServerApp.terminado_settings = {"shell_command": ["/bin/bash", "-l"]}
c.ServerApp.log_level = "WARN"
c.FileContentsManager.delete_to_trash = False
c.ZMQChannelsWebsocketConnection.iopub_data_rate_limit = 10_000_000

_settings = dict(
    line.split("=", 1)
    for line in pathlib.Path("/etc/zuka/jupyter.env").read_text().splitlines()
    if "=" in line
)
c.IdentityProvider.token = _settings["JUPYTER_TOKEN"]

# Nothing is asked of the network at start: no news, no search for newer versions, no catalogue of extensions.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
