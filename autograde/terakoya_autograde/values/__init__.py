"""Plain values from one process to another: types in, types out, and nothing that runs.

The sender may be a stranger who replaced everything in his process. What he sends is data: the
decoder checks every length, number and name and makes values of known classes only. No pickle, no
import by name, no method of a class of his.

A message is one MessagePack thing without maps and extensions. A value is None, a truth value, a
number, a text or bytes as they are, or an array `[tag, part…]`; `codec` describes a tag, `registry`
lists them, `bulk_items` has the bulk forms. docs/reference/values.md tells which types cross.
"""

from terakoya_autograde.errors import CannotCross, ValueRefused
from terakoya_autograde.values.decoder import Decoder
from terakoya_autograde.values.encoder import Encoder
from terakoya_autograde.values.remote_references import UNKNOWN, Lent, Parameter
from terakoya_autograde.values.value_limits import ValueLimits

__all__ = ["UNKNOWN", "CannotCross", "Decoder", "Encoder", "Lent", "Parameter", "ValueLimits"]
__all__ += ["ValueRefused"]
