import { attestationsFile } from "./attestations.ts"
import type { ScenarioFiles, ScenarioOptions } from "./files.ts"
import { guardedNode } from "./guarded-node.ts"

/** The machine is done well; what people would have to practise and watch is still to come. */
export const hardened = (options: ScenarioOptions): ScenarioFiles => ({
  ...guardedNode(options, {
    vmSize: "Standard_D2als_v6",
    memoryKib: 4_016_128,
    diskSku: "Premium_LRS",
    memoryLimit: null,
    renewsCertificate: false,
  }),
  attestations: { name: "attestations.yaml", text: attestationsFile(options.now, []) },
})
