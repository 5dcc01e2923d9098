import type { FrameworkId } from "./ids.ts"

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
