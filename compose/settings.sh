#!/bin/sh
# Says what an optional part of the stack still needs before it starts.
# Usage: settings.sh PROFILE VARIABLE...   (a variable whose name ends with _PASSWORD stands in a URL as well)
set -eu

profile=$1
shift
refused=0
for variable in "$@"; do
  eval "value=\${$variable:-}"
  case $variable:$value in
    *:)
      echo "The profile $profile needs $variable: set it in .env, as .env.example shows." >&2
      refused=1
      ;;
    *_PASSWORD:*[!A-Za-z0-9._~-]*)
      echo "$variable may hold letters, digits and . _ ~ - only, since it stands in a URL: choose another in .env." >&2
      refused=1
      ;;
  esac
done
exit "$refused"
