"""AWS's public price list: on-demand, reserved and Savings Plan rates, without credentials."""
