import { readFile } from "node:fs/promises"
import { absent, defineCollector, evidence, known, Type } from "chroma-audit"

/** Evidence of Acme's own: it has a name, a plane, a title and a schema. */
export const freeze = evidence(
  "acme.freeze",
  "declared",
  "Acme's change freeze",
  Type.Object({ from: Type.String({ format: "date" }), to: Type.String({ format: "date" }) }),
)

/** Reads what ACME_FREEZE names: a file with the first and the last day of the freeze. */
export const changeCalendar = defineCollector({
  id: "acme-change-calendar",
  plane: "declared",
  title: "the change calendar",
  provides: [freeze],
  async collect() {
    const file = process.env.ACME_FREEZE
    if (!file) return [absent(freeze, "ACME_FREEZE", "No change freeze is declared.")]
    return [known(freeze, file, JSON.parse(await readFile(file, "utf8")))]
  },
})
