import { fail, pass, type Verdict } from "../src/rule.ts"

/** A disk or snapshot, either of which Azure can hand out as a download. */
interface Exportable {
  id: string
  name: string
  networkAccessPolicy: string
  publicNetworkAccess: string
}

export const isExportable = ({ networkAccessPolicy, publicNetworkAccess }: Exportable): boolean =>
  networkAccessPolicy === "AllowAll" || publicNetworkAccess !== "Disabled"

export function judgeExport(one: Exportable): Verdict {
  const sighting = {
    observed: `${one.name}: ${one.networkAccessPolicy}, public network access ${one.publicNetworkAccess}`,
    expected: "DenyAll or AllowPrivate, public network access Disabled",
    resources: [one.id],
  }
  return isExportable(one) ? fail(sighting) : pass(sighting)
}
