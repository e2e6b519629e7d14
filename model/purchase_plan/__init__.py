"""The cheapest way to buy the capacity of a run, and when the run is then done."""
