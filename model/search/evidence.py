"""What stands behind an estimate: runs on this chip, in this precision, of this kind."""

from __future__ import annotations

from model.calibrated import Calibration, EvidenceLevel
from model.hardware import Accelerator
from model.workload import Precision

WELL_COVERED = 12


def coverage_key(chip: str, precision: Precision, moe: bool) -> str:
    """Name of the kind of run whose number decides the evidence level."""
    return f"{chip}/{precision.value}/{'moe' if moe else 'dense'}"


def evidence(
    calibration: Calibration, chip: Accelerator, precision: Precision, moe: bool
) -> EvidenceLevel:
    """The evidence level of a kind of run, from the runs the coefficients were fitted on."""
    prefix = f"{chip.id}/"
    on_chip = sum(n for key, n in calibration.coverage.items() if key.startswith(prefix))
    same = calibration.coverage.get(coverage_key(chip.id, precision, moe), 0)
    if same >= WELL_COVERED:
        return calibration.levels["covered"]
    return calibration.levels["thin" if on_chip else "unmeasured"]
