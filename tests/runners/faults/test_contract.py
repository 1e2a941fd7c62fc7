"""The fault contract on this machine, with each shell that is installed."""

from __future__ import annotations

import pytest

from tests.contracts.faults import FaultContract, LeaseContract
from tests.support.shells import SHELLS
from tests.support.victims.every import DATA_VICTIMS, HOST_VICTIMS, NETWORK_VICTIMS
from tests.support.victims.network import throttled
from tests.support.victims.processes import killed

ALL = (*HOST_VICTIMS, *NETWORK_VICTIMS, *DATA_VICTIMS)


def each(*makers: object) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("make", makers, ids=lambda make: make.__name__, indirect=True)


@each(*ALL)
class TestFaultsOnDash(FaultContract):
    pass


@each(*ALL)
class TestLeasesOnDash(LeaseContract):
    pass


@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS[1:])
@each(*ALL)
class TestFaultsOnOtherShells(FaultContract):
    pass


@pytest.mark.parametrize("shell", SHELLS[1:])
@each(killed, throttled)
class TestLeasesOnOtherShells(LeaseContract):
    pass
