"""What AWS answers somebody with credentials, from the bytes of its wire formats on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import botocore.parsers
import botocore.session

from pricing.fetch.errors import FetchError
from pricing.sources.aws_account import (
    capacity_block_offers,
    products,
    savings_plan_rates,
    spot_history,
)
from pricing.sources.aws_account.session import errors_for_people
from pricing.sources.parsed import SourceRefused
from tests.fuzz.target import Shape, Target
from tests.pricing.quotes import NOW
from tests.pricing.sources.aws_account import answers as wire


@cache
def _reader(service: str, operation: str) -> Callable[[bytes], Any]:
    """What botocore makes of the body of an operation's answer."""
    model = botocore.session.get_session().get_service_model(service)
    parser = botocore.parsers.create_parser(model.metadata["protocol"])
    shape = model.operation_model(operation).output_shape

    def read(body: bytes) -> Any:
        return parser.parse({"status_code": 200, "headers": {}, "body": body}, shape)

    return read


def read_products(data: bytes) -> None:
    """Products of the Price List API."""
    with errors_for_people("products", products.ACTION):
        items = _reader("pricing", "GetProducts")(data)["PriceList"]
    products.parse(items, "asked", NOW)


def read_spot(data: bytes) -> None:
    """Spot prices of EC2."""
    with errors_for_people("spot", spot_history.ACTION):
        items = _reader("ec2", "DescribeSpotPriceHistory")(data)["SpotPriceHistory"]
    spot_history.parse(items, "us-east-2", "asked", NOW)


def read_blocks(data: bytes) -> None:
    """Capacity Blocks on offer, and the quotes of them."""
    with errors_for_people("blocks", capacity_block_offers.ACTION):
        page = _reader("ec2", "DescribeCapacityBlockOfferings")(data)
        items = page["CapacityBlockOfferings"]
    found = capacity_block_offers.parse(items, "us-east-2")
    if found:
        capacity_block_offers._quotes(found, "asked", NOW)


def read_plans(data: bytes) -> None:
    """Rates of Savings Plans."""
    with errors_for_people("plans", savings_plan_rates.ACTION):
        items = _reader("savingsplans", "DescribeSavingsPlansOfferingRates")(data)["searchResults"]
    savings_plan_rates.parse(items, "asked", NOW)


REFUSED = (SourceRefused, FetchError)
_RESERVED = wire.reserved("1yr", "Partial Upfront", ("Hrs", "12.5"), ("Quantity", "100000"))
_TERMS = {"OnDemand": {"a": wire.term({}, ("Hrs", "55.04"))}, "Reserved": {"b": _RESERVED}}
_SPOT = wire.spot_prices(wire.spot_price("12.5"), wire.spot_price("60.1", "use2-az1", kind="p5"))
_BLOCKS = wire.block_offers(wire.block_offer(), wire.block_offer(fee="1700", hours=48, minutes=30))
_RATES = wire.rates(wire.rate("31.5"), wire.rate("20.1", plan="EC2Instance", years=3))
TARGETS = (
    Target(
        "aws_price_list_api",
        read_products,
        (wire.price_list(wire.product(), wire.product(terms=_TERMS)).body,),
        Shape.JSON,
        REFUSED,
    ),
    Target("aws_spot_history", read_spot, (_SPOT.body,), Shape.BYTES, REFUSED),
    Target("aws_capacity_blocks", read_blocks, (_BLOCKS.body,), Shape.BYTES, REFUSED),
    Target("aws_savings_plans", read_plans, (_RATES.body,), Shape.JSON, REFUSED),
)
