/**
 * What an operator runs inside the VM. It reads and prints, and redacts before it prints; the first line
 * names the format that `parseGuestOutput` reads. POSIX sh, so that it runs wherever Chroma does; it
 * uses no `${}`, so that it can stand here as it is.
 */
export const guestScript = (): string => script

const script = String.raw`#!/bin/sh
# chroma-audit guest script, format 1.
# Prints what only the inside of the VM can tell about a Chroma server, and changes nothing:
#     sudo sh guest-script.sh > guest.txt
# An argument names a folder to read instead of /, such as a mounted disk.
# Values of credentials, headers, tokens, keys, secrets and passwords are not printed, nor those of
# variables that Chroma does not read. Read the output before you pass it on.

LC_ALL=C TZ=UTC
export LC_ALL TZ
root=$1

have() { command -v "$1" >/dev/null 2>&1; }
# At most 200 lines of 400 bytes, without control characters, indented so that no content looks like a heading.
body() { tr -d '\001-\010\013-\037\177' | cut -c1-400 | head -n 200 | sed -e '/^$/d' -e 's/^/  /'; }
section() { printf '== %s\n' "$1"; body; }
unavailable() { printf '== %s unavailable: %s\n' "$1" "$(printf '%s' "$2" | tr '\n' ' ' | tr -d '\001-\037\177' | cut -c1-200)"; }
bounded() {
  if have timeout; then timeout 30 "$@"; else "$@"; fi
}

# What may be shown of values; every filter below uses these.
redact='
  function secret(name) { return toupper(name) ~ /CREDENTIALS|HEADERS|TOKEN|KEY|SECRET|PASSWORD/ }
  function own(name) { return name ~ /^(CHROMA_|OTEL_)/ || name ~ /^(IS_PERSISTENT|PERSIST_DIRECTORY|ALLOW_RESET|ANONYMIZED_TELEMETRY|MIGRATIONS|RUST_LOG)$/ }
  function blank(value) { return value ~ /^[ \t]*$/ }
  function form(value) {
    if (value ~ /^[ \t]*[{][ \t]*[}][ \t]*$/) return "empty"
    if (value ~ /^[{].*[}]$/) return index(value, "\"") ? "json" : "json-single-quoted"
    return value ~ /^[^=,{ ]+=/ ? "key-value" : "other"
  }
  function facts(value) {
    return "<redacted> length=" length(value) " alphanumeric=" (value ~ /^[A-Za-z0-9]+$/ ? "yes" : "no") \
      " sample=" (value ~ /^(test-token|chr0m4t0k3n|admin:admin)$/ ? "yes" : "no") " form=" form(value)
  }
  function tidy(value) {
    gsub(/:\/\/[^\/@]*@/, "://<redacted>@", value)
    gsub(/[?&][^=&]*=[^& ]*/, "?<redacted>", value)
    gsub(/([Bb]earer|[Bb]asic) [^ ]*/, "<redacted>", value)
    return value
  }
  # Everything after the first word that announces a secret goes.
  function cut(text) {
    gsub(/:\/\/[^\/@"]*@/, "://<redacted>@", text)
    if (match(toupper(text), /CREDENTIALS|HEADERS|TOKEN|KEY|SECRET|PASSWORD|AUTHORIZATION|BEARER|BASIC|[?&]SIG=/))
      return substr(text, 1, RSTART + RLENGTH - 1) " <redacted>"
    return text
  }
  function shown(name, value) {
    if (blank(value)) return ""
    if (secret(name)) return facts(value)
    return own(name) ? tidy(value) : "<redacted>"
  }
  # Neither blank nor empty, nor a reference to something elsewhere.
  function literal(value) {
    return !blank(value) && value !~ /^["\047]?([$]|[\\][$]|[{][ \t]*[}]|<|\/|$)/ && value !~ /^(["\047]([ \t]|$)|[>|])/
  }
'
# NAME=value, one JSON string a line, as docker inspect gives it.
variables() {
  awk "$redact"'{
    sub(/^"/, ""); sub(/"$/, ""); gsub(/\\"/, "\""); gsub(/\\u0026/, "\\&")
    at = index($0, "="); name = substr($0, 1, at - 1)
    if (name ~ /^[A-Za-z_][A-Za-z0-9_]*$/) print "env=" name "=" shown(name, substr($0, at + 1))
  }'
}
cut_secrets() { awk "$redact"'{ text = cut($0); if (/^[a-z_]*=\[/ && text ~ / <redacted>$/) text = text "\"]"; print text }'; }
# Chroma's YAML file as dotted keys; lists and blocks of text are left out.
dotted() {
  awk "$redact"'{
    sub(/\r$/, "")
    if ($0 !~ /^ *[A-Za-z_][A-Za-z0-9_]*:( |$)/) next
    match($0, /^ */); indent = RLENGTH
    while (depth > 0 && indents[depth] >= indent) depth--
    key = $0; sub(/^ */, "", key); value = key; sub(/:.*/, "", key); sub(/^[^:]*: */, "", value); if (value ~ /:$/) value = ""
    indents[++depth] = indent; keys[depth] = key
    path = keys[1]; for (i = 2; i <= depth; i++) path = path "." keys[i]
    if (!blank(value)) print "file=" path "=" (secret(path) ? "<redacted>" : value ~ /^[{[]/ ? cut(value) : tidy(value))
  }'
}

printf 'chroma-audit-guest 1\n'
printf 'at %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
is_root=no
[ "$(id -u)" = 0 ] && is_root=yes
printf 'root %s\n' "$is_root"

# --- the operating system
if [ -r "$root/etc/os-release" ]; then
  {
    grep -E '^(ID|VERSION_ID|PRETTY_NAME)=' "$root/etc/os-release" | tr -d '"'
    awk '/^MemTotal:/ { print "memory_kib=" $2 }' "$root/proc/meminfo" 2>/dev/null
    if [ -d "$root/etc/apt" ]; then
      set_to=$(grep -rhE '^[[:space:]]*APT::Periodic::Unattended-Upgrade[[:space:]]' "$root/etc/apt" 2>/dev/null | tail -n 1 | tr -cd 0-9)
      if [ -x "$root/usr/bin/unattended-upgrade" ] && [ -n "$set_to" ] && [ "$set_to" -gt 0 ]; then
        echo unattended_upgrades=yes
      else
        echo unattended_upgrades=no
      fi
    elif have dnf && have systemctl; then
      systemctl is-enabled dnf-automatic.timer dnf-automatic-install.timer 2>/dev/null | grep -qx enabled &&
        echo unattended_upgrades=yes || echo unattended_upgrades=no
    fi
  } | section system
else
  unavailable system "$root/etc/os-release cannot be read"
fi

# --- how Chroma runs: a container, else a systemd unit
engine=
for candidate in docker podman; do
  if have $candidate; then
    engine=$candidate
    break
  fi
done
id=
pid=
unit=
sources=
environment=
why_not="neither docker nor podman is installed"
if [ -n "$engine" ]; then
  if listed=$(bounded $engine ps -a --no-trunc --format '{{.ID}} {{.State}} {{.Image}} {{.Names}}' 2>&1); then
    why_not="$engine has no container of Chroma"
    # By its image, running before stopped; else by the port it publishes; else by its name.
    by_image=$(printf '%s\n' "$listed" | awk 'tolower($3) ~ /chroma/ { print ($2 == "running" ? 0 : 1), $1 }' | sort | awk '{ print $2; exit }')
    by_port=$(bounded $engine ps -q --no-trunc --filter publish=8000 2>/dev/null | head -n 1)
    by_name=$(printf '%s\n' "$listed" | awk 'tolower($4) ~ /chroma/ { print $1; exit }')
    for candidate in $by_image $by_port $by_name; do
      id=$candidate
      break
    done
  else
    why_not="$engine ps failed: $listed"
  fi
fi
systemd=no
if have systemctl && bounded systemctl show --property=Version >/dev/null 2>&1; then
  systemd=yes
fi
field() { bounded $engine inspect --type container --format "$1" "$id" 2>/dev/null; }
property() { bounded systemctl show "$1" -p "$2" 2>/dev/null | sed "s/^$2=//"; }
if [ -z "$id" ] && [ $systemd = yes ]; then
  unit=$(systemctl list-unit-files --no-legend --type=service '*chroma*' 2>/dev/null | awk '{ print $1; exit }')
fi

if [ -n "$id" ]; then
  pid=$(field '{{.State.Pid}}')
  sources=$(field '{{range .Mounts}}{{println .Source}}{{end}}' | sed '/^$/d')
  command=$(field '{{json .Config.Cmd}}')
  environment=$(field '{{range .Config.Env}}{{json .}}{{println}}{{end}}' | variables)
  config=$(printf '%s' "$command" | grep -oE '/[A-Za-z0-9_./-]+\.ya?ml' | head -n 1)
  {
    echo kind=container
    field 'name={{.Name}}' | sed 's|=/|=|'
    field 'image={{.Config.Image}}'
    field 'user={{.Config.User}}'
    field 'restart={{.HostConfig.RestartPolicy.Name}}'
    field 'memory={{.HostConfig.Memory}}'
    field 'out_of_memory={{.State.OOMKilled}}'
    field 'health={{if .State.Health}}{{.State.Health.Status}}{{end}}'
    field 'healthcheck={{if .Config.Healthcheck}}{{json .Config.Healthcheck.Test}}{{end}}' | cut_secrets
    printf 'command=%s\n' "$command" | cut_secrets
    field 'log_driver={{.HostConfig.LogConfig.Type}}'
    field 'log_max_size={{index .HostConfig.LogConfig.Config "max-size"}}'
    field 'log_max_file={{index .HostConfig.LogConfig.Config "max-file"}}'
    field '{{range .Mounts}}mount={{.Type}}|{{.Source}}|{{.Destination}}{{println}}{{end}}' | sed '/^$/d'
    printf '%s\n' "$environment"
    if [ -n "$config" ]; then
      echo "config=$config"
      bounded $engine cp "$id:$config" - 2>/dev/null | tar -xOf - 2>/dev/null | dotted
    fi
  } | section chroma
elif [ -n "$unit" ]; then
  pid=$(property "$unit" MainPID)
  start=$(property "$unit" ExecStart | sed -n 's/.*argv\[\]=\([^;]*\);.*/\1/p' | head -n 1)
  sources=$(printf '%s' "$start" | sed -n 's/.*--path[= ]\([^ ]*\).*/\1/p')
  config=$(printf '%s' "$start" | grep -oE '/[A-Za-z0-9_./-]+\.ya?ml' | head -n 1)
  environment=$([ -r "$root/proc/$pid/environ" ] && tr '\n\000' ' \n' <"$root/proc/$pid/environ" | variables)
  {
    echo kind=service
    echo "name=$unit"
    echo "user=$(property "$unit" User)"
    echo "restart=$(property "$unit" Restart)"
    echo "memory=$(property "$unit" MemoryMax)"
    echo "command=$start" | cut_secrets
    printf '%s\n' "$environment"
    if [ -n "$config" ] && [ -r "$root$config" ]; then
      echo "config=$config"
      dotted <"$root$config"
    fi
  } | section chroma
else
  unavailable chroma "$why_not, and no systemd unit is called after it"
fi

# --- where the data is
device_of() { df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print $1 }'; }
data=$(printf '%s\n' "$sources" | while read -r source; do
  [ -n "$source" ] && [ -f "$root$source/chroma.sqlite3" ] && printf '%s\n' "$root$source"
done | head -n 1)
place=$data
if [ -z "$data" ] && [ -n "$pid" ]; then
  told=$(printf '%s\n' "$environment" | sed -nE 's/^env=(CHROMA_PERSIST_PATH|PERSIST_DIRECTORY)=//p' | head -n 1)
  for candidate in "$told" data chroma/chroma chroma; do
    if [ -n "$candidate" ] && [ -f "$root/proc/$pid/root/$candidate/chroma.sqlite3" ]; then
      data=$root/proc/$pid/root/$candidate
      break
    fi
  done
  place=$data
  # Data in the container's own layer lies where the engine keeps its layers.
  case $(device_of "$data") in
  /dev/*) ;;
  *)
    place=$root$(bounded $engine info --format '{{.DockerRootDir}}' 2>/dev/null)
    [ -d "$place" ] || place=$root/var/lib/docker
    ;;
  esac
fi
disk_under() { lsblk -nsro NAME,TYPE "$1" 2>/dev/null | awk '$2 == "disk" { print $1; exit }'; }
# The LUN of an Azure data disk, "os" for the disk under /, nothing when it cannot be told.
disk_of() {
  disk=$(disk_under "$1")
  [ -n "$disk" ] || return
  for link in "$root"/dev/disk/azure/scsi1/lun* "$root"/dev/disk/azure/data/by-lun/*; do
    if [ -e "$link" ] && [ "$(basename "$(readlink -f "$link")")" = "$disk" ]; then
      basename "$link" | sed 's/^lun//'
      return
    fi
  done
  [ "$(disk_under "$(device_of "$root/")")" = "$disk" ] && echo os
}
if [ -n "$data" ]; then
  {
    echo "path=$place"
    df -Pk "$place" 2>/dev/null | awk 'NR == 2 { print "size_kib=" $2; print "free_kib=" $4 }'
    echo "disk=$(disk_of "$(device_of "$place")")"
  } | section volume
else
  unavailable volume "no chroma.sqlite3 was found where Chroma writes"
fi

# --- the database, opened read-only
query() {
  bounded python3 -I -B -c 'import sqlite3, sys, urllib.parse
connection = sqlite3.connect("file:" + urllib.parse.quote(sys.argv[1]) + "?mode=ro", uri=True, timeout=5)
for row in connection.execute(sys.argv[2]): print(row[0])' "$data/chroma.sqlite3" "$1" 2>/dev/null ||
    bounded sqlite3 -readonly "$data/chroma.sqlite3" "$1" 2>/dev/null
}
if [ -z "$data" ]; then
  unavailable database "no chroma.sqlite3 was found where Chroma writes"
elif ! have python3 && ! have sqlite3; then
  unavailable database "neither python3 nor sqlite3 is installed"
elif [ -z "$(query 'select count(*) from sqlite_master')" ]; then
  unavailable database "chroma.sqlite3 cannot be opened"
else
  {
    if [ "$(query "select count(*) from sqlite_master where name = 'embeddings_queue_config'")" = 0 ]; then
      echo purge=no
    else
      query 'select config_json_str from embeddings_queue_config' | tr -d ' ' |
        grep -q '"automatically_purge":true' && echo purge=yes || echo purge=no
    fi
    echo "entries=$(query 'select count(*) from embeddings_queue')"
    # A check of the whole file takes long on a large one, and holds writers up.
    if [ "$(du -Lk "$data/chroma.sqlite3" | cut -f1)" -le 1048576 ]; then
      echo "quick_check=$(query 'pragma quick_check(1)' | head -n 1)"
    fi
    folders=$(cd "$data" && ls -d -- ????????-????-????-????-???????????? 2>/dev/null)
    if segments=$(query "select id from segments where scope = 'VECTOR'"); then
      # A segment gets its folder when it is first written out, and then has a place in the log.
      written=$(query "select id from segments where scope = 'VECTOR' and id in (select segment_id from max_seq_id)")
      count_missing() { printf '%s\n' "$1" | sed '/^$/d' | awk -v present="$2" 'BEGIN { split(present, list, "\n"); for (i in list) has[list[i]] = 1 } !($0 in has)' | grep -c .; }
      echo "orphan_segments=$(count_missing "$written" "$folders")"
      echo "orphan_folders=$(count_missing "$folders" "$segments")"
    fi
  } | section database
fi

# --- what the boot script left behind
log=$root/var/log/cloud-init-output.log
result=$root/var/lib/cloud/data/result.json
if [ -r "$result" ] || [ -r "$log" ]; then
  {
    [ -r "$result" ] && tr -d '\n' <"$result" | grep -oE '"errors": *\[ *"[^"]*' | sed 's/^[^[]*\[ *"/failed=/' | cut_secrets
    [ -r "$log" ] && grep -nE 'unknown user|invalid user|[Bb]ad/illegal|Failed (running|to run)' "$log" |
      head -n 20 | sed 's/^\([0-9]*\):/log=\1|/' | cut_secrets
    [ -r "$root/var/lib/cloud/instance/user-data.txt" ] && head -c 262144 "$root/var/lib/cloud/instance/user-data.txt" | awk "$redact"'{
      text = $0
      while (match(text, /[A-Za-z_][A-Za-z0-9_]*["\047]?[ \t]*[=:]/)) {
        name = substr(text, RSTART, RLENGTH); gsub(/[^A-Za-z0-9_]/, "", name)
        text = substr(text, RSTART + RLENGTH); value = text; sub(/^[ \t]+/, "", value)
        if (secret(name) && literal(value) && !seen[name]++) print "secret=" name
      }
    }'
    echo read=yes
  } | section boot
else
  unavailable boot "cloud-init has left no result and no log here"
fi

# --- files with secrets in them
workdir=
[ -n "$id" ] && workdir=$(field '{{index .Config.Labels "com.docker.compose.project.working_dir"}}')
if [ $is_root = no ]; then
  unavailable files "the script did not run as root, and only root sees every file"
elif have stat; then
  for file in "$root$workdir/.env" "$root"/home/*/.env "$root"/root/.env "$root"/opt/*/.env "$root"/srv/*/.env "$root"/etc/chroma/* \
    "$root"/etc/nginx/*.conf "$root"/etc/nginx/*/* "$root"/etc/envoy/* "$root"/etc/caddy/*; do
    [ -f "$file" ] || continue
    head -c 262144 "$file" | awk "$redact"'
      match($0, /[Bb]earer [A-Za-z0-9._~+\/=-]+/) && RLENGTH >= 15 { found = 1 }
      { at = index($0, "="); if (at > 1 && secret(substr($0, 1, at - 1)) && literal(substr($0, at + 1))) found = 1 }
      END { exit !found }' && stat -c 'file=%a|%U|%n' "$file"
  done | sort -u | section files
else
  unavailable files "stat is not installed"
fi

# --- what systemd starts, and when
if [ $systemd = yes ]; then
  systemctl list-unit-files --no-legend --type=service '*chroma*' docker.service podman-restart.service 2>/dev/null |
    awk '{ print $1 }' | sort -u | while read -r name; do
    enabled=$(systemctl is-enabled "$name" 2>/dev/null)
    active=$(systemctl is-active "$name" 2>/dev/null)
    printf 'service=%s|%s|%s\n' "$name" "$enabled" "$active"
  done | section services
else
  unavailable services "systemctl does not answer here"
fi

# --- backups: a timer or cron entry that copies something away and mentions Chroma or where its data is
copies='backup|back-up|snapshot|restic|borg|rclone|azcopy|rsync|tar |cp '
mentions=$(printf 'chroma\n%s\n' "$sources" | sed '/^$/d' | sed 's/[^A-Za-z0-9/_-]/./g' | paste -sd '|' -)
# The text of a command line and of the scripts it names.
spelled_out() {
  set -f
  printf '%s\n' "$1"
  for word in $1; do
    case $word in
    /*) [ -f "$root$word" ] && [ -r "$root$word" ] && head -c 65536 "$root$word" | tr -d '\000' ;;
    esac
  done
}
is_backup() {
  text=$(spelled_out "$1")
  printf '%s\n' "$text" | grep -qiE "$copies" && printf '%s\n' "$text" | grep -qiE "$mentions"
}
jobs() {
  if [ $systemd = yes ]; then
    systemctl list-unit-files --no-legend --type=timer 2>/dev/null | awk '{ print $1 }' | while read -r timer; do
      runs=$(property "$timer" Unit)
      start=$(property "$runs" ExecStart | sed -n 's/.*argv\[\]=\([^;]*\);.*/\1/p')
      is_backup "$timer $start" || continue
      [ "$(systemctl is-enabled "$timer" 2>/dev/null)" = enabled ] || continue
      schedule=$(property "$timer" TimersCalendar | sed -n 's/.*OnCalendar=\([^;]*[^; ]\).*/\1/p' | head -n 1)
      last=
      [ "$(property "$runs" Result)" = success ] && last=$(property "$runs" ExecMainExitTimestamp)
      printf 'job=%s|%s|%s\n' "$timer" "$schedule" "$last"
    done
  fi
  for file in "$root"/etc/crontab "$root"/etc/cron.d/* "$root"/var/spool/cron/* "$root"/var/spool/cron/crontabs/*; do
    [ -r "$file" ] || continue
    grep -svE '^[[:space:]]*(#|$|[A-Za-z_][A-Za-z0-9_]*[[:space:]]*=)' "$file" | while read -r line; do
      is_backup "$line" || continue
      schedule=$(printf '%s' "$line" | awk '{ if ($1 ~ /^@/) print $1; else print $1, $2, $3, $4, $5 }')
      printf 'job=cron %s|%s|\n' "$(basename "$file")" "$schedule"
    done
  done
  for file in "$root"/etc/cron.hourly/* "$root"/etc/cron.daily/* "$root"/etc/cron.weekly/*; do
    [ -f "$file" ] || continue
    is_backup "$(printf '%s' "$file" | cut -c"$(printf '%s/' "$root" | wc -c)"-)" || continue
    printf 'job=cron %s|%s|\n' "$(basename "$file")" "$(basename "$(dirname "$file")" | sed 's/cron\./@/')"
  done
}
found=$(jobs)
if [ -n "$found" ]; then
  printf '%s\n' "$found" | section backups
elif [ $is_root = no ]; then
  unavailable backups "the script did not run as root, and only root sees every crontab"
elif have systemctl && [ $systemd = no ]; then
  unavailable backups "systemctl does not answer here, so timers are not known"
else
  section backups </dev/null
fi

# --- what Chroma's log says of tracing
tracing() {
  awk '
    /OpenTelemetry is not enabled|No telemetry is configured/ { off = 1 }
    /ExportError|ExportFailed|[Ff]ailed to export|BatchSpanProcessor.*[Ee]rror/ { errors++ }
    END { print "off=" (off ? "yes" : "no"); print "export_errors=" errors + 0 }'
}
if [ -n "$id" ]; then
  bounded $engine logs --tail 5000 "$id" 2>&1 | tracing | section tracing
elif [ -n "$unit" ] && have journalctl; then
  bounded journalctl --no-pager -n 5000 -u "$unit" 2>/dev/null | tracing | section tracing
else
  unavailable tracing "there is no log of Chroma to read"
fi

# --- what renews certificates
if [ $systemd = yes ]; then
  {
    systemctl list-unit-files --no-legend '*certbot*.timer' '*acme*.timer' '*lego*.timer' caddy.service traefik.service 2>/dev/null |
      awk '{ print $1 }' | sort -u | while read -r name; do
      printf 'renewal=%s|%s\n' "$name" "$(systemctl is-active "$name" 2>/dev/null)"
    done
    [ -n "$engine" ] && printf '%s\n' "$listed" | awk '$3 ~ /caddy|traefik|certbot|acme/ { print "renewal=" $4 "|" ($2 == "running" ? "active" : "inactive") }'
    grep -lsE '^[^#]*(certbot|acme\.sh|lego) ' "$root"/var/spool/cron/crontabs/* | sed 's|.*/|renewal=cron |; s/$/|active/'
  } | section renewal
else
  unavailable renewal "systemctl does not answer here"
fi
printf '== end\n'
`
