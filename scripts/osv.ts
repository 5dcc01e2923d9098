import { compare, valid } from "semver"
import { Type, type Static } from "typebox"
import { Check } from "typebox/value"
import type { AdvisoryFile } from "../src/evidence/advisories.ts"

/** What OSV, the database of open-source vulnerabilities, knows of PyPI's chromadb, as far as it is used here. */
const Vulnerability = Type.Object({
  id: Type.String({ maxLength: 100 }),
  aliases: Type.Optional(Type.Array(Type.String({ maxLength: 100 }))),
  summary: Type.Optional(Type.String()),
  withdrawn: Type.Optional(Type.String()),
  affected: Type.Array(
    Type.Object({
      package: Type.Optional(Type.Object({ name: Type.String(), ecosystem: Type.String() })),
      ranges: Type.Optional(
        Type.Array(
          Type.Object({ type: Type.String(), events: Type.Array(Type.Record(Type.String(), Type.String())) }),
        ),
      ),
      versions: Type.Optional(Type.Array(Type.String())),
    }),
  ),
})
export type Vulnerability = Static<typeof Vulnerability>

const Page = Type.Object({
  vulns: Type.Optional(Type.Array(Vulnerability)),
  next_page_token: Type.Optional(Type.String()),
})

const mostPages = 10
const mostBytes = 4 * 1024 * 1024
const patience = 15_000

/** @throws Error when it cannot be reached, says too much, or says what OSV does not say */
export async function knownToOsv(origin = "https://api.osv.dev"): Promise<Vulnerability[]> {
  const found: Vulnerability[] = []
  let token: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await fetch(`${origin}/v1/query`, {
      method: "POST",
      body: JSON.stringify({ package: { name: "chromadb", ecosystem: "PyPI" }, page_token: token }),
      redirect: "error",
      signal: AbortSignal.timeout(patience),
    })
    if (!answer.ok) throw new Error(`it answers ${answer.status}`)
    const said: unknown = JSON.parse(await bounded(answer))
    if (!Check(Page, said)) throw new Error("it answers in another form than OSV's")
    found.push(...(said.vulns ?? []))
    token = said.next_page_token
    if (!token) return found
  }
  throw new Error(`it has more than ${mostPages} pages`)
}

async function bounded({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    if (length > mostBytes) throw new Error(`it answers with more than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** What a comparison came to. */
export interface Comparison {
  file: AdvisoryFile
  /** One sentence for each thing that is new in the file. */
  changes: string[]
  /** One sentence for each thing that a person has to decide. The day stays as it was while there is any. */
  open: string[]
}

/** Takes over the releases that are affected. What an advisory means for a server, no database says. */
export function compareWith(
  vulnerabilities: readonly Vulnerability[],
  file: AdvisoryFile,
  today: string,
): Comparison {
  const changes: string[] = []
  const open: string[] = []
  const namesOf = ({ id, aliases = [] }: { id: string; aliases?: readonly string[] }) => [id, ...aliases]
  const advisories = file.advisories.map((advisory) => {
    const same = vulnerabilities.filter((one) =>
      namesOf(one).some((name) => namesOf(advisory).includes(name)),
    )
    const standing = same.filter(({ withdrawn }) => withdrawn === undefined)
    if (same.length > 0 && standing.length === 0) open.push(`${advisory.id} was withdrawn: take it out.`)
    const affected = releasesAffected(standing)
    if (!affected) return advisory
    if (affected.from === advisory.affected.from && affected.to === advisory.affected.to) return advisory
    changes.push(`${advisory.id} affects ${text(affected)}, not ${text(advisory.affected)}.`)
    return { ...advisory, affected }
  })
  const known = new Set(file.advisories.flatMap(namesOf))
  const fresh = vulnerabilities.filter(
    (one) => one.withdrawn === undefined && !namesOf(one).some((name) => known.has(name)),
  )
  for (const one of fresh)
    open.push(
      `${namesOf(one).join(", ")} is new: ${one.summary ?? "no summary"}. Say whom it lets do what, and on which server.`,
    )
  return { file: { asOf: open.length > 0 ? file.asOf : today, advisories }, changes, open }
}

const text = ({ from, to }: { from: string | null; to: string | null }): string =>
  `${from ?? "the first release"} to ${to ?? "the newest"}`

/** Undefined where the records name no last release. */
function releasesAffected(
  records: readonly Vulnerability[],
): { from: string | null; to: string } | undefined {
  const affected = records
    .flatMap((record) => record.affected)
    .filter((one) => (one.package?.name ?? "chromadb") === "chromadb")
  const events = affected.flatMap(({ ranges = [] }) => ranges).flatMap((range) => range.events)
  const said = (key: string): string[] => events.flatMap((event) => event[key] ?? [])
  const introduced = said("introduced")
  const last = [...said("last_affected"), ...affected.flatMap(({ versions = [] }) => versions)]
    .filter((version) => valid(version) !== null)
    .toSorted(compare)
    .at(-1)
  if (last === undefined || introduced.length === 0) return undefined
  const first = introduced.includes("0")
    ? null
    : introduced.filter((version) => valid(version)).toSorted(compare)[0]
  return { from: first ?? null, to: last }
}
