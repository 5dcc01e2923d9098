import { Type, type Static } from "typebox"
import { frameworkIds } from "../model/framework.ts"
import { areaIds } from "../model/area.ts"
import { editions } from "../model/edition.ts"
import { planes } from "../model/evidence.ts"
import { profiles, severities } from "../model/rule.ts"
import { azureAuthentications } from "../model/target.ts"

const Text = Type.String({ minLength: 1 })
const Texts = Type.Array(Text)

export const failOn = [...severities, "never"] as const
export const tokenSchemes = ["bearer", "basic", "none"] as const
export const clouds = ["public", "usgovernment", "china"] as const

/**
 * What an audit can be told, in the configuration file under the flags' own names. The command line
 * wins over the environment, the environment over the file, the file over the defaults.
 */
export const Config = Type.Partial(
  Type.Object({
    ip: Text,
    url: Text,
    port: Type.Array(Type.Integer({ minimum: 1, maximum: 65_535 })),
    "server-name": Text,
    "ca-file": Text,
    "client-cert": Text,
    "client-key": Text,
    "token-env": Text,
    "token-header": Text,
    "token-scheme": Type.Enum([...tokenSchemes]),
    "azure-auth": Type.Enum([...azureAuthentications]),
    subscription: Texts,
    cloud: Type.Enum([...clouds]),
    "arm-endpoint": Text,
    "effective-rules": Type.Boolean(),
    tfvars: Text,
    terraform: Text,
    compose: Text,
    "env-file": Text,
    "server-config": Text,
    attestations: Text,
    "evidence-floor": Type.Enum(["attested", "observed"]),
    "guest-output": Text,
    guest: Type.Enum(["run-command"]),
    profile: Type.Enum([...profiles]),
    ruleset: Type.Enum([...editions]),
    area: Type.Array(Type.Enum([...areaIds])),
    rule: Texts,
    "skip-rule": Texts,
    format: Texts,
    framework: Type.Enum([...frameworkIds]),
    "save-evidence": Text,
    "fail-on": Type.Enum([...failOn]),
    "allow-unknown": Type.Boolean(),
    "min-score": Type.Number({ minimum: 0, maximum: 100 }),
    /** Each as AREA=N. */
    "min-area-score": Texts,
    "min-coverage": Type.Number({ minimum: 0, maximum: 100 }),
    baseline: Text,
    waivers: Text,
    "strict-waivers": Type.Boolean(),
    "require-scope": Type.Array(Type.Enum([...planes])),
    timeout: Type.Number({ exclusiveMinimum: 0 }),
    deadline: Type.Number({ exclusiveMinimum: 0 }),
    concurrency: Type.Integer({ minimum: 1 }),
    plugins: Type.Array(Text, {
      description: "Packs of rules: npm packages, or files and folders relative to this file.",
    }),
    options: Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown()), {
      description: "Options of rules, by rule id.",
    }),
  }),
  // An option of the inner object would be lost here.
  { additionalProperties: false },
)
type Valid = Static<typeof Config>
export type Config = { [K in keyof Valid]?: Valid[K] | undefined }
