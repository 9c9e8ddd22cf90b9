"""`python -m connectors.cli`: the same as `retainer`."""

from connectors.cli import main

main()
