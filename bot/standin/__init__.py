"""A stand-in for WeChat's API: a server of its own on this machine, for tests, the benchmark and the demonstration.

Written from the platform's description, apart from the service's own calls, so that the two check each other.
"""
