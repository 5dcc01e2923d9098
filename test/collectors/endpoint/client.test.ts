import { once } from "node:events"
import { createServer as createHttpServer, type RequestListener } from "node:http"
import { createServer as createHttpsServer } from "node:https"
import { createServer, type AddressInfo, type Server, type Socket } from "node:net"
import { afterEach, expect, test } from "vitest"
import { answered, Client, swapCase } from "../../../src/collectors/endpoint/client.ts"
import type { Origin } from "../../../src/collectors/endpoint/origin.ts"
import { listeners } from "../../../src/evidence/endpoint.ts"
import { authority, loopbackIdentity } from "../../support/pki.ts"
import { bearer, observe, request, token } from "./observe.ts"

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

const clear = (handler: RequestListener): Promise<number> => listen(createHttpServer(handler))
const tls = (handler: RequestListener): Promise<number> =>
  listen(createHttpsServer({ key: loopbackIdentity.key, cert: loopbackIdentity.certificate }, handler))

const at = (transport: Origin["transport"], port: number): Origin => ({
  transport,
  address: "127.0.0.1",
  port,
  host: "127.0.0.1",
  basePath: "",
})
const client = (timeout = 3_000): Client =>
  new Client(request({ timeout, endpoint: { ports: [], token: bearer } }))
const { signal } = new AbortController()

/** Everything a whole audit puts on the wire to a port in clear text. */
async function wiretap(target: (port: number) => Parameters<typeof observe>[0]): Promise<string> {
  let wire = ""
  const port = await clear((incoming, outgoing) => {
    wire += `${incoming.method} ${incoming.url}\n${incoming.rawHeaders.join("\n")}\n`
    incoming.on("data", (chunk: Buffer) => (wire += chunk.toString()))
    incoming.on("end", () => outgoing.writeHead(401).end())
  })
  await observe(target(port))
  return wire
}

test.each([
  ["by address", (port: number) => ({ ip: "127.0.0.1", endpoint: { ports: [port], token: bearer } })],
  [
    "by URL",
    (port: number) => ({ url: `http://127.0.0.1:${port}`, endpoint: { ports: [port], token: bearer } }),
  ],
])("the token never travels in clear text, found %s", async (_, target) => {
  const wire = await wiretap(target)
  expect(wire).toContain("/api/v2/heartbeat")
  expect(wire).not.toContain(token)
  expect(wire).not.toContain(swapCase(token))
  expect(wire).not.toContain(Buffer.from(token).toString("base64"))
})

test("a redirect is an answer: where it leads hears nothing", async () => {
  let heard = 0
  const elsewhere = await tls((_, outgoing) => {
    heard += 1
    outgoing.end("{}")
  })
  const port = await tls((incoming, outgoing) =>
    outgoing.writeHead(307, { location: `https://127.0.0.1:${elsewhere}${incoming.url}` }).end(),
  )
  const seen = await observe({
    url: `https://127.0.0.1:${port}`,
    endpoint: { ports: [port], token: bearer },
  })
  expect(seen.value(listeners)[0]).toMatchObject({ answer: "http", status: 307 })
  expect(heard).toBe(0)
})

test.each(["//127.0.0.1:1/api", "//evil.example/", "/..//evil.example", "/@evil.example", "/\\evil.example"])(
  "the path %s cannot change the host",
  async (path) => {
    const heard: unknown[] = []
    const port = await clear((incoming, outgoing) => {
      heard.push(incoming.url, incoming.headers.host)
      outgoing.end("here")
    })
    const reply = await client().call(at("clear", port), { path }, signal)
    expect(reply).toMatchObject({ status: 200, body: "here" })
    expect(heard).toEqual([path, `127.0.0.1:${port}`])
  },
)

test("an endless body is cut, and its connection with it", async () => {
  const closed = Promise.withResolvers<void>()
  const port = await clear((_, outgoing) => {
    const pour = (): void => {
      while (outgoing.write("x".repeat(65_536)));
    }
    outgoing.on("drain", pour).on("close", () => closed.resolve())
    pour()
  })
  const reply = await client().call(at("clear", port), { path: "/", maxBytes: 100_000 }, signal)
  expect(answered(reply) && reply.body.length).toBe(100_000)
  await closed.promise
})

test("a body that never ends is given up in time", async () => {
  const port = await clear((_, outgoing) => outgoing.write("["))
  expect(await client(200).call(at("clear", port), { path: "/" }, signal)).toMatchObject({
    failure: "timeout",
  })
})

test("a server that accepts and says nothing is given up in time", async () => {
  const port = await listen(createServer())
  expect(await client(200).call(at("tls", port), { path: "/" }, signal)).toMatchObject({ failure: "timeout" })
})

const says = (bytes: string) => createServer((socket: Socket) => socket.end(bytes))
test.each([
  ["a banner", "SSH-2.0-OpenSSH_9.2\r\n", "not-http"],
  ["a flood of headers", `HTTP/1.1 200 OK\r\nx: ${"y".repeat(100_000)}\r\n\r\n`, "not-http"],
  ["nothing at all", "", "reset"],
  ["half a head", "HTTP/1.1 200 OK\r\nx: y\r\n", "reset"],
  ["an escape sequence in the Server header", "HTTP/1.1 200 OK\r\nserver: \u001b[2J\r\n\r\n", "not-http"],
  ["two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 9\r\n\r\nx", "not-http"],
])("%s is no answer", async (_, bytes, failure) => {
  const port = await listen(says(bytes))
  expect(await client().call(at("clear", port), { path: "/" }, signal)).toMatchObject({ failure })
})

test.each([
  ["bearer", "Authorization", "authorization", `Bearer ${token}`],
  ["none", "X-Chroma-Token", "x-chroma-token", token],
  ["basic", "Authorization", "authorization", `Basic ${Buffer.from(token).toString("base64")}`],
] as const)("a token of the scheme %s in %s", async (scheme, header, received, value) => {
  const heard: unknown[] = []
  const port = await tls((incoming, outgoing) => {
    heard.push(incoming.headers[received])
    outgoing.end()
  })
  const asking = new Client(
    request({
      endpoint: { ports: [], ca: authority.certificate, token: { value: token, header, scheme } },
    }),
  )
  for (const credential of ["none", "given"] as const)
    await asking.call(at("tls", port), { path: "/", credential }, signal)
  expect(heard).toEqual([undefined, value])
})
