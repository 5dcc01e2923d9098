import type { Static } from "typebox"
import { loadAttestations, type Stated } from "../../config/attestations.ts"
import { UsageError } from "../../config/usage-error.ts"
import { attestation, type Attestation } from "../../evidence/attested.ts"
import { defineCollector, known, unknown, type AnyCollector, type Observed } from "../../model/collector.ts"
import { withoutCredentials } from "../configuration/secrets.ts"
import type { Evidence } from "../../model/evidence.ts"
import type { AuditRequest } from "../../model/target.ts"

/**
 * What people vouch for, from the request's attestations file.
 *
 * @param attestable the attested evidence that any rule asks for
 * @throws UsageError when the file cannot be understood, or speaks of a rule that takes no statement
 */
export async function attestedCollectors(
  { attestations: file }: Pick<AuditRequest, "attestations">,
  attestable: readonly Evidence[],
): Promise<AnyCollector[]> {
  if (file === undefined || attestable.length === 0) return []
  const stated = await loadAttestations(file)
  const stray = stated.find(
    ({ attestation: { rule } }) => !attestable.some(({ id }) => id === attestation(rule).id),
  )
  if (stray) {
    throw new UsageError(
      `${stray.source}: no rule called "${stray.attestation.rule}" takes a statement; ` +
        "`chroma-audit rules` lists what there is.",
    )
  }
  return [
    defineCollector({
      id: "attested.statements",
      plane: "attested",
      title: "what people vouch for",
      provides: attestable,
      collect: async () => {
        const today = new Date().toISOString().slice(0, 10)
        return attestable.map((token) => observe(token, stated, { file, today }))
      },
    }),
  ]
}

/** The newest statement that stands today; dates in ISO 8601 compare as text. */
function observe(
  token: Evidence,
  stated: readonly Stated[],
  { file, today }: { file: string; today: string },
): Observed {
  const own = stated
    .filter(({ attestation: { rule } }) => attestation(rule).id === token.id)
    .toSorted((a, b) => b.attestation.on.localeCompare(a.attestation.on, "en"))
  const standing = own.find(({ attestation: { on, expires } }) => on <= today && today <= expires)
  if (standing) {
    const { rule, statement, evidence, ...rest } = standing.attestation
    return known(attestation(rule), standing.source, {
      rule,
      statement: withoutCredentials(statement),
      ...(evidence === undefined ? {} : { evidence: withoutCredentials(evidence) }),
      ...rest,
    })
  }
  const rule = token.id.slice(attestation("").id.length)
  const unlock = `State it in ${file}, a rule at a time:\n${snippet(rule, today)}`
  const [newest] = own
  return newest
    ? unknown(token, newest.source, {
        kind: "inconclusive",
        detail: lapse(newest.attestation, today),
        unlock,
      })
    : unknown(token, file, { kind: "not-found", detail: "Nobody has stated it yet.", unlock })
}

const lapse = ({ rule, by, on, expires }: Static<typeof Attestation>, today: string): string =>
  expires < today
    ? `What ${by} stated about ${rule} expired on ${expires}.`
    : `What ${by} stated about ${rule} is dated ${on}, which has not come yet.`

const snippet = (rule: string, today: string): string =>
  [
    `  - rule: ${rule}`,
    "    statement: what was done or decided, and how it went",
    `    by: your name`,
    `    on: ${today}`,
    `    expires: ${Number(today.slice(0, 4)) + 1}${today.slice(4, 7)}-01`,
  ].join("\n")
