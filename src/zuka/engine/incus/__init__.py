"""The real engine: the engine port on one Incus server or cluster, through its REST API."""
