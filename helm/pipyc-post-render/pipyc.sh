#!/bin/sh
# Runs pipyc: that of $PIPYC_BIN, else of the plugin's own bin folder, else of the PATH.
set -eu
here=$(dirname "$0")
if [ -n "${PIPYC_BIN:-}" ]; then
  pipyc=$PIPYC_BIN
elif [ -x "$here/bin/pipyc" ]; then
  pipyc=$here/bin/pipyc
elif command -v pipyc >/dev/null 2>&1; then
  pipyc=pipyc
else
  echo "error: there is no pipyc: put it on the PATH, or set PIPYC_BIN to where it is" >&2
  exit 2
fi
exec "$pipyc" "$@"
