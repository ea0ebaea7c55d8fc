from __future__ import annotations

from collections.abc import Iterator

import pytest
from builders.hub_server import HubServer, MadeHub, running_hub_server


@pytest.fixture(scope="session")
def hub_server() -> Iterator[HubServer]:
    with running_hub_server() as server:
        yield server


@pytest.fixture
def made_hub(hub_server: HubServer) -> MadeHub:
    return hub_server.hub()
