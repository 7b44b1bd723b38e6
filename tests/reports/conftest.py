"""An open shop, a renter and an operator, as the tests of instances have them."""

from __future__ import annotations

from instances.conftest import host_ids, new_renter, operator, renter

__all__ = ["host_ids", "new_renter", "operator", "renter"]
