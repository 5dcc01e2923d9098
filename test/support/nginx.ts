import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { connect, createServer, type AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import type { KeyPair } from "../../src/demo/certificates.ts"

export interface Nginx {
  /** What was asked of it so far: the connection's number, then the request line. */
  log(): string[]
  stop(): Promise<void>
}

/**
 * A real nginx, in the foreground and with nothing outside its own folder.
 *
 * @param servers the `server { … }` blocks
 * @param files by name, to refer to as `$folder/name` in the blocks
 * @param ports on which it must listen before it counts as started
 */
export async function nginx(
  servers: string,
  files: Readonly<Record<string, string>>,
  ports: readonly number[],
): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), "nginx-"))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  writeFileSync(join(folder, "nginx.conf"), configuration(folder, servers))
  const child = spawn(findNginx(), ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"], {
    stdio: ["ignore", "ignore", "pipe"],
    env: environment,
  })
  let log = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => (log += text))
  for (const port of ports) {
    while (!(await listens(port))) {
      if (child.exitCode !== null) throw new Error(`nginx did not start: ${log}`)
      await pause(10)
    }
  }
  return {
    log: () => readFileSync(join(folder, "access.log"), "utf8").trim().split("\n"),
    async stop() {
      const exited = once(child, "exit")
      child.kill("SIGQUIT")
      await Promise.race([exited, pause(2_000).then(() => child.kill("SIGKILL"))])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Where Debian has nginx, which is not on everyone's path. */
const environment = { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin` }

function findNginx(): string {
  try {
    execFileSync("nginx", ["-v"], { stdio: "ignore", env: environment })
    return "nginx"
  } catch {
    throw new Error(
      "nginx is not installed, and these tests need a real proxy: apt-get install -y nginx-light",
    )
  }
}

const configuration = (folder: string, servers: string): string => `
  daemon off;
  master_process off;
  pid ${folder}/nginx.pid;
  error_log stderr error;
  events { worker_connections 256; }
  http {
    log_format requests '$connection $request';
    access_log ${folder}/access.log requests;
    client_body_temp_path ${folder}/body;
    proxy_temp_path ${folder}/proxy;
    fastcgi_temp_path ${folder}/fastcgi;
    uwsgi_temp_path ${folder}/uwsgi;
    scgi_temp_path ${folder}/scgi;
    default_type application/octet-stream;
    ${servers.replaceAll("$folder", folder)}
  }
`

/** The files a TLS server of nginx needs, and the lines that name them. */
export const tlsFiles = ({ key, certificate }: KeyPair) => ({ "key.pem": key, "cert.pem": certificate })
export const tlsLines = "ssl_certificate $folder/cert.pem; ssl_certificate_key $folder/key.pem;"

async function listens(port: number): Promise<boolean> {
  const socket = connect({ host: "127.0.0.1", port })
  try {
    await once(socket, "connect")
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** Free loopback ports, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, "127.0.0.1")
      await once(server, "listening")
      return server
    }),
  )
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(
    servers.map(async (server) => {
      server.close()
      await once(server, "close")
    }),
  )
  return ports
}
