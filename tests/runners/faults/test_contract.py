"""The fault contract on this machine, with each shell that is installed."""

from __future__ import annotations

import pytest

from tests.contracts.faults import FaultContract, LeaseContract
from tests.support.shells import SHELLS
from tests.support.victims.every import DATA_VICTIMS, HOST_VICTIMS, NETWORK_VICTIMS
from tests.support.victims.hosts import cut_off
from tests.support.victims.network import blocked, narrowed, throttled
from tests.support.victims.processes import frozen, killed, stopped

ALL = (*HOST_VICTIMS, *NETWORK_VICTIMS, *DATA_VICTIMS)
FIRST = (killed, stopped, frozen, throttled, blocked, narrowed)
"""One of each way of working: these try the frame, and the others their own four functions."""
OTHERS = tuple(maker for maker in ALL if maker not in FIRST)


def each(*makers: object) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("make", makers, ids=lambda make: make.__name__, indirect=True)


class Brief:
    """Of the contract, what no fault can keep by the frame alone."""

    test_it_takes_is_seen_and_is_gone_after_the_undo = FaultContract.test_it_takes_is_seen_and_is_gone_after_the_undo
    test_a_begin_that_died_after_it_acted_is_undone = FaultContract.test_a_begin_that_died_after_it_acted_is_undone


@each(*FIRST)
class TestFaultsOnDash(FaultContract):
    pass


@each(*FIRST, cut_off)
class TestLeasesOnDash(LeaseContract):
    pass


@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS[1:])
@each(*FIRST)
class TestFaultsOnOtherShells(FaultContract):
    pass


@pytest.mark.parametrize("shell", SHELLS[1:])
@each(killed, throttled)
class TestLeasesOnOtherShells(LeaseContract):
    pass


@pytest.mark.slow
@each(*OTHERS)
class TestOtherFaults(Brief):
    pass


@pytest.mark.stack
@pytest.mark.parametrize("shell", SHELLS)
@each(*OTHERS)
class TestEveryOtherFaultOnEachShell(FaultContract):
    pass


@pytest.mark.stack
@each(*OTHERS)
class TestEveryOtherLease(LeaseContract):
    pass
