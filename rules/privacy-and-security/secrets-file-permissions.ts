import {
  defineRule,
  fail,
  guest,
  judgeEach,
  notApplicable,
  pass,
  unknownBecause,
  command,
} from "../../src/rule.ts"

/** Writing for the group, and anything for all others. */
const tooMuch = 0o027

export default defineRule({
  id: "secrets-file-permissions",
  area: "privacy-and-security",
  severity: "medium",
  profile: "production",
  title: "Files with secrets cannot be read by everyone on the VM",
  failureTitle: "A file with secrets can be read by everyone on the VM",
  why:
    "The boot script of the guide's template writes .env as root without further ado, so it is readable by every " +
    "account and every compromised service on the machine, token included. What may be read by owner and group alone " +
    "does its job just as well.",
  references: [
    "https://docs.docker.com/compose/how-tos/environment-variables/best-practices/",
    "https://cwe.mitre.org/data/definitions/732.html",
  ],
  needs: { files: guest.secretFiles },

  check({ files }) {
    if (files.length === 0) return notApplicable("No file with secrets was found in the VM.")
    return judgeEach(files, ({ path, mode, owner }) => {
      const sighting = {
        observed: `${path}: ${mode}, owner ${owner}`,
        expected: "0640 or less",
        resources: [path],
      }
      return isLoose(mode) ? fail(sighting) : pass(sighting)
    })
  },

  effort: "minutes",
  fix: ({ files }) => ({
    summary:
      "Take the permissions of all others away, and change the secret if strangers have accounts there.",
    commands: files
      .filter(({ mode }) => isLoose(mode))
      .map(({ path }) => command("sudo")`chmod 0640 ${path}`),
  }),

  examples: [
    { title: "owner and group", status: "pass", given: { files: [file("0640")] } },
    { title: "everyone", status: "fail", given: { files: [file("0640"), file("0644")] } },
    { title: "the group may write", status: "fail", given: { files: [file("660")] } },
    {
      title: "nobody looked inside",
      status: "unknown",
      given: { files: unknownBecause("not-requested") },
    },
    { title: "no such file", status: "not-applicable", given: { files: [] } },
  ],
})

function isLoose(mode: string): boolean {
  return (Number.parseInt(mode, 8) & tooMuch) !== 0
}

function file(mode: string) {
  return { path: `/home/chroma/.env`, mode, owner: "root" }
}
