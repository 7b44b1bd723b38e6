"""Files of a session's machine: look, change, fetch, send, copy. Everything that a remote host says is hostile."""
