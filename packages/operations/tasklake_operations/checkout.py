"""Where the checkout lies that the commands work on."""

from pathlib import Path
from typing import Final

REPOSITORY: Final = Path(__file__).resolve().parents[3]
