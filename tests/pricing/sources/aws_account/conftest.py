"""Credentials that are nobody's, and a region list short enough to read."""

import pytest

from pricing.sources import aws_types
from pricing.sources.aws_account import session


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "CROSSOVER_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI-not-a-real-secret")
    session._missing.cache_clear()


@pytest.fixture(autouse=True)
def one_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("products", "spot_history", "savings_plan_rates", "capacity_block_offers"):
        path = f"pricing.sources.aws_account.{module}"
        for name, value in (
            ("accelerator_types", ("p5.48xlarge", "trn2.48xlarge")),
            ("spot_regions", ("us-east-2",)),
            ("capacity_block_places", (("trn2.48xlarge", "us-east-2"),)),
        ):
            monkeypatch.setattr(f"{path}.{name}", lambda value=value: value, raising=False)
    assert "trn2.48xlarge" in aws_types.accelerator_types()
