"""Letters with codes."""

from yuanliu.kernel.identity import proofs  # noqa: F401  declares send_code
