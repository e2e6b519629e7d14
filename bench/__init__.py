"""How fast the app is: `make bench` prints the figures and writes them to `bench.json`."""
