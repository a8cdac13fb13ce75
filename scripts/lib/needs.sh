# What the tests need beyond Rust: PostgreSQL's server, Chromium with its driver, axe-core and a provider of sign-ins (from
# npm), and a mail server, a reader of signatures and a store of files written by others (from PyPI).

# The folder that holds initdb and pg_ctl, or nothing. Debian keeps them off the PATH, one folder a version.
postgres_folder() {
  local found
  found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  [ -n "$found" ] || found=$(dirname "$(command -v initdb)" 2>/dev/null) || return 0
  [ -x "$found/initdb" ] && [ -x "$found/pg_ctl" ] && echo "$found"
  return 0
}

# The Debian packages that are missing on this machine, in one line.
missing_packages() {
  local missing=()
  [ -n "$(postgres_folder)" ] || missing+=(postgresql)
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
  command -v chromedriver >/dev/null || missing+=(chromium-driver)
  command -v npm >/dev/null || missing+=(npm)
  # Debian keeps out of python3 what makes a folder of Python's own.
  python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
  echo "${missing[*]}"
}

# Installs what is missing as root; for anybody else it prints the one command and ends.
# Recommended packages stay out: with them apt upgrades parts of the system that have nothing to do with the tests.
install_needs() {
  local packages
  packages=$(missing_packages)
  [ -n "$packages" ] || return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests need some programs that are not here. Install them, then run scripts/test again:" >&2
    echo "  sudo apt-get install -y --no-install-recommends $packages" >&2
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # shellcheck disable=SC2086  # a list of package names
  apt-get install -y -qq --no-install-recommends $packages >/dev/null
}

# Puts axe-core, exactly as the lock file names it, into tests/browser/node_modules.
install_axe() {
  local folder=$1/tests/browser
  [ -f "$folder/node_modules/axe-core/axe.min.js" ] && [ ! "$folder/package-lock.json" -nt "$folder/node_modules/.package-lock.json" ] && return 0
  (cd "$folder" && npm ci --ignore-scripts --loglevel=error)
}

# Puts oidc-provider, and what it needs, exactly as the lock file names it all, into tests/openid/node_modules.
install_openid() {
  local folder=$1/tests/openid
  [ -d "$folder/node_modules/oidc-provider" ] && [ ! "$folder/package-lock.json" -nt "$folder/node_modules/.package-lock.json" ] && return 0
  (cd "$folder" && npm ci --ignore-scripts --loglevel=error)
}

# Puts the packages of both requirements.txt into the folder "python" of the target folder, which is given second.
install_python() {
  local mail=$1/tests/mail/requirements.txt files=$1/tests/web/attachments/requirements.txt folder=$2/python
  cat "$mail" "$files" | cmp -s - "$folder/installed" && return 0
  rm -rf "$folder"
  python3 -m venv "$folder"
  "$folder/bin/python3" -m pip install --quiet --disable-pip-version-check --requirement "$mail" --requirement "$files"
  cat "$mail" "$files" >"$folder/installed"
}
