"""What runs in the emulator's own process: ministack, and what it lacks.

It imports nothing of this package but itself: boto3 alone would take longer than ministack does.
"""
