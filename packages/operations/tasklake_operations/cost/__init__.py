"""What a stack costs in a month, and what it is compared with."""
