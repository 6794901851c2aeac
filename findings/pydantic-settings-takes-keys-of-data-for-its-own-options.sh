#!/bin/sh
# pydantic-settings 2.16.3 (pydantic 2.14.3, CPython 3.11)
# Guess before the run: BaseSettings(**values) with extra="forbid" refuses every key that is no field,
#   as BaseModel does: a settings file's typing error becomes a message.
# Seen: `_env_file` among the values is taken for an option of the class itself: the file that it
#   names is read, and its values count. Any other unknown key is refused.
# Output seen: BaseModel refuses _env_file; BaseSettings reads it: limit 7
# It matters where values come from a file: pass them through a source of their own instead, as
#   InitSettingsSource(cls, values) in settings_customise_sources.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pydantic-settings==2.16.3 pydantic==2.14.3
cd "$folder"
echo "LIMIT=7" > other.env
venv/bin/python - <<'PY'
from pydantic import BaseModel, ValidationError
from pydantic_settings import BaseSettings

class Plain(BaseModel, extra="forbid"):
    limit: int = 1

class Settings(BaseSettings, extra="forbid"):
    limit: int = 1

values = {"_env_file": "other.env"}  # as tomllib reads it
try:
    Plain(**values)
    raise AssertionError("BaseModel takes it")
except ValidationError:
    pass
try:
    Settings(**{"unknown": 1})
    raise AssertionError("another unknown key is taken")
except ValidationError:
    pass
found = Settings(**values)
print(f"BaseModel refuses _env_file; BaseSettings reads it: limit {found.limit}")
assert found.limit == 7, "the option is no longer taken from among the values"
PY
