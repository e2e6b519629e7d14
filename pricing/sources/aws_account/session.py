"""boto3 clients within the rules of this package, and AWS's errors in words for people.

AWS's own error texts name accounts and users: they are not passed on, only what they mean.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from pricing.fetch.address import check_online, source_address
from pricing.fetch.client import USER_AGENT, Client
from pricing.fetch.errors import FetchError, TemporaryFailure
from pricing.sources.aws_places import is_region
from pricing.sources.parsed import MISSHAPEN, LayoutChanged

CREDENTIALS_HOLD_S = 600
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
UNKNOWN = frozenset(
    {"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch"}
)
DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
NOT_ENABLED = frozenset({"AuthFailure", "OptInRequired"})
THROTTLED = frozenset(
    {"Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequestsException"}
)


def missing() -> str:
    """Why AWS cannot be asked with credentials on this machine; empty when it can."""
    return _missing(int(time.monotonic() // CREDENTIALS_HOLD_S))


@lru_cache(maxsize=1)
def _missing(_: int) -> str:
    """Looked up anew every ten minutes only: the chain may ask the instance's metadata service."""
    import botocore.session
    from botocore.exceptions import BotoCoreError

    try:
        session = botocore.session.get_session()
        session.set_config_variable("metadata_service_timeout", 1)
        session.set_config_variable("metadata_service_num_attempts", 1)
        found = session.get_credentials()
    except BotoCoreError as error:
        return f"the AWS credentials cannot be used ({type(error).__name__})"
    return "" if found else "no AWS credentials on this machine"


def aws_client(client: Client, service: str, region: str, source: str) -> Any:
    """A boto3 client of one service in one region.

    Args:
        client: whose limits hold.
        service: boto3's name of the service.
        region: where it is asked.
        source: name of the source; `CROSSOVER_<SOURCE>_URL` moves its endpoint.

    Raises:
        FetchError: offline, no region of AWS's, or an endpoint that is neither TLS nor on loopback.
    """
    check_online()
    # The region becomes part of a host's name, and a user's own file of prices can name any.
    if not is_region(region):
        raise FetchError(f"{region[:40]!r} is no region of AWS's")
    import boto3
    from botocore.config import Config

    published = f"https://{service}.{region}.amazonaws.com"
    address = source_address(source, published)
    limits = client.limits
    return boto3.session.Session().client(
        service,
        region_name=region,
        endpoint_url=None if address == published else address,
        config=Config(
            connect_timeout=limits.connect_s,
            read_timeout=limits.silence_s,
            retries={"mode": "standard", "total_max_attempts": limits.attempts},
            user_agent_extra=USER_AGENT,
        ),
    )


@contextmanager
def errors_for_people(what: str, action: str) -> Iterator[None]:
    """Turn what boto3 raises into a `FetchError` that says what to do, or a `LayoutChanged`.

    Args:
        what: what was asked, e.g. `EC2 spot prices in us-east-2`.
        action: the IAM action it needs, e.g. `ec2:DescribeSpotPriceHistory`.
    """
    from botocore.exceptions import (
        BotoCoreError,
        ClientError,
        ConnectionError,
        HTTPClientError,
        NoCredentialsError,
    )
    from botocore.parsers import ResponseParserError

    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))[:60]
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        said = _in_words(code, action)
        temporary = code in THROTTLED or (isinstance(status, int) and status >= 500)
        raise (TemporaryFailure if temporary else FetchError)(f"{what}: {said}") from None
    except NoCredentialsError:
        raise FetchError(f"{what}: no AWS credentials on this machine") from None
    except (ConnectionError, HTTPClientError):
        raise TemporaryFailure(f"{what}: no connection, or no answer in time") from None
    except BotoCoreError as error:
        raise FetchError(f"{what}: {type(error).__name__}") from None
    except ResponseParserError:  # an error page of something in between, most of the time
        raise TemporaryFailure(f"{what}: the answer is not in AWS's format") from None
    # RuntimeError is what botocore raises of a time it cannot read.
    except (*MISSHAPEN, RuntimeError) as error:
        raise LayoutChanged(f"{what}: not in AWS's format ({type(error).__name__})") from None


def _in_words(code: str, action: str) -> str:
    if code in EXPIRED:
        return "the AWS credentials have expired; sign in again"
    if code in UNKNOWN:
        return "AWS does not know these credentials"
    if code in DENIED:
        return f"these AWS credentials may not do {action}; add it to their policy"
    if code in NOT_ENABLED:
        return "this region is not enabled for the account, or the credentials are not valid there"
    if code in THROTTLED:
        return "AWS asks to be left alone for a while (throttled)"
    return f"AWS refused ({code or 'no reason given'})"
