"""What one desk pushes the others pull, each entry once, in the order of its device."""

from __future__ import annotations

from builders.hub_builders import SIGNATURE, SIGNER, Chain
from builders.hub_server import MadeHub

from gridcounter.store.hub.access import HubAccess
from gridcounter.store.hub.client import Hub, HubHead, PulledBox


def pulled(chain: Chain, first: int, last: int) -> list[PulledBox]:
    return [PulledBox(seq, *chain.box(seq)) for seq in range(first, last + 1)]


def test_what_one_desk_pushes_another_pulls(made: MadeHub, access: HubAccess) -> None:
    chain = Chain()
    with Hub(access) as hub:
        assert chain.push(hub, 1, 5) == 5
    with Hub(made.desk(access)) as other:
        assert other.heads() == {chain.device: HubHead(5, chain.box(5)[0], SIGNER, SIGNATURE)}
        assert other.pull(chain.device, 0, 3) == pulled(chain, 1, 3)
        assert other.pull(chain.device, 3, 100) == pulled(chain, 4, 5)
        assert other.pull(chain.device, 5, 100) == other.pull("no such device", 0, 100) == []
