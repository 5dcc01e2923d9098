import type { AnyCollector } from "../model/collector.ts"
import type { Evidence } from "../model/evidence.ts"
import type { AuditRequest } from "../model/target.ts"

/**
 * The collectors of the planes that the request asks. Reads the files it names, so that bad input is
 * known before anything is contacted; contacts nothing.
 *
 * @param attestable the attested evidence that rules ask for
 * @throws UsageError when a file cannot be read or understood
 */
export async function builtInCollectors(
  request: AuditRequest,
  attestable: readonly Evidence[],
): Promise<AnyCollector[]> {
  const collectors = await Promise.all([
    request.endpoint && import("./endpoint/index.ts").then((plane) => plane.endpointCollectors(request)),
    request.azure && import("./azure/index.ts").then((plane) => plane.azureCollectors(request)),
    request.guest && import("./guest/index.ts").then((plane) => plane.guestCollectors(request)),
    request.declared && import("./declared/index.ts").then((plane) => plane.declaredCollectors(request)),
    request.attestations !== undefined &&
      import("./attested/index.ts").then((plane) => plane.attestedCollectors(request, attestable)),
  ])
  return collectors.flatMap((plane) => plane || [])
}
