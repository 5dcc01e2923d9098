import { spawn, type ChildProcess } from "node:child_process"
import { mkdir, writeFile } from "node:fs/promises"
import { once } from "node:events"
import { createRequire } from "node:module"
import { createServer, type AddressInfo } from "node:net"
import { join } from "node:path"
import { legacyBinding, legacyBindingVersion } from "./chroma-binding.ts"

/** A real Chroma server in a child process. */
export interface ChromaServer {
  url: string
  port: number
  pid: number
  /** The Chroma release it is, which the server itself does not say. */
  release: string
  stop(): Promise<void>
}

export interface ChromaLaunch {
  /** Folder of the data; created when missing. */
  path: string
  /** A loopback address unless said. */
  host?: string
  /** A free one unless said. */
  port?: number
  /** Chroma's own configuration file, for what its command line cannot say: cors_allow_origins, open_telemetry. */
  configuration?: Readonly<Record<string, unknown>>
}

/** Chroma's npm package pins a build of the server, not a release. */
const releases: Readonly<Record<string, string>> = { "1.3.4": "1.5.9", [legacyBindingVersion]: "1.0.20" }

/** Milliseconds until a server that does not answer counts as failed, and until one asked to stop is killed. */
const readyWithin = 30_000
const stopWithin = 3_000

/**
 * Starts Chroma and resolves once it answers.
 *
 * @throws Error with the end of its log when it exits or does not answer
 */
export async function startChroma({
  path,
  host = "127.0.0.1",
  port,
  configuration,
}: ChromaLaunch): Promise<ChromaServer> {
  const binding = await findBinding()
  const listening = port ?? (await freePort(host))
  await mkdir(path, { recursive: true })
  const child = launch(binding.file, await runArguments(path, host, listening, configuration))
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${listening}`
  await ready(child, `${url}/api/v2/heartbeat`)
  return { url, port: listening, pid: child.pid ?? 0, release: binding.release, stop: () => stop(child) }
}

async function runArguments(
  path: string,
  host: string,
  port: number,
  configuration: ChromaLaunch["configuration"],
): Promise<string[]> {
  if (!configuration) return ["run", "--path", path, "--host", host, "--port", String(port)]
  const file = join(path, "chroma-config.yaml")
  const settings = { persist_path: path, listen_address: host, port, ...configuration }
  await writeFile(file, JSON.stringify(settings))
  return ["run", file]
}

interface Binding {
  file: string
  release: string
}

/** Where the server's build is; downloads an older one where the system cannot run the current. */
export async function findBinding(): Promise<Binding> {
  const glibc = glibcVersion()
  // Bindings after 1.0.5 are linked against symbols of glibc 2.38.
  if (glibc && glibc < 2.38)
    return { file: await legacyBinding(glibc), release: release(legacyBindingVersion) }
  const require = createRequire(createRequire(import.meta.url).resolve("chromadb"))
  const name = `chromadb-js-bindings-${platform()}`
  const { version } = require(`${name}/package.json`) as { version: string }
  return { file: require.resolve(name), release: release(version) }
}

const release = (binding: string): string => releases[binding] ?? `of binding ${binding}`

/** 2.36 for "2.36"; undefined where there is no glibc. */
function glibcVersion(): number | undefined {
  Object.assign(process.report, { excludeNetwork: true }) // or it looks up the names of open connections
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } }
  return header.glibcVersionRuntime ? Number(header.glibcVersionRuntime) : undefined
}

function platform(): string {
  if (process.platform === "linux") return `linux-${process.arch}-gnu`
  if (process.platform === "win32") return `win32-${process.arch}-msvc`
  return `${process.platform}-${process.arch}`
}

/**
 * The server blocks the thread that runs it, so it gets a worker of its own; the main thread watches
 * the channel to the parent and dies with it, whatever way the parent ends.
 */
const childScript = `
  const { Worker } = require("node:worker_threads")
  process.on("disconnect", () => process.kill(process.pid, "SIGKILL"))
  new Worker(
    'const { workerData: [file, ...args] } = require("node:worker_threads"); require(file).cli(["chroma", ...args])',
    { eval: true, workerData: process.argv.slice(1) },
  )
`

function launch(binding: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ["-e", childScript, "--", binding, ...args], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  })
}

async function ready(child: ChildProcess, heartbeat: string): Promise<void> {
  let log = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (log = (log + text).slice(-2_000)))
  }
  const deadline = Date.now() + readyWithin
  while (!(await answers(heartbeat))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      child.kill("SIGKILL")
      throw new Error(`The Chroma server did not start: ${log.trim() || "it printed nothing"}`)
    }
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 25))
    return false
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, "exit")
  child.kill("SIGTERM")
  // Some builds keep running after SIGTERM when they are hosted by Node.
  const impatience = setTimeout(() => child.kill("SIGKILL"), stopWithin)
  await exited
  clearTimeout(impatience)
}

async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host)
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  return port
}
