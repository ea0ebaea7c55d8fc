"""A hub of its own for each test."""

from __future__ import annotations

import pytest
from builders.hub_server import HubServer, MadeHub


@pytest.fixture
def made_hub(hub_server: HubServer) -> MadeHub:
    """Prepared, and without an office."""
    return hub_server.hub()
