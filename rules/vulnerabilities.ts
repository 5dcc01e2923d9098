/** What the two rules about published advisories have in common. */
import {
  advisoriesAsOf,
  bearing,
  configuration,
  endpoint,
  fail,
  notApplicable,
  pass,
  releaseOf,
  releaseText,
  undecided,
  type Advisory,
  type ValueOf,
  type Verdict,
} from "../src/rule.ts"

export const releaseFacts = {
  server: endpoint.server,
  settings: configuration.settings,
  api: endpoint.api,
}
type ReleaseFacts = { [K in keyof typeof releaseFacts]: ValueOf<(typeof releaseFacts)[K]> | undefined }

/** Fails when one of the advisories certainly applies to what runs, is undecided when one may. */
export function judgeAdvisories(
  advisories: readonly Advisory[],
  what: string,
  { server, settings, api }: ReleaseFacts,
): Verdict {
  if (api && new URL(api.url).hostname.endsWith(".trychroma.com"))
    return notApplicable("Chroma Cloud serves this address and answers for its release.")
  const release = releaseOf(server, settings)
  if (!release) {
    return undecided(
      "Neither the server nor a file says which release of Chroma runs.",
      "Give a read token, or the files it was deployed from with --compose or --tfvars.",
    )
  }
  const runs = releaseText(release)
  const expected = `${what} (advisories of ${advisoriesAsOf})`
  const resources = api ? [api.url] : []
  const bearingSo = (wanted: ReturnType<typeof bearing>) =>
    advisories.filter((advisory) => bearing(advisory, release) === wanted)
  const found = bearingSo("affected").map(({ id, consequence }) => `${id} lets ${consequence}`)
  if (found.length > 0) return fail({ observed: `${runs}: ${found.join("; ")}`, expected, resources })
  const perhaps = bearingSo("undetermined").map(({ id }) => id)
  if (perhaps.length === 0) return pass({ observed: runs, expected, resources })
  return undecided(
    `It runs ${runs}; whether ${perhaps.join(", ")} applies depends on the exact release and on which of the two servers it is.`,
    "Let the auditor see /openapi.json (give a read token), or run the guest script and give its output with --guest-output.",
  )
}
