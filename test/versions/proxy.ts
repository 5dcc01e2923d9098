import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePorts } from "../support/nginx.ts"
import { loopbackIdentity } from "../support/pki.ts"
import { needs } from "../support/setup.ts"
import { untilListening } from "./server.ts"

/** Proxies as Debian packages them. */
export type Kind = "caddy" | "haproxy" | "stunnel"

interface Program {
  debianPackage: string
  name: string
  file: string
  /** Configuration, in which `guard` is what the proxy is told to demand. */
  configuration(guard: string, place: Place): string
  arguments(file: string): string[]
}

interface Place {
  port: number
  upstream: number
  folder: string
}

const programs: Record<Kind, Program> = {
  caddy: {
    debianPackage: "caddy",
    name: "Caddy",
    file: "caddy",
    configuration: (guard, { port, upstream, folder }) => `
{
  admin off
  auto_https off
}
https://127.0.0.1:${port} {
  tls ${folder}/cert.pem ${folder}/key.pem
  ${guard}
  reverse_proxy 127.0.0.1:${upstream}
}
`,
    arguments: (file) => ["run", "--adapter", "caddyfile", "--config", file],
  },
  haproxy: {
    debianPackage: "haproxy",
    name: "HAProxy",
    file: "haproxy",
    configuration: (guard, { port, upstream, folder }) => `
defaults
  mode http
  timeout connect 5s
  timeout client 10s
  timeout server 10s
frontend api
  bind 127.0.0.1:${port} ssl crt ${folder}/both.pem
  ${guard}
  default_backend chroma
backend chroma
  server chroma 127.0.0.1:${upstream}
`,
    arguments: (file) => ["-f", file],
  },
  stunnel: {
    debianPackage: "stunnel4",
    name: "stunnel",
    file: "stunnel4",
    configuration: (guard, { port, upstream, folder }) => `
foreground = yes
pid =
${guard}
[api]
accept = 127.0.0.1:${port}
connect = 127.0.0.1:${upstream}
cert = ${folder}/both.pem
`,
    arguments: (file) => [file],
  },
}

/** @param guard in the proxy's own words */
export async function startProxy(
  kind: Kind,
  guard: string,
  upstream: number,
): Promise<{ port: number; stop(): Promise<void> }> {
  const program = programs[kind]
  needs(program.file, program.debianPackage, program.name)
  const folder = mkdtempSync(join(tmpdir(), `${kind}-`))
  const [port = 0] = await freePorts(1)
  const { key, certificate } = loopbackIdentity
  const files = {
    "cert.pem": certificate,
    "key.pem": key,
    "both.pem": `${certificate}\n${key}`,
    configuration: program.configuration(guard, { port, upstream, folder }),
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const child = spawn(program.file, program.arguments(join(folder, "configuration")), {
    cwd: folder,
    env: { PATH: `${process.env["PATH"]}:/usr/sbin`, HOME: folder },
    stdio: ["ignore", "pipe", "pipe"],
  })
  await untilListening(child, port, program.name)
  return {
    port,
    async stop() {
      const exited = once(child, "exit")
      child.kill("SIGKILL")
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
