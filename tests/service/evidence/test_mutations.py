"""Single forgeries of signed bundles: every one is found, and what was touched is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.evidence import exit_code, verify
from service.evidence.rendering import Remembering, Render
from service.keys import Key, Trust, new_key
from tests.support.forging.forgeries import Mended
from tests.support.forging.honest import Honest, bundle_of, honest_bundles, trust_in
from tests.support.forging.trying import BUNDLE, Tried, draw, tried

FEW, MANY = 60, 300


@dataclass(frozen=True, kw_only=True)
class Firm:
    """A firm's bundles and key, and somebody who would like them to say something else."""

    folder: Path
    key: Key
    forger: Key
    bundles: list[Honest]
    render: Render

    @property
    def trust(self) -> Trust:
        return trust_in(self.key)

    def results(self, count: int, seed: int) -> Iterable[Tried]:
        return (
            tried(one, self.trust, self.folder, self.render) for one in draw(count, seed, self.bundles, self.forger)
        )


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Firm:
    folder = tmp_path_factory.mktemp("firm")
    key, forger = new_key(folder / "operator.pem"), new_key(folder / "forger.pem")
    return Firm(
        folder=folder, key=key, forger=forger, bundles=honest_bundles(folder, key, few=True), render=Remembering()
    )


def all_found(results: Iterable[Tried]) -> None:
    missed = [one for one in results if not (one.found and one.named)]
    told = [f"{one.forgery.kind} ({one.forgery.mended}, {one.forgery.bundle}): {one.told}" for one in missed]
    assert told == []


def test_an_honest_bundle_passes_with_the_key_that_signed_it_and_is_not_proved_without(firm: Firm) -> None:
    for one in firm.bundles:
        place = firm.folder / BUNDLE
        place.write_bytes(bundle_of(one.files))
        assert exit_code(verify(place, firm.trust)) == 0, one.name
        assert exit_code(verify(place)) == 2, one.name


def test_sixty_forgeries_are_found_and_named(firm: Firm) -> None:
    all_found(firm.results(FEW, 1))


def test_whichever_file_is_taken_away_is_missed_and_named_though_the_key_is_known_from_elsewhere(firm: Firm) -> None:
    honest = firm.bundles[0]
    told = {name: verified_without(firm, honest, name) for name in honest.files}
    assert [name for name, said in told.items() if not any(name in one for one in said)] == []


def verified_without(firm: Firm, honest: Honest, name: str) -> list[str]:
    """Return what is said of a bundle that lacks one file; nothing where it passes."""
    place = firm.folder / BUNDLE
    place.write_bytes(bundle_of({one: content for one, content in honest.files.items() if one != name}))
    checks = verify(place, firm.trust, firm.render)
    wrong = [f"{one.file} {one.told.en}" for check in checks for one in check.wrong]
    return [*wrong, *(check.detail.en for check in checks if check.status == "absent" and check.essential)]


@pytest.mark.slow(50)
def test_three_hundred_forgeries_are_found_and_named(firm: Firm) -> None:
    all_found(firm.results(MANY, 2))


@pytest.mark.slow(50)
def test_hashes_in_the_same_file_find_nothing_once_the_forger_has_made_them_anew(firm: Firm) -> None:
    mended = [one for one in firm.results(MANY, 3) if one.forgery.mended is not Mended.NOTHING]
    assert all(one.found for one in mended)
    assert not any(one.by_list for one in mended)
