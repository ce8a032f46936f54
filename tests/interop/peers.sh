# OpenTelemetry's SDKs for Python and JavaScript, for a script that sources this file: INTEROP_PYTHON is the interpreter that has the one, and
# what lies below this folder finds the other. Needs python 3 with venv, node 20 and npm.
# shellcheck shell=bash

peers_folder="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
npm ci --prefix "$peers_folder" --ignore-scripts --no-audit --no-fund --silent
peers_venv="${CARGO_TARGET_DIR:-$peers_folder/../../target}/interop-python"
[ -x "$peers_venv/bin/python" ] || python3 -m venv "$peers_venv"
"$peers_venv/bin/pip" install --quiet --disable-pip-version-check -r "$peers_folder/requirements.txt"
export INTEROP_PYTHON="$peers_venv/bin/python"
