/** The part of `docker inspect` that the script asks for; shapes as the Engine API documents them. */
export interface Inspected {
  Name: string
  State: { Status: string; Pid: number; OOMKilled: boolean; Health?: { Status: string } }
  Mounts: { Type: string; Source: string; Destination: string }[]
  HostConfig: {
    Memory: number
    RestartPolicy: { Name: string }
    LogConfig: { Type: string; Config: Record<string, string> }
  }
  Config: {
    Image: string
    User: string
    Cmd: string[]
    Env: string[]
    Healthcheck?: { Test: string[] }
    Labels: Record<string, string>
  }
}

export const chromaContainer = (): Inspected => ({
  Name: "/chroma-server-1",
  State: { Status: "running", Pid: 4242, OOMKilled: false, Health: { Status: "healthy" } },
  Mounts: [{ Type: "bind", Source: "/srv/chroma", Destination: "/data" }],
  HostConfig: {
    Memory: 6 * 2 ** 30,
    RestartPolicy: { Name: "unless-stopped" },
    LogConfig: { Type: "json-file", Config: { "max-size": "10m", "max-file": "3" } },
  },
  Config: {
    Image: "ghcr.io/chroma-core/chroma:1.5.9",
    User: "10001:10001",
    Cmd: ["run", "/config.yaml"],
    Env: ["PATH=/usr/local/bin", "CHROMA_OPEN_TELEMETRY__ENDPOINT=http://collector:4317"],
    Healthcheck: { Test: ["CMD", "bash", "-c", "</dev/tcp/127.0.0.1/8000"] },
    Labels: { "com.docker.compose.project.working_dir": "/srv/stack" },
  },
})

interface Engine {
  container: Inspected
  /** Chroma's file as `docker cp` gives it: below the VM's folder. */
  configPath?: string
  log?: string
}

/** The text of a `docker` command that knows this container, and a proxy beside it. */
export function dockerCommand({ container, configPath, log = "" }: Engine): string {
  const { Config, HostConfig, Mounts, State } = container
  const answers: Record<string, string> = {
    "{{.State.Pid}}": String(State.Pid),
    "{{range .Mounts}}{{println .Source}}{{end}}": lines(Mounts.map(({ Source }) => Source)),
    "{{json .Config.Cmd}}": JSON.stringify(Config.Cmd),
    "name={{.Name}}": `name=${container.Name}`,
    "image={{.Config.Image}}": `image=${Config.Image}`,
    "user={{.Config.User}}": `user=${Config.User}`,
    "restart={{.HostConfig.RestartPolicy.Name}}": `restart=${HostConfig.RestartPolicy.Name}`,
    "memory={{.HostConfig.Memory}}": `memory=${HostConfig.Memory}`,
    "out_of_memory={{.State.OOMKilled}}": `out_of_memory=${State.OOMKilled}`,
    "health={{if .State.Health}}{{.State.Health.Status}}{{end}}": `health=${State.Health?.Status ?? ""}`,
    "healthcheck={{if .Config.Healthcheck}}{{json .Config.Healthcheck.Test}}{{end}}": `healthcheck=${
      Config.Healthcheck ? JSON.stringify(Config.Healthcheck.Test) : ""
    }`,
    "log_driver={{.HostConfig.LogConfig.Type}}": `log_driver=${HostConfig.LogConfig.Type}`,
    'log_max_size={{index .HostConfig.LogConfig.Config "max-size"}}': `log_max_size=${HostConfig.LogConfig.Config["max-size"] ?? ""}`,
    'log_max_file={{index .HostConfig.LogConfig.Config "max-file"}}': `log_max_file=${HostConfig.LogConfig.Config["max-file"] ?? ""}`,
    "{{range .Mounts}}mount={{.Type}}|{{.Source}}|{{.Destination}}{{println}}{{end}}": lines(
      Mounts.map(({ Type, Source, Destination }) => `mount=${Type}|${Source}|${Destination}`),
    ),
    "{{range .Config.Env}}{{json .}}{{println}}{{end}}": lines(
      Config.Env.map((entry) => JSON.stringify(entry)),
    ),
    '{{index .Config.Labels "com.docker.compose.project.working_dir"}}':
      Config.Labels["com.docker.compose.project.working_dir"] ?? "",
  }
  const cases = Object.entries(answers).map(
    ([template, answer]) => `${quoted(template)}) printf '%s\\n' ${quoted(answer)};;`,
  )
  return `case "$1" in
ps) case "$*" in
  *publish=8000*) echo c0ffee;;
  *) echo 'dead0001 running nginx:1.27 chroma-proxy-1'; echo ${quoted(`c0ffee ${State.Status} ${Config.Image} ${container.Name.slice(1)}`)};;
  esac;;
inspect) case "$5" in
${cases.join("\n")}
  *) echo "no answer for $5" >&2; exit 64;;
  esac;;
cp) ${configPath === undefined ? "exit 1" : `tar -cf - -C ${quoted(configPath)} config.yaml`};;
logs) printf '%s' ${quoted(log)} >&2;;
info) echo /var/lib/docker;;
*) exit 64;;
esac`
}

const lines = (values: readonly string[]): string => values.map((value) => `${value}\n`).join("")

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

export interface Unit {
  enabled: boolean
  active: boolean
  properties?: Record<string, string>
}

/** The text of a `systemctl` command that knows these units. */
export function systemctlCommand(units: Readonly<Record<string, Unit>>): string {
  const names = Object.keys(units)
  const each = (line: (name: string, unit: Unit) => string): string =>
    Object.entries(units)
      .map(([name, unit]) => line(name, unit))
      .join("\n")
  const listed = (pattern: RegExp): string =>
    names
      .filter((name) => pattern.test(name))
      .map((name) => `echo '${name} enabled enabled'`)
      .join("; ")
  return `case "$1" in
show) case "$2 $4" in
  '--property=Version ') echo Version=252;;
${each((name, { properties = {} }) =>
  Object.entries(properties)
    .map(
      ([property, value]) =>
        `  ${quoted(`${name} ${property}`)}) printf '%s\\n' ${quoted(`${property}=${value}`)};;`,
    )
    .join("\n"),
)}
  esac;;
list-unit-files) case "$*" in
  *type=timer*) ${listed(/\.timer$/) || ":"};;
  *certbot*) ${listed(/certbot.*\.timer$|^caddy/) || ":"};;
  *podman-restart*) ${listed(/chroma.*\.service$|^docker\.service$/) || ":"};;
  *) ${listed(/chroma.*\.service$/) || ":"};;
  esac;;
is-enabled) case "$2" in
${each((name, { enabled }) => `  ${name}) ${enabled ? "echo enabled" : "echo disabled; exit 1"};;`)}
  esac;;
is-active) case "$2" in
${each((name, { active }) => `  ${name}) ${active ? "echo active" : "echo inactive; exit 3"};;`)}
  esac;;
esac`
}
