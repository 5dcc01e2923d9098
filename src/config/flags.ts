import * as Flags from "@oclif/core/flags"
import { frameworkIds } from "../model/framework.ts"
import { areaIds } from "../model/area.ts"
import { editions } from "../model/edition.ts"
import { planes } from "../model/evidence.ts"
import { profiles } from "../model/rule.ts"
import { azureAuthentications } from "../model/target.ts"
import { clouds, failOn, tokenSchemes, type Config } from "./schema.ts"

// No flag has a default here: what is not given falls to the configuration file, then to the code that uses it.

const several = { multiple: true, multipleNonGreedy: true } as const

/** What is audited, and how it is reached. */
export const targetFlags = {
  ip: Flags.string({
    summary: "Address of the deployment, public or private.",
    helpValue: "ADDRESS",
    helpGroup: "TARGET",
  }),
  url: Flags.string({
    summary: "Base URL of the API, when it is not on the address itself.",
    helpValue: "URL",
    helpGroup: "TARGET",
  }),
  port: Flags.integer({
    ...several,
    summary: "Port to probe, for TLS and for clear text; 443, 8000 and 80 unless given.",
    min: 1,
    max: 65_535,
    helpGroup: "TARGET",
  }),
  "server-name": Flags.string({ summary: "Name to ask for (SNI, Host) and to verify.", helpGroup: "TARGET" }),
  "ca-file": Flags.string({
    summary: "Further trusted CA certificates, PEM.",
    helpValue: "FILE",
    helpGroup: "TARGET",
  }),
  "client-cert": Flags.string({
    summary: "Client certificate for mutual TLS, PEM.",
    helpValue: "FILE",
    dependsOn: ["client-key"],
    helpGroup: "TARGET",
  }),
  "client-key": Flags.string({
    summary: "Its key.",
    helpValue: "FILE",
    dependsOn: ["client-cert"],
    helpGroup: "TARGET",
  }),
  "token-env": Flags.string({
    summary: "Variable that holds the Chroma token; CHROMA_CLIENT_AUTH_CREDENTIALS unless given.",
    helpValue: "NAME",
    helpGroup: "TARGET",
  }),
  "token-header": Flags.string({
    summary: "Header that carries the token; Authorization unless given.",
    helpValue: "NAME",
    env: "CHROMA_AUTH_TOKEN_TRANSPORT_HEADER",
    helpGroup: "TARGET",
  }),
  "token-scheme": Flags.option({
    options: tokenSchemes,
    summary: "Scheme before the token; bearer with Authorization, else none.",
    helpGroup: "TARGET",
  })(),
  "azure-auth": Flags.option({
    options: azureAuthentications,
    summary: "How to log in to Azure; none leaves Azure out.",
    helpGroup: "AZURE",
  })(),
  subscription: Flags.string({
    ...several,
    summary: "Subscription to look in; all that are visible unless given.",
    env: "AZURE_SUBSCRIPTION_ID",
    helpGroup: "AZURE",
  }),
  cloud: Flags.option({ options: clouds, summary: "Azure cloud.", helpGroup: "AZURE" })(),
  "arm-endpoint": Flags.string({
    summary: "Another Azure Resource Manager, https; trust its CA with NODE_EXTRA_CA_CERTS.",
    helpValue: "ORIGIN",
    env: "CHROMA_AUDIT_ARM_ENDPOINT",
    helpGroup: "AZURE",
  }),
  "effective-rules": Flags.boolean({
    summary: "Ask Azure which security and admin rules are in force; takes two actions beyond Reader.",
    helpGroup: "AZURE",
  }),
  tfvars: Flags.string({
    summary: "Terraform variables the stack was made with.",
    helpValue: "FILE",
    helpGroup: "DECLARED",
  }),
  terraform: Flags.string({
    summary: "`terraform show -json` of the state or a plan (- is standard input), or a folder of .tf files.",
    helpValue: "FILE",
    helpGroup: "DECLARED",
  }),
  compose: Flags.string({ summary: "docker-compose file.", helpValue: "FILE", helpGroup: "DECLARED" }),
  "env-file": Flags.string({ summary: ".env file beside it.", helpValue: "FILE", helpGroup: "DECLARED" }),
  "server-config": Flags.string({
    summary: "Chroma's YAML configuration.",
    helpValue: "FILE",
    helpGroup: "DECLARED",
  }),
  "guest-output": Flags.string({
    summary: "Output of the guest script (chroma-audit explain --guest-script), run inside the VM.",
    helpValue: "FILE",
    helpGroup: "DECLARED",
  }),
  guest: Flags.option({
    options: ["run-command"] as const,
    summary: "Run the guest script inside the VM through its agent; takes more than Reader.",
    exclusive: ["guest-output"],
    helpGroup: "DECLARED",
  })(),
  attestations: Flags.string({ summary: "Statements of people.", helpValue: "FILE", helpGroup: "DECLARED" }),
  "evidence-floor": Flags.option({
    options: ["attested", "observed"] as const,
    summary: "observed ignores statements of people.",
    helpGroup: "DECLARED",
  })(),
  "save-evidence": Flags.string({
    summary: "Keep the evidence, for replay.",
    helpValue: "FILE",
    helpGroup: "OUTPUT",
  }),
  timeout: Flags.integer({ summary: "Seconds for one call; 10 unless given.", min: 1, helpGroup: "LIMITS" }),
  deadline: Flags.integer({
    summary: "Seconds for the whole audit; 120 unless given.",
    min: 1,
    helpGroup: "LIMITS",
  }),
  concurrency: Flags.integer({ summary: "Calls at once; 8 unless given.", min: 1, helpGroup: "LIMITS" }),
}

/** Which rules judge, how the report is printed, and what makes the run fail. */
export const reportFlags = {
  config: Flags.string({
    summary: "Configuration; chroma-audit.yaml in this folder unless given.",
    helpValue: "FILE",
  }),
  "print-config": Flags.boolean({ summary: "Print the settings in force and stop." }),
  profile: Flags.option({
    options: profiles,
    summary: "How much is asked of the deployment; production unless given.",
    helpGroup: "RULES",
  })(),
  ruleset: Flags.option({
    options: editions,
    summary: "Edition of the rules; the newest unless given.",
    helpGroup: "RULES",
  })(),
  area: Flags.option({ ...several, options: areaIds, summary: "Only this area.", helpGroup: "RULES" })(),
  rule: Flags.string({ ...several, summary: "Only this rule, whatever its profile.", helpGroup: "RULES" }),
  "skip-rule": Flags.string({ ...several, summary: "Without this rule.", helpGroup: "RULES" }),
  format: Flags.string({
    ...several,
    summary:
      "terminal, json, html, sarif, junit, markdown, csv, ocsf, gitlab or prometheus; to standard output or =FILE.",
    helpValue: "NAME[=FILE]",
    helpGroup: "OUTPUT",
  }),
  json: Flags.boolean({
    summary: "The report as JSON on standard output.",
    exclusive: ["format"],
    helpGroup: "OUTPUT",
  }),
  framework: Flags.option({
    options: frameworkIds,
    summary: "Also group terminal, markdown and html by the controls of this framework.",
    helpGroup: "OUTPUT",
  })(),
  "fail-on": Flags.option({
    options: failOn,
    summary: "Mildest severity that fails the gate, failing or undecided; critical unless given.",
    helpGroup: "GATE",
  })(),
  "allow-unknown": Flags.boolean({ summary: "What is undecided does not fail the gate.", helpGroup: "GATE" }),
  "min-score": Flags.integer({ summary: "Least proven score.", min: 0, max: 100, helpGroup: "GATE" }),
  "min-area-score": Flags.string({
    ...several,
    summary: "Least proven score of an area.",
    helpValue: "AREA=N",
    helpGroup: "GATE",
  }),
  "min-coverage": Flags.integer({
    summary: "Least coverage, per cent.",
    min: 0,
    max: 100,
    helpGroup: "GATE",
  }),
  baseline: Flags.string({
    summary: "Earlier report; only what is new or worse fails the gate.",
    helpValue: "FILE",
    helpGroup: "GATE",
  }),
  waivers: Flags.string({
    summary: "Failures that are accepted until a day.",
    helpValue: "FILE",
    helpGroup: "GATE",
  }),
  "strict-waivers": Flags.boolean({
    summary: "A waiver that is expired, void or matches nothing fails the gate.",
    helpGroup: "GATE",
  }),
  "require-scope": Flags.option({
    ...several,
    options: planes,
    summary: "Plane that must have been asked.",
    helpGroup: "GATE",
  })(),
}

const { config: _config, "print-config": _printConfig, json: _json, ...ruleFlags } = reportFlags

/** What a configuration file may hold too, under the same names. */
export const settingFlags = { ...targetFlags, ...ruleFlags }

/** The flags that say how to run rather than what holds. */
export interface RunFlags {
  config?: string | undefined
  "print-config"?: boolean | undefined
  json?: boolean | undefined
}

/** The settings in force: what was given on the command line or in the environment, over the file's. */
export function settingsFrom(config: Config, flags: RunFlags & Config): Config {
  const { config: _file, "print-config": _print, json, ...given } = flags
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return { ...config, ...set, ...(json ? { format: ["json"] } : {}) }
}
