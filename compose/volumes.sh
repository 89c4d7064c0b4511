#!/bin/sh
# Makes every named volume its service's own before that starts: a new volume belongs to root, and the services do not
# run as root. A volume that somebody else filled is left alone: it says so, and the stack does not start.
# Usage: volumes.sh FOLDER NAME=UID:GID...   (the volume NAME is mounted at FOLDER/NAME)
set -eu

folder=$1
shift
refused=0
for volume in "$@"; do
  name=${volume%%=*}
  owner=${volume#*=}
  uid=${owner%%:*}
  has=$(stat -c %u "$folder/$name")
  [ "$has" = "$uid" ] && continue
  if [ -n "$(ls -A "$folder/$name" 2>/dev/null || echo unreadable)" ]; then
    echo "The volume $name holds files of user $has, and its service runs as user $uid: it was made by another stack or version, so move what you need out of it, then run \`docker compose -f docker-compose.observability.yml down --volumes\`, which deletes all volumes of this stack, and start again." >&2
    refused=1
  else
    chown "$owner" "$folder/$name"
  fi
done
exit "$refused"
