/** A file as the auditor is given it. */
export interface ScenarioFile {
  name: string
  text: string
}

/** Files by the flag of `run` that takes them. */
export type ScenarioFiles = Partial<
  Record<
    "tfvars" | "terraform" | "compose" | "env-file" | "server-config" | "guest-output" | "attestations",
    ScenarioFile
  >
>

export interface ScenarioOptions {
  /** The moment the deployment is seen at; dates are counted back from it. */
  now: Date
  /** The port that the API answers on from outside. */
  apiPort: number
}

const day = 86_400_000

/** The ISO 8601 day that lies this many days from now. */
export const dayFrom = (now: Date, days: number): string =>
  new Date(now.getTime() + days * day).toISOString().slice(0, 10)

/** What the guest script would print: `sections` are its headings with their lines. */
export const guestOutput = (now: Date, sections: Readonly<Record<string, readonly string[]>>): string =>
  [
    "chroma-audit-guest 1",
    `at ${now.toISOString()}`,
    "root yes",
    ...Object.entries(sections).flatMap(([name, lines]) => [
      `== ${name}`,
      ...lines.map((line) => `  ${line}`),
    ]),
    "== end",
    "",
  ].join("\n")
