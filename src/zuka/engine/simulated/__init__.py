"""A region in memory: the simulated engine, its world, and twins that fail on purpose."""
