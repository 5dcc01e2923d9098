/** What `run` and `replay` exit with. Help, documentation and code read it here. */
export const exitCodes = {
  gatePassed: 0,
  gateFailed: 1,
  usage: 2,
  nothingAudited: 3,
  internal: 4,
} as const

/** What each means, to end a sentence. */
export const exitMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  gatePassed: "the gate is passed",
  gateFailed: "the gate is not passed",
  usage: "wrong usage or configuration",
  nothingAudited: "nothing could be audited: no plane answered",
  internal: "a bug of ours",
}

/** "0 the gate is passed · 1 the gate is not passed …". */
export const exitCodeList = (number: (code: number) => string = String): string =>
  Object.entries(exitCodes)
    .map(([name, code]) => `${number(code)} ${exitMeanings[name as keyof typeof exitCodes]}`)
    .join(" · ")
