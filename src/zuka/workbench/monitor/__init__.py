"""What a machine at the other end of a session is doing, read over one channel and without installing anything."""
