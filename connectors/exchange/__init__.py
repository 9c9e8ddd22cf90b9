"""Definitions of other tools into a workspace, and a workspace's definitions out to them."""
