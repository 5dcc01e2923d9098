import { format } from "prettier"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  anonymousReads,
  anonymousWrites,
  api,
  credentials,
  routes,
  tls,
  tlsVersions,
} from "../../src/evidence/endpoint.ts"
import { bearer, observe, token, verdicts, type Seen } from "../collectors/endpoint/observe.ts"
import { settled } from "../support/folder.ts"
import { authority } from "../support/pki.ts"
import { install } from "./install.ts"
import { startProxy, type Kind } from "./proxy.ts"
import { start, type Running } from "./server.ts"

const rows: string[] = []
let running: Running
beforeAll(async () => {
  await install(["1.5.9"])
  running = await start({ release: "1.5.9", implementation: "rust" })
})
afterAll(() => running?.stop())

/** What each guard lets through. */
interface Expected {
  reads: string[]
  writes: string[]
  wrong: string
  swappedCase: string
  /** Spellings that open what is guarded; none are looked for where reads are open. */
  routes: readonly string[] | "absent"
  front: string | undefined
}
const closed: Expected = {
  reads: ["refused"],
  writes: ["refused"],
  wrong: "refused",
  swappedCase: "refused",
  routes: [],
  front: undefined,
}
const open: Expected = {
  ...closed,
  reads: ["accepted"],
  writes: ["accepted"],
  wrong: "accepted",
  swappedCase: "accepted",
  routes: "absent",
}
const caddy = { ...closed, front: "Caddy" }
const deny = "http-request deny deny_status 401 if"

const guards: readonly { kind: Kind; title: string; guard: string; expected: Expected }[] = [
  {
    kind: "caddy",
    title: "a token on everything",
    guard: `@stranger not header Authorization "Bearer ${token}"\n  respond @stranger 401`,
    expected: caddy,
  },
  {
    kind: "caddy",
    title: "any Authorization will do",
    guard: "@stranger not header Authorization *\n  respond @stranger 401",
    expected: { ...caddy, wrong: "accepted", swappedCase: "accepted" },
  },
  {
    kind: "caddy",
    title: "writes are open",
    guard: `@stranger {\n method GET HEAD\n not header Authorization "Bearer ${token}"\n }\n  respond @stranger 401`,
    expected: { ...caddy, reads: ["accepted", "refused"], writes: ["accepted"] },
  },
  {
    kind: "haproxy",
    title: "a token on everything",
    guard: `${deny} !{ req.hdr(Authorization) -m str "Bearer ${token}" }`,
    expected: closed,
  },
  {
    kind: "haproxy",
    title: "letters compared without case",
    guard: `${deny} !{ req.hdr(Authorization) -m str -i "Bearer ${token}" }`,
    expected: { ...closed, swappedCase: "accepted" },
  },
  {
    kind: "haproxy",
    title: "the path compared as text",
    guard: `${deny} { path_beg /api/v2/tenants /api/v2/auth } !{ req.hdr(Authorization) -m str "Bearer ${token}" }`,
    expected: { ...closed, routes: [] },
  },
  { kind: "stunnel", title: "TLS and nothing else", guard: "sslVersionMin = TLSv1.2", expected: open },
]

describe.each(guards)("$kind: $title", ({ kind, title, guard, expected }) => {
  let seen: Seen
  let before: string
  beforeAll(async () => {
    before = await settled(running.data)
    const proxy = await startProxy(kind, guard, running.port)
    seen = await observe({
      ip: "127.0.0.1",
      endpoint: { ports: [proxy.port], ca: authority.certificate, token: bearer },
    })
    await proxy.stop()
  })

  test("has not changed a byte of what is behind it", async () => {
    expect(await settled(running.data)).toBe(before)
  })

  test("is judged by what it lets through", () => {
    const { wrong, right, swappedCase } = seen.value(credentials)
    const spellings = seen.observation(routes)
    expect({
      reads: verdicts(seen, anonymousReads),
      writes: verdicts(seen, anonymousWrites),
      wrong: wrong.verdict,
      swappedCase: swappedCase?.verdict,
      routes:
        spellings.status === "known"
          ? seen
              .value(routes)
              .filter(({ verdict }) => verdict === "accepted")
              .map(({ name }) => name)
          : spellings.status,
      front: seen.value(api).front?.name,
    }).toEqual(expected)
    expect(right?.verdict).toBe("accepted")
  })

  test("leaves nothing about it open", () => {
    const { wrong, swappedCase } = seen.value(credentials)
    const cells = [
      kind,
      title,
      verdicts(seen, anonymousReads).join(", "),
      verdicts(seen, anonymousWrites).join(", "),
      wrong.verdict,
      swappedCase?.verdict,
      seen.value(api).front?.name ?? "nobody",
    ]
    expect(cells).not.toContain("inconclusive")
    rows.push(`| ${cells.join(" | ")} |`)
  })

  test("has its TLS judged as it is", () => {
    expect(seen.value(tls)).toMatchObject({ trusted: true, nameMatches: true, forwardSecrecy: true })
    const accepted = seen.value(tlsVersions).filter(({ answer }) => answer === "accepted")
    expect(accepted.map(({ version }) => version)).toEqual(["TLSv1.2", "TLSv1.3"])
  })
})

test("the documentation has the table of this run", async () => {
  const heads = [
    "Proxy",
    "Guard",
    "Reads",
    "Writes",
    "Wrong token",
    "Letters' case swapped",
    "Names itself as",
  ]
  const table = [heads, heads.map(() => "-")].map((cells) => `| ${cells.join(" | ")} |`)
  const text = `# What is seen of each proxy

Debian's proxies with TLS in front of Chroma 1.5.9, asked with the right token by \`npm run test:servers\`, which writes
this table (with \`-- --update\`) and fails when it has changed. nginx is tried in more ways by the default tests.

${[...table, ...rows].join("\n")}
`
  await expect(
    await format(text, { parser: "markdown", printWidth: 120, proseWrap: "preserve" }),
  ).toMatchFileSnapshot("../../docs/proxies.md")
})
