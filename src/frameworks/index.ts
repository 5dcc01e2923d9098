import { cisAzure } from "./cis-azure.ts"
import type { Framework, FrameworkId } from "../model/framework.ts"
import { iso27001 } from "./iso-27001.ts"
import { mcsb } from "./mcsb.ts"
import { soc2 } from "./soc-2.ts"
import { wellArchitected } from "./well-architected.ts"

/** The framework of that name; undefined for none. */
export const frameworkOf = (id: FrameworkId | undefined): Framework | undefined =>
  frameworks.find((framework) => framework.id === id)

export const frameworks: readonly Framework[] = [cisAzure, mcsb, wellArchitected, iso27001, soc2]
