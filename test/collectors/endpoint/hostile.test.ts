import { once } from "node:events"
import { createServer as createHttpServer, type RequestListener } from "node:http"
import { createServer, type AddressInfo, type Server, type Socket } from "node:net"
import { gzipSync } from "node:zlib"
import { afterEach, expect, test } from "vitest"
import { sendHello } from "../../../src/collectors/endpoint/client-hello.ts"
import { answered, Client } from "../../../src/collectors/endpoint/client.ts"
import { handshake } from "../../../src/collectors/endpoint/session.ts"
import { api } from "../../../src/evidence/endpoint.ts"
import { observe, request } from "./observe.ts"

/** Servers that mean no good. Each keeps what it was sent and never ends by itself. */

const stops: (() => Promise<unknown>)[] = []
afterEach(() => Promise.all(stops.splice(0).map((stop) => stop())))

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on("connection", (socket: Socket) => sockets.add(socket.on("error", () => undefined)))
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  stops.push(() => {
    for (const socket of sockets) socket.destroy()
    return once(server.close(), "close")
  })
  return (server.address() as AddressInfo).port
}

const http = (handler: RequestListener): Promise<number> => listen(createHttpServer(handler))
/** Says a piece every few milliseconds for as long as it is listened to. */
const drip = (first: string, piece: string): Promise<number> =>
  listen(
    createServer((socket) => {
      socket.write(first, "latin1")
      const timer = setInterval(() => socket.write(piece, "latin1"), 20)
      socket.on("close", () => clearInterval(timer))
    }),
  )

const at = (transport: "tls" | "clear", port: number) => ({
  transport,
  address: "127.0.0.1",
  port,
  host: "127.0.0.1",
  basePath: "",
})
const { signal } = new AbortController()
const client = (timeout: number): Client => new Client(request({ timeout }))

test.each([
  ["body", "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n", "x"],
  ["head", "HTTP/1.1 200 OK\r\n", "x: y\r\n"],
  ["status line", "HTTP/1.1 200 ", "O"],
])("a %s that drips on and on is given up in the time for one call", async (_, first, piece) => {
  const port = await drip(first, piece)
  const started = performance.now()
  const reply = await client(300).call(at("clear", port), { path: "/" }, signal)
  expect(reply).toMatchObject({ failure: "timeout" })
  expect(performance.now() - started).toBeLessThan(2_000)
})

test("headers without end are no answer", async () => {
  const port = await drip("HTTP/1.1 200 OK\r\n", "x: y\r\n".repeat(5_000))
  expect(await client(5_000).call(at("clear", port), { path: "/" }, signal)).toMatchObject({
    failure: "not-http",
  })
})

test("a compressed body is never unpacked", async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000))
  const asked: unknown[] = []
  const port = await http((incoming, outgoing) => {
    asked.push(incoming.headers["accept-encoding"])
    outgoing.writeHead(200, { "content-encoding": "gzip" }).end(bomb)
  })
  const reply = await client(3_000).call(at("clear", port), { path: "/" }, signal)
  expect(asked).toEqual(["identity"])
  expect(answered(reply) && reply.body.length).toBeLessThanOrEqual(bomb.length)
})

/** A record that announces 64 KiB of handshake, and what it may begin with. */
const record = (type: number, ...bytes: number[]): string =>
  Buffer.from([type, 3, 3, 0xff, 0xff, ...bytes]).toString("latin1")
test.each([
  ["noise", "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008"],
  ["another message than a ServerHello", record(22, 11, 0, 0, 0)],
  ["a ServerHello that is cut short", "\u0016\u0003\u0003\u0000\u0006\u0002\u0000\u0000\u0002\u0003\u0003"],
  ["plain HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n"],
])("%s instead of TLS proves nothing", async (_, bytes) => {
  const port = await listen(createServer((socket) => socket.write(Buffer.from(bytes, "latin1"))))
  const asking = client(1_000)
  const failures = await Promise.all([
    sendHello(asking, at("tls", port), "TLSv1.2", [0xc02f], signal),
    handshake(asking, at("tls", port), signal),
    asking.call(at("tls", port), { path: "/" }, signal),
  ])
  expect(failures.map((one) => "failure" in one)).toEqual([true, true, true])
})

test("a handshake that goes on without end is given up", async () => {
  const port = await drip(record(22, 2), "x")
  const reply = await sendHello(client(300), at("tls", port), "TLSv1.2", [0xc02f], signal)
  expect(reply).toMatchObject({ failure: "timeout" })
})

test("a whole audit of a server that never finishes ends in time, and claims nothing", async () => {
  const port = await drip("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n", "x")
  const started = performance.now()
  const seen = await observe({ ip: "127.0.0.1", timeout: 400, endpoint: { ports: [port] } })
  expect(seen.observation(api).status).toBe("unknown")
  expect(performance.now() - started).toBeLessThan(5_000)
})
