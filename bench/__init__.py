"""Measurements of the promises that the documents make. Each module has `async def run() -> list[Row]`."""
