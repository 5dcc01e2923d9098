import { dayFrom } from "./files.ts"

/** What someone said about a rule, so many days ago. */
export interface Statement {
  rule: string
  statement: string
  daysAgo: number
}

/** An attestations file: made in Ada's name, each statement good for half a year from when it was made. */
export const attestationsFile = (now: Date, statements: readonly Statement[]): string =>
  [
    `attestations:${statements.length === 0 ? " []" : ""}`,
    ...statements.flatMap(({ rule, statement, daysAgo }) => [
      `  - rule: ${rule}`,
      `    statement: ${JSON.stringify(statement)}`,
      "    by: Ada Example",
      `    on: ${dayFrom(now, -daysAgo)}`,
      `    expires: ${dayFrom(now, 180 - daysAgo)}`,
    ]),
    "",
  ].join("\n")
