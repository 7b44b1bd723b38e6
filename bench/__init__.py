"""Measurements of the promises that the documents make. Each module has `def run() -> list[Row]`."""
