"""AWS instance types with accelerators, by the families their names begin with."""

from __future__ import annotations

import re

ACCELERATED = re.compile(r"^(p\d|g\d|trn\d|inf\d|dl\d)")
