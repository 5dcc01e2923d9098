import type { ValueOf } from "../model/evidence.ts"
import { configuredRelease, overlap } from "./advisories.ts"
import type { Settings } from "./configuration.ts"
import type { server } from "./endpoint.ts"
import type { ReleaseRange } from "./support-policy.ts"

/** Authentication settings without effect, a clause each: on every release it may be, or on some of them. */
export interface Ineffective {
  certain: string[]
  possible: string[]
}

export function ineffectiveAuthentication(
  settings: Settings,
  running: ValueOf<typeof server> | undefined,
): Ineffective {
  const release = configuredRelease(settings, running)
  const readings = lines
    .filter(({ releases }) => !release || overlap(release, releases) !== "outside")
    .map(({ ignored }) => [...unusedVariables(settings), ...ignored(settings)])
  const all = [...new Set(readings.flat())]
  const certain = all.filter((clause) => readings.every((clauses) => clauses.includes(clause)))
  return { certain, possible: all.filter((clause) => !certain.includes(clause)) }
}

const unusedVariables = ({ unused }: Settings): string[] =>
  unused
    .filter((name) => /auth/i.test(name))
    .map((name) => `the variable ${name} is not used by the template`)

interface Line {
  releases: ReleaseRange
  ignored: (settings: Settings) => string[]
}

/** What each line of releases reads: chromadb/config.py of 0.4.24 and 0.6.3; nothing at all in 1.x. */
const lines: readonly Line[] = [
  {
    releases: { from: null, to: "0.4.6" },
    ignored: (settings) => namesIn(settings, () => true).map(isIgnored),
  },
  {
    releases: { from: "0.4.7", to: "0.4.24" },
    ignored: (settings) => [
      ...namesIn(settings, (name) => /^CHROMA_(SERVER_AUTHN_|AUTH_)/.test(name)).map(isIgnored),
      ...blankProvider(settings, "CHROMA_SERVER_AUTH_PROVIDER", "CHROMA_SERVER_AUTH_CREDENTIALS"),
    ],
  },
  {
    releases: { from: "0.5.0", to: "0.6.3" },
    ignored: (settings) => [
      ...namesIn(
        settings,
        (name) => name.startsWith("CHROMA_SERVER_AUTH_") && name !== "CHROMA_SERVER_AUTH_IGNORE_PATHS",
      ).map(isIgnored),
      ...blankProvider(settings, "CHROMA_SERVER_AUTHN_PROVIDER", "CHROMA_SERVER_AUTHN_CREDENTIALS"),
    ],
  },
  {
    releases: { from: "1.0.0", to: null },
    ignored: (settings) => namesIn(settings, () => true).map(isIgnored),
  },
]

/** The template of 0.5 and 0.6 writes every name, blank unless its variable is set. */
function blankProvider(settings: Settings, provider: string, credentials: string): string[] {
  const value = valueOf(settings, provider)
  if (value !== undefined && value.trim() === "") return [`${provider} is blank, so nothing is checked`]
  const isAlone = value === undefined && (valueOf(settings, credentials) ?? "").trim() !== ""
  return isAlone ? [`${credentials} has no effect without ${provider}`] : []
}

const isIgnored = (name: string): string => `${name} is ignored`

/** Chroma matches the names of variables without case. */
const namesIn = ({ environment, file }: Settings, isMeant: (name: string) => boolean): string[] =>
  [...Object.keys(environment), ...Object.keys(file)].filter(
    (name) => /^CHROMA_(SERVER_AUTH|AUTH_)/i.test(name) && isMeant(name.toUpperCase()),
  )

const valueOf = ({ environment }: Settings, name: string): string | undefined =>
  Object.entries(environment).find(([key]) => key.toUpperCase() === name)?.[1]
