"""The manifests for Kubernetes: right by its own schemas, shut as `restricted` is, and true to the program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import kubernetes_validate  # pyright: ignore[reportMissingTypeStubs]
import pytest
from ruamel.yaml import YAML

from scenarios.problems import Problems
from service.settings import read_settings

FOLDER: Final = Path(__file__).parents[2] / "docker" / "kubernetes"
VERSION: Final = "1.30"


def documents() -> list[dict[str, Any]]:
    """Return every object of the folder but kustomize's own."""
    files = sorted(path for path in FOLDER.glob("*.yaml") if path.name != "kustomization.yaml")
    return [one for path in files for one in every_in(path)]


def every_in(path: Path) -> Iterator[Any]:
    return YAML(typ="safe", pure=True).load_all(path.read_text(encoding="utf-8"))  # pyright: ignore[reportUnknownMemberType]  without stubs


EVERY: Final = documents()


def named(one: dict[str, Any]) -> str:
    return f"{one['kind']}/{one['metadata']['name']}"


def pods() -> dict[str, dict[str, Any]]:
    """Return the specification of every pod that is made, by who makes it."""
    found = dict[str, dict[str, Any]]()
    for one in EVERY:
        spec = one.get("spec", {})
        template = spec.get("jobTemplate", {}).get("spec", spec).get("template")
        if template:
            found[named(one)] = {**template["spec"], "labels": template["metadata"]["labels"]}
    return found


def made_from(one: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the claims that a set makes for each of its pods."""
    return one.get("spec", {}).get("volumeClaimTemplates", [])


def containers() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, pod in pods().items():
        for each in [*pod["containers"], *pod.get("initContainers", [])]:
            yield f"{name}/{each['name']}", each


@pytest.mark.parametrize("one", EVERY, ids=named)
def test_kubernetes_schema_takes_it_and_no_field_is_unknown(one: dict[str, Any]) -> None:
    kubernetes_validate.validate(one, VERSION, strict=True)


def test_the_schema_refuses_a_field_that_there_is_not() -> None:
    wrong: dict[str, Any] = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "x"}, "spec": {"prots": []}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSION, strict=True)


def test_kustomize_takes_every_file() -> None:
    (told,) = every_in(FOLDER / "kustomization.yaml")
    there = {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert set(told["resources"]) == there
    assert {named(one) for one in EVERY if one["kind"] != "Namespace" and "namespace" not in one["metadata"]} == set()


@pytest.mark.parametrize("name", pods())
def test_a_pod_is_of_the_profile_restricted_and_may_ask_the_cluster_for_nothing(name: str) -> None:
    pod = pods()[name]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert (pod["automountServiceAccountToken"], pod["enableServiceLinks"]) == (False, False)
    kinds = {next(key for key in volume if key != "name") for volume in pod.get("volumes", [])}
    assert kinds <= {"configMap", "emptyDir", "secret", "persistentVolumeClaim"}


@pytest.mark.parametrize(("name", "container"), list(containers()), ids=lambda one: one if isinstance(one, str) else "")
def test_a_container_writes_nowhere_but_where_it_was_told_and_has_limits(name: str, container: dict[str, Any]) -> None:
    del name
    shut = container["securityContext"]
    assert (shut["allowPrivilegeEscalation"], shut["readOnlyRootFilesystem"]) == (False, True)
    assert shut["capabilities"] == {"drop": ["ALL"]}
    assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
    assert "memory" in container["resources"]["limits"]


@pytest.mark.parametrize("name", pods())
def test_whatever_is_mounted_or_claimed_is_there(name: str) -> None:
    pod = pods()[name]
    templates = {
        one["metadata"]["name"] for each in EVERY for one in each.get("spec", {}).get("volumeClaimTemplates", [])
    }
    volumes = {volume["name"] for volume in pod.get("volumes", [])} | templates
    for each in [*pod["containers"], *pod.get("initContainers", [])]:
        assert {mount["name"] for mount in each["volumeMounts"]} <= volumes
    claims = {one["metadata"]["name"] for one in EVERY if one["kind"] == "PersistentVolumeClaim"}
    maps = {one["metadata"]["name"] for one in EVERY if one["kind"] == "ConfigMap"}
    for volume in pod.get("volumes", []):
        assert volume.get("persistentVolumeClaim", {}).get("claimName") in {None, *claims}
        assert volume.get("configMap", {}).get("name") in {None, *maps}


@pytest.mark.parametrize("kind", ["PodDisruptionBudget", "Service"])
def test_who_is_chosen_by_labels_is_there(kind: str) -> None:
    labels = [pod["labels"] for pod in pods().values()]
    chosen = [one for one in EVERY if one["kind"] == kind]
    assert len(chosen) == 2
    for one in chosen:
        wanted = one["spec"]["selector"].get("matchLabels", one["spec"]["selector"])
        assert any(wanted.items() <= each.items() for each in labels), named(one)


def test_nothing_comes_in_or_goes_out_but_what_is_named() -> None:
    policies = {one["metadata"]["name"]: one["spec"] for one in EVERY if one["kind"] == "NetworkPolicy"}
    assert policies["nothing"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert "ingress" not in policies["worker"]
    everywhere = re.compile(r"^(0\.0\.0\.0|::)/0$")
    for spec in policies.values():
        for rule in [*spec.get("ingress", []), *spec.get("egress", [])]:
            peers = rule.get("from", rule.get("to", []))
            assert peers
            assert not [peer for peer in peers if everywhere.match(peer.get("ipBlock", {}).get("cidr", ""))]


@pytest.mark.parametrize("name", ["drillproof.yaml", "worker.yaml"])
def test_the_settings_are_what_the_program_takes(name: str, tmp_path: Path) -> None:
    (told,) = (one["data"] for one in EVERY if named(one) == "ConfigMap/drillproof")
    file = tmp_path / name
    file.write_text(told[name], encoding="utf-8")
    settings = read_settings(file, environ={})
    assert (settings.runners, settings.log.form) == ("queue", "json")
    file.write_text(told[name] + "\nunknown: 1\n", encoding="utf-8")
    with pytest.raises(Problems):
        read_settings(file, environ={})
