/** The names `--framework` takes, apart from the data so that help needs none of it. */
export const frameworkIds = ["cis-azure", "mcsb", "well-architected", "iso-27001", "soc-2"] as const
export type FrameworkId = (typeof frameworkIds)[number]
