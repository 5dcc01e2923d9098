import type { Static } from "typebox"
import type { Attestation } from "./attested.ts"

type Statement = Static<typeof Attestation>

/** "Ada Example on 2026-11-01: Restored last night's backup", to stand inside a sentence. */
export const said = ({ by, on, statement }: Statement): string =>
  `${by} on ${on}: ${statement.replace(/\.\s*$/, "")}`

/** A statement that begins with "Not applicable" takes its rule out, on that person's word. */
export const disclaims = ({ statement }: Statement): boolean => /^not applicable\b/i.test(statement)

/** Whole days between a day, or an instant, and the audit. */
export const daysSince = (on: string, at: Date): number =>
  Math.floor((at.getTime() - Date.parse(on)) / 86_400_000)
