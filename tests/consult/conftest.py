from __future__ import annotations

from pathlib import Path

import pytest

from nosograph.assembly import consultation
from nosograph.consult.diagnose import Consultation
from nosograph.knowledge.release import current_release
from nosograph.settings import Settings


@pytest.fixture(scope="session")
def mini(mini_home: Path) -> Consultation:
    """Return everything that answers a presentation, over the tiny world."""
    settings = Settings.from_environment({"NOSOGRAPH_HOME": str(mini_home)})
    return consultation(settings, current_release(mini_home))
