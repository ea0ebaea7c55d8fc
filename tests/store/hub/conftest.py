"""A hub of its own for each test; the server is one for all."""

from __future__ import annotations

import pytest
from builders.hub_server import HubServer, MadeHub

from gridcounter.store.hub.access import HubAccess


@pytest.fixture
def made(hub_server: HubServer) -> MadeHub:
    return hub_server.hub()


@pytest.fixture
def access(made: MadeHub) -> HubAccess:
    """Of the first desk of an office."""
    return made.office()


@pytest.fixture(scope="module")
def common(hub_server: HubServer) -> tuple[HubAccess, HubAccess]:
    """A desk and the city of one hub, for tests in which nothing is let in."""
    made = hub_server.hub()
    return made.office(), made.city()
