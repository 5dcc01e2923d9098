export const scenarios = ["template", "hardened", "zone-redundant"] as const
export type Scenario = (typeof scenarios)[number]
