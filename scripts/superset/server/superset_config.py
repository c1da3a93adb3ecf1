"""Settings of the Superset that `make superset` starts; Superset reads them."""

import os
from pathlib import Path

# Metadata, key and password: scripts/superset/__main__.py makes the folder.
STATE = Path(os.environ["SUPERSET_HOME"])
SECRET_KEY = (STATE / "secret_key").read_text(encoding="utf-8")
SQLALCHEMY_DATABASE_URI = f"sqlite:///{STATE / 'superset.db'}"
# Results are not kept: after a publish the next question is of the new copy.
CACHE_CONFIG = DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
RATELIMIT_STORAGE_URI = "memory://"
# A server on the loopback address has no certificate, and needs none.
TALISMAN_ENABLED = False
ROW_LIMIT = 10_000
