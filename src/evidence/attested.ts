import { Type } from "typebox"
import { evidence, type Evidence } from "../model/evidence.ts"

/** A dated statement of a named person about one rule. Dates are ISO 8601 days; it stands to the end of `expires`. */
export const Attestation = Type.Object(
  {
    rule: Type.String(),
    statement: Type.String({ minLength: 1 }),
    by: Type.String({ minLength: 1 }),
    on: Type.String({ format: "date" }),
    evidence: Type.Optional(Type.String()),
    expires: Type.String({ format: "date" }),
  },
  { additionalProperties: false },
)

/** What someone vouches for about a rule; unknown when the file says nothing of it or it has expired. */
export const attestation = (rule: string): Evidence<typeof Attestation> =>
  evidence(`attested.${rule}`, "attested", `what someone vouches for about ${rule}`, Attestation)
