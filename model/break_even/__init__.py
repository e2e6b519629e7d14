"""Break-even: what would have to be true for Trainium to be the cheaper one."""

from model.break_even.break_even import BreakEven, OptionParity, break_even
from model.break_even.heat_map import HeatMap, heat_map
from model.break_even.porting import Porting, payback, porting
from model.break_even.tornado import Lever, Tornado, tornado

__all__ = [
    "BreakEven",
    "HeatMap",
    "Lever",
    "OptionParity",
    "Porting",
    "Tornado",
    "break_even",
    "heat_map",
    "payback",
    "porting",
    "tornado",
]
