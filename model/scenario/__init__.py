"""The scenario: what the user wants to train, on what, and how they would buy it."""

from model.purchase_option import PurchaseOption
from model.regions import ANY_REGION
from model.scenario.custom_architecture import CustomArchitecture
from model.scenario.link import Decoded, decode, encode
from model.scenario.scenario import (
    CUSTOM_MODEL,
    Scenario,
    default_scenario,
)

__all__ = [
    "ANY_REGION",
    "CUSTOM_MODEL",
    "CustomArchitecture",
    "Decoded",
    "PurchaseOption",
    "Scenario",
    "decode",
    "default_scenario",
    "encode",
]
