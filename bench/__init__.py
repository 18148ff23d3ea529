"""The benchmarks: how fast the service answers over its webhook, next to a peer in the same run."""
