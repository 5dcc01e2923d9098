/** The names `--framework` takes, apart from the data so that help needs none of it. */
export const frameworkIds = ["cis-azure", "mcsb", "well-architected", "iso-27001", "soc-2"] as const
export type FrameworkId = (typeof frameworkIds)[number]

/**
 * A published catalogue of controls, and the rules whose findings are evidence for each. A rule that passes
 * supports a control; it never meets it alone, and most controls ask for more than a deployment can show.
 */
export interface Framework {
  id: FrameworkId
  name: string
  edition: string
  /** Where the controls are published. */
  source: string
  controls: readonly Control[]
}

export interface Control {
  /** As the framework writes it. */
  id: string
  /** What it is about, in our words. */
  title: string
  /** Ids of rules. */
  rules: readonly string[]
}
