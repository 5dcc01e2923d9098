import { spawn, type ChildProcessByStdio } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { request as ask } from "node:https"
import { request as askInClear } from "node:http"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Readable } from "node:stream"
import { setTimeout as pause } from "node:timers/promises"
import { token } from "../collectors/endpoint/observe.ts"
import { freePorts } from "../support/nginx.ts"
import { authority, loopbackIdentity } from "../support/pki.ts"
import { folderOf, python } from "./install.ts"

export interface Launch {
  release: string
  implementation: "python" | "rust"
  /** The header in which its own authentication wants the token; it then speaks TLS too. */
  guard?: "Authorization" | "X-Chroma-Token"
  traced?: true
}

export interface Running {
  port: number
  url: string
  /** Folder of its data. */
  data: string
  stop(): Promise<void>
}

/** Starts that release as its operator would, with a collection of three records in it. */
export async function start(launch: Launch): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), `chroma-${launch.release}-`))
  const data = join(folder, "data")
  mkdirSync(data)
  const [port = 0] = await freePorts(1)
  const child = spawn(python, argumentsOf(launch, folder, data, port), {
    cwd: folder,
    env: { PATH: process.env["PATH"], PYTHONPATH: folderOf(launch.release), ...settingsOf(launch, data) },
    stdio: ["ignore", "pipe", "pipe"],
  })
  await untilListening(child, port, `Chroma ${launch.release}`)
  const running = {
    port,
    url: `${launch.guard ? "https" : "http"}://127.0.0.1:${port}`,
    data,
    async stop() {
      const exited = once(child, "exit")
      child.kill("SIGKILL")
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await fill(running, launch)
  return running
}

/** What chromadb's command does; the release's folder has the module, not the command. */
const rustServer = "import sys, chromadb_rust_bindings; chromadb_rust_bindings.cli(sys.argv[1:])"

function argumentsOf({ implementation, guard, traced }: Launch, folder: string, data: string, port: number) {
  if (implementation === "rust") {
    const configuration = join(folder, "config.yaml")
    const tracing = { open_telemetry: { endpoint: nobody, service_name: "chroma" } }
    const settings = { persist_path: data, listen_address: "127.0.0.1", port, ...(traced ? tracing : {}) }
    writeFileSync(configuration, JSON.stringify(settings))
    return ["-c", rustServer, "chroma", "run", configuration]
  }
  const uvicorn = ["-m", "uvicorn", "chromadb.app:app", "--host", "127.0.0.1", "--port", String(port)]
  if (!guard) return uvicorn
  const files = { "key.pem": loopbackIdentity.key, "cert.pem": loopbackIdentity.certificate }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return [...uvicorn, "--ssl-keyfile", join(folder, "key.pem"), "--ssl-certfile", join(folder, "cert.pem")]
}

/** Where traces go, and nothing listens. */
const nobody = "http://127.0.0.1:9"

function settingsOf(
  { implementation, release, guard, traced }: Launch,
  data: string,
): Record<string, string> {
  if (implementation === "rust") return {}
  return {
    IS_PERSISTENT: "TRUE",
    PERSIST_DIRECTORY: data,
    ANONYMIZED_TELEMETRY: "FALSE",
    ...(traced ? { CHROMA_OTEL_COLLECTION_ENDPOINT: nobody, CHROMA_OTEL_GRANULARITY: "all" } : {}),
    ...(guard ? authentication(release, guard) : {}),
  }
}

/** 0.5.0 renamed every setting. */
const authentication = (release: string, guard: NonNullable<Launch["guard"]>): Record<string, string> =>
  release.startsWith("0.4.")
    ? {
        CHROMA_SERVER_AUTH_PROVIDER: "chromadb.auth.token.TokenAuthServerProvider",
        CHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER:
          "chromadb.auth.token.TokenConfigServerAuthCredentialsProvider",
        CHROMA_SERVER_AUTH_CREDENTIALS: token,
        CHROMA_SERVER_AUTH_TOKEN_TRANSPORT_HEADER: guard.toUpperCase().replaceAll("-", "_"),
      }
    : {
        CHROMA_SERVER_AUTHN_PROVIDER: "chromadb.auth.token_authn.TokenAuthenticationServerProvider",
        CHROMA_SERVER_AUTHN_CREDENTIALS: token,
        CHROMA_AUTH_TOKEN_TRANSPORT_HEADER: guard,
      }

/** What a client sends to be let in. */
export const credentialOf = ({ guard }: Launch): Record<string, string> =>
  guard ? { [guard]: guard === "Authorization" ? `Bearer ${token}` : token } : {}

async function fill(running: Running, launch: Launch): Promise<void> {
  const collections =
    launch.release.startsWith("0.4.") || launch.release === "0.5.5"
      ? "/api/v1/collections"
      : "/api/v2/tenants/default_tenant/databases/default_database/collections"
  const { id } = (await post(running, launch, collections, { name: "books" })) as { id: string }
  const ids = ["a", "b", "c"]
  await post(running, launch, `${collections}/${id}/add`, {
    ids,
    embeddings: ids.map((_, index) => [index, 1, 2, 3]),
    documents: ids.map((one) => `a confidential text ${one}`),
    metadatas: ids.map(() => ({ kind: "test" })),
  })
}

async function post({ url }: Running, launch: Launch, path: string, body: unknown): Promise<unknown> {
  const sending = (launch.guard ? ask : askInClear)(url + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...credentialOf(launch) },
    ...(launch.guard ? { ca: authority.certificate } : {}),
  })
  sending.end(JSON.stringify(body))
  const [answer] = (await once(sending, "response")) as [AsyncIterable<Buffer> & { statusCode: number }]
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  if (answer.statusCode >= 300) throw new Error(`POST ${path} answers ${answer.statusCode}: ${text}`)
  return JSON.parse(text)
}

/** @throws Error with the end of what it printed when it exits or does not listen within a minute */
export async function untilListening(
  child: ChildProcessByStdio<null, Readable, Readable>,
  port: number,
  name: string,
): Promise<void> {
  let log = ""
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (log = (log + text).slice(-2_000)))
  const deadline = Date.now() + 60_000
  while (!(await listens(port))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${name} did not start: ${log}`)
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect({ host: "127.0.0.1", port })
  try {
    await once(socket, "connect")
    return true
  } catch {
    await pause(25)
    return false
  } finally {
    socket.destroy()
  }
}
