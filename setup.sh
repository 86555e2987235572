#!/bin/sh
# Makes .venv of Python 3.13 from requirements.lock, with the members named as arguments installed editable.
# Any Python of 3.9 or newer on PATH fetches the uv that is pinned there, and uv finds a 3.13 or downloads one.
# PYTHON, where it is set, is that 3.13.
set -eu
cd "$(dirname "$0")"

# Another Python chosen for the shell: pyenv's shims would refuse the one that .python-version names.
unset PYENV_VERSION

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
trap 'exit 1' HUP INT TERM

is_3_13() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; }

any_python() {
    IFS=:
    for folder in $PATH; do
        for python in "$folder/python3" "$folder/python" "$folder"/python3.*; do
            "$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))' >/dev/null 2>&1 && echo "$python" && return
        done
    done
    echo "There is no Python on PATH. Install any from 3.9 on; uv, which it fetches, finds or downloads 3.13." >&2
    return 1
}

fetch_uv() {
    sed -n '/^uv==/,/[^\\]$/p' requirements.lock >"$temporary/uv.txt"
    cd "$temporary" # where no .python-version makes pyenv's shims refuse
    python=${PYTHON:-$(any_python)}
    if "$python" -c 'import ensurepip' 2>/dev/null; then # Debian keeps it in a package of its own
        "$python" -m venv tools
        python=tools/bin/python
    fi
    "$python" -m pip install --quiet --disable-pip-version-check --require-hashes --target uv -r uv.txt
}

if [ -n "${PYTHON:-}" ]; then
    is_3_13 "$PYTHON" || { echo "Tasklake needs Python 3.13, and PYTHON=$PYTHON is none." >&2 && exit 1; }
    PYTHON=$("$PYTHON" -c 'import sys; print(sys.executable)')
fi
# Without .complete, .venv is Pulumi's, which makes one of the first Python it finds, or half made.
if [ -e .venv/.complete ] && is_3_13 .venv/bin/python; then
    uv=.venv/bin/uv
    rm .venv/.complete
else
    (fetch_uv)
    uv=$temporary/uv/bin/uv
    "$uv" venv --clear --python "${PYTHON:-3.13}" .venv || {
        echo "Tasklake needs Python 3.13: install it, or name it: make setup PYTHON=/path/to/python3.13" >&2
        exit 1
    }
fi
"$uv" pip sync --quiet --require-hashes --python .venv/bin/python requirements.lock
for member; do set -- "$@" -e "$member" && shift; done
"$uv" pip install --quiet --no-deps --no-build-isolation --python .venv/bin/python "$@"
touch .venv/.complete
