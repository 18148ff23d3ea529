"""The pack as staff look through it (资料库), and the box in which they try questions (问一问)."""
