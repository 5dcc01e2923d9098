import { createServer, type AddressInfo } from "node:net"
import { once } from "node:events"
import { expect, onTestFinished, test } from "vitest"
import { endpointCollectors } from "../../../src/collectors/endpoint/index.ts"
import { collect } from "../../../src/engine/collect.ts"
import { auditor } from "../../../src/evidence/endpoint.ts"

async function seenFrom(port: number) {
  const collectors = endpointCollectors({
    ip: "127.0.0.1",
    endpoint: { ports: [port] },
    timeout: 1000,
    deadline: 5000,
    concurrency: 2,
  }).filter(({ id }) => ["endpoint-listeners", "endpoint-auditor"].includes(id))
  const witnesses = await collect(collectors, 5000)
  return witnesses.find(({ evidence }) => evidence === auditor.id)
}

test("an address that nobody on the Internet sees is not one that rules let in", async () => {
  const server = createServer((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"))
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => void server.close())
  expect(await seenFrom((server.address() as AddressInfo).port)).toMatchObject({
    status: "absent",
    reason: expect.stringContaining("127.0.0.1"),
  })
})

test("where nothing answers, knowing oneself is no answer", async () => {
  expect(await seenFrom(1)).toMatchObject({ status: "unknown" })
})
