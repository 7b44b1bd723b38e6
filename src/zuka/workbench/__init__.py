"""The workbench: SSH connections, terminals, files, monitor and tunnels in the browser."""
