"""What a running server tells its operator: logs and metrics. Knows nothing of the app."""

from observe.logs import log_as_json
from observe.metrics import (
    RerunTimes,
    answered,
    exposition,
    log_records,
    rerun,
    rerun_times,
    set_sessions,
)

__all__ = [
    "RerunTimes",
    "answered",
    "exposition",
    "log_as_json",
    "log_records",
    "rerun",
    "rerun_times",
    "set_sessions",
]
