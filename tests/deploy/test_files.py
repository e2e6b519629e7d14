"""The files of `deploy/` say the same as one another, and as the app."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.browser.server import ROOT

DEPLOY = ROOT / "deploy"
README = (DEPLOY / "README.md").read_text(encoding="utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
COMPOSE_TEXT = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
REPLICAS = {name: service for name, service in SERVICES.items() if name.startswith("app-")}


def replicas_of_nginx() -> set[str]:
    return set(re.findall(r"server (app-\S+?:\d+)", NGINX))


def test_nginx_knows_the_replicas_by_the_ports_they_listen_on() -> None:
    listening = {
        f"{name}:{service['environment']['STREAMLIT_SERVER_PORT']}"
        for name, service in REPLICAS.items()
    }
    assert len(listening) == 2
    assert listening == replicas_of_nginx()
    letters = re.findall(r'"~:(\d+)\$" (\w);', NGINX)
    assert {f"app-{letter}:{port}" for port, letter in letters} == listening
    assert set(SERVICES["nginx"]["depends_on"]) == set(REPLICAS)


def test_replicas_differ_in_nothing_but_port_and_address() -> None:
    def same(service: dict[str, Any]) -> dict[str, Any]:
        settings = {**service["environment"], "STREAMLIT_SERVER_PORT": ""}
        return {**service, "environment": settings, "networks": sorted(service["networks"])}

    first, *others = (same(service) for service in REPLICAS.values())
    assert all(other == first for other in others)


def test_only_nginx_is_believed_about_a_visitor_s_address() -> None:
    address = SERVICES["nginx"]["networks"]["inside"]["ipv4_address"]
    for service in REPLICAS.values():
        assert service["environment"]["FORWARDED_ALLOW_IPS"] == address
        shared = set(service["networks"]) & set(SERVICES["nginx"]["networks"])
        assert shared == {"inside"}


def test_only_nginx_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert SERVICES["database"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


@pytest.mark.parametrize("name", ["nginx", *REPLICAS, "refresh"])
def test_a_container_writes_nothing_but_to_memory_and_gains_no_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_every_image_is_named_by_version() -> None:
    named = [service["image"] for service in SERVICES.values()]
    named += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert [image for image in named if not re.search(r":\d+\.\d+", image)] == []


def test_no_secret_stands_in_a_file_and_each_is_asked_for() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE_TEXT))
    example = (DEPLOY / "example.env").read_text(encoding="utf-8")
    given = dict(re.findall(r"^([A-Z_]+)=(.*)$", example, re.MULTILINE))
    assert asked == set(given)
    assert {name: value for name, value in given.items() if value} == {"PORT": "8080"}
    assert "deploy/.env" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_the_image_runs_as_nobody_in_particular_and_says_whether_it_is_healthy() -> None:
    assert re.search(r"^USER \d{5}$", DOCKERFILE, re.MULTILINE)
    assert "HEALTHCHECK" in DOCKERFILE
    assert "/_stcore/health" in DOCKERFILE


def test_the_kubernetes_notes_are_yaml_and_probe_what_is_alive() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    documents = [one for block in blocks for one in yaml.safe_load_all(block)]
    (deployment,) = [one for one in documents if one.get("kind") == "Deployment"]
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    for probe in ("readinessProbe", "livenessProbe"):
        assert container[probe]["httpGet"]["path"] == "/_stcore/health"
    assert container["securityContext"]["readOnlyRootFilesystem"] is True


def test_every_metric_of_the_notes_is_one_the_app_tells() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "observe" / "metrics.py", ROOT / "api" / "observed.py")
    )
    named = {name.removesuffix("_total") for name in re.findall(r"`(crossover_[a-z_]+)", README)}
    named -= {"crossover_replica"}
    assert len(named) >= 8
    assert [name for name in named if f'"{name}"' not in sources] == []
