import { Type, type Static } from "typebox"
import { Attestation } from "../evidence/attested.ts"
import { readText } from "./load.ts"
import { validated } from "./validate.ts"
import { parseYaml } from "./yaml-text.ts"

/** The attestations file. */
export const Attestations = Type.Object(
  { attestations: Type.Array(Attestation) },
  { additionalProperties: false },
)

/** A statement, and where it stands: "chroma-audit.attestations.yaml:7". */
export interface Stated {
  attestation: Static<typeof Attestation>
  source: string
}

/** @throws UsageError saying what is wrong with the file, and where */
export async function loadAttestations(file: string): Promise<Stated[]> {
  const { value, lineOf } = parseYaml(await readText(file, "The attestations file"), file)
  const { attestations } = await validated(Attestations, value, `The attestations file ${file}`)
  return attestations.map((attestation, index) => ({
    attestation,
    source: `${file}:${lineOf("attestations", index)}`,
  }))
}
