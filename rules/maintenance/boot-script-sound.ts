import { absentBecause, configuration, defineRule, fail, pass, unknownBecause } from "../../src/rule.ts"

export default defineRule({
  id: "boot-script-sound",
  area: "maintenance",
  severity: "high",
  profile: "production",
  title: "The boot script can finish",
  failureTitle: "The boot script cannot finish",
  why:
    "The boot script is what rebuilds the machine, after a disaster or at the next change of a Terraform variable. " +
    "In Chroma's published Azure template it escapes $USER and $(uname) in a place where Terraform keeps the " +
    "backslash, so Docker Compose is never downloaded and Chroma never starts. A deployment that works was " +
    "repaired by hand, and its definition still builds a broken one.",
  references: [
    "https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1",
    "https://github.com/chroma-core/chroma/blob/main/deployments/azure/main.tf",
    "https://cloudinit.readthedocs.io/en/latest/howto/debugging.html",
  ],
  needs: { script: configuration.boot },

  check({ script: { faults } }) {
    const expected = "no line that cannot work"
    return faults.length === 0
      ? pass({ observed: "no such line was found", expected })
      : fail({
          observed: faults.map(described).join("; "),
          expected,
        })
  },

  effort: "hours",
  fix: () => ({
    summary:
      "Take the backslashes out of the script in main.tf and prove it on a scratch VM; on the live one applying it replaces the VM.",
    commands: [
      { tool: "sed", run: String.raw`sed --in-place 's/\\\$/$/g' main.tf` },
      { tool: "terraform", run: "terraform plan -var-file chroma.tfvars" },
    ],
    verify: "cloud-init status --long",
  }),

  examples: [
    { title: "a script without faults", status: "pass", given: { script: { faults: [], secrets: [] } } },
    {
      title: "the published template",
      status: "fail",
      given: {
        script: {
          faults: [
            {
              line: 14,
              text: String.raw`chown -R \$USER:\$USER /home/\$USER`,
              problem: "the backslash stays, so the user is literally $USER",
            },
          ],
          secrets: [],
        },
      },
      says: "line 14: chown",
    },
    {
      title: "nobody gave the files",
      status: "unknown",
      given: {
        script: unknownBecause("not-requested", "No files were given, and nobody looked inside the VM."),
      },
    },
    {
      title: "a VM from an image that needs no script",
      status: "not-applicable",
      given: { script: absentBecause("The VM is declared without custom data.") },
    },
  ],
})

/** A fault that cloud-init reports as a whole has no line. */
function described({ line, text, problem }: { line: number; text: string; problem: string }): string {
  return `${line > 0 ? `line ${line}: ` : ""}${text} (${problem})`
}
