"""The one path: a context that says who acts, `reading` and `work`, scope, records, audit."""

from yuanliu.kernel.work.context import ALL, DEPARTMENT, NONE, SELF, SUBTREE, Context, Origin, Scope

__all__ = ["ALL", "DEPARTMENT", "NONE", "SELF", "SUBTREE", "Context", "Origin", "Scope"]
