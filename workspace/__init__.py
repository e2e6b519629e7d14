"""Texts that people keep on the server under an address nobody can guess."""

from workspace.store import NO_WORKSPACE, WorkspaceError, Workspaces, workspaces

__all__ = ["NO_WORKSPACE", "WorkspaceError", "Workspaces", "workspaces"]
