import { expect, test } from "vitest"
import { licences } from "../../scripts/licences.ts"

/** Licences under which a company may install us without asking its lawyers. */
const known = [
  "MIT",
  "ISC",
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "MPL-2.0",
  "(BSD-3-Clause OR GPL-2.0)",
  "(MIT OR CC0-1.0)",
]

test("whatever is installed with the package has a licence that asks nothing of its users", () => {
  const others = [...licences()].filter(([licence]) => !known.includes(licence))
  expect(others).toEqual([])
})
