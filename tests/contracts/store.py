"""What must hold for every store that a ledger writes to."""

from __future__ import annotations

from collections import Counter

import pytest

from measurements.events import WriteOutcome
from measurements.ledger import payload
from runners.ledgers.store import Page, Store, StoreError

DRILL, LEDGER = "d-contract", "orders"


async def pages(store: Store, chunk: int = 100) -> list[Page]:
    """Return a whole read-back."""
    return [page async for page in store.read_all(chunk)]


class StoreContract:
    """Inherited by one test class per store; each gives a fixture `store` that is empty and has no table.

    `again` is another store of the same drill and ledger, as a runner has it that comes later.
    """

    copies = 2
    """How often a number stands that was written twice; once where a key tells that it was there already."""

    async def test_what_is_acknowledged_is_there_with_its_payload(self, store: Store) -> None:
        await store.create()
        outcomes = [(await store.insert(number)).outcome for number in range(1, 6)]
        assert outcomes == [WriteOutcome.OK] * 5
        rows = [row for page in await pages(store) for row in page.rows]
        assert [(row.number, row.payload) for row in rows] == [(n, payload(DRILL, LEDGER, n)) for n in range(1, 6)]

    async def test_positions_rise_in_the_order_of_insertion(self, store: Store) -> None:
        await store.create()
        for number in (3, 1, 2):
            await store.insert(number)
        rows = [row for page in await pages(store) for row in page.rows]
        assert [row.number for row in sorted(rows, key=lambda row: row.position)] == [3, 1, 2]

    async def test_a_number_may_stand_twice(self, store: Store) -> None:
        await store.create()
        await store.insert(7)
        await store.insert(7)
        assert Counter(row.number for page in await pages(store) for row in page.rows) == {7: self.copies}

    async def test_a_fence_keeps_what_is_there_and_lets_new_writes_in(self, store: Store) -> None:
        await store.create()
        await store.insert(1)
        await store.fence()
        assert (await store.insert(2)).outcome is WriteOutcome.OK
        await store.fence()
        assert [row.number for page in await pages(store) for row in page.rows] == [1, 2]

    async def test_a_new_store_finds_what_was_fenced(self, store: Store, again: Store) -> None:
        await store.create()
        await store.insert(1)
        await store.fence()
        await again.create()
        assert [row.number for page in await pages(again) for row in page.rows] == [1]
        await again.fence()
        assert [row.number for page in await pages(again) for row in page.rows] == [1]
        await again.drop()
        with pytest.raises(StoreError):
            await pages(store)

    async def test_without_a_table_there_is_nothing_to_fence(self, store: Store) -> None:
        with pytest.raises(StoreError):
            await store.fence()

    async def test_making_the_table_again_keeps_what_is_there(self, store: Store) -> None:
        await store.create()
        await store.insert(1)
        await store.create()
        assert sum(len(page.rows) for page in await pages(store)) == 1

    async def test_a_read_back_comes_in_pages_and_says_from_where(self, store: Store) -> None:
        await store.create()
        for number in range(7):
            await store.insert(number)
        found = await pages(store, chunk=3)
        assert [len(page.rows) for page in found] == [3, 3, 1]
        assert all(page.source for page in found)

    async def test_an_empty_table_is_one_empty_page(self, store: Store) -> None:
        await store.create()
        assert [page.rows for page in await pages(store)] == [()]

    async def test_without_a_table_a_write_is_certainly_not_done(self, store: Store) -> None:
        assert (await store.insert(1)).outcome is WriteOutcome.FAIL

    async def test_without_a_table_there_is_nothing_to_read(self, store: Store) -> None:
        with pytest.raises(StoreError):
            await pages(store)

    async def test_a_dropped_table_is_gone_and_may_be_dropped_again(self, store: Store) -> None:
        await store.create()
        await store.drop()
        await store.drop()
        with pytest.raises(StoreError):
            await pages(store)
