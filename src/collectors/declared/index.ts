import { declaredBoot, declaredContainer, declaredSettings } from "../../evidence/configuration.ts"
import { infrastructure } from "../../evidence/declared.ts"
import {
  absent,
  defineCollector,
  known,
  unknown,
  type AnyCollector,
  type Observed,
} from "../../model/collector.ts"
import type { Evidence } from "../../model/evidence.ts"
import type { AuditRequest } from "../../model/target.ts"
import { loadDeclared, type Declared } from "./load.ts"
import { plannedAzure } from "./plan/index.ts"

export { loadDeclared, type Declared } from "./load.ts"

/**
 * What the files say that the deployment was made from, and of a plan what Azure will hold.
 *
 * @throws UsageError in one sentence, for a file that is missing, malformed or of something else
 */
export async function declaredCollectors({
  declared: files,
  ip,
}: Pick<AuditRequest, "declared" | "ip">): Promise<AnyCollector[]> {
  if (!files) return []
  const said = await loadDeclared(files, ip)
  return [
    // Where the deployment exists, Azure itself is asked.
    ...(said.plan && ip === undefined ? [plannedAzure(said.plan)] : []),
    defineCollector({
      id: "declared.files",
      plane: "declared",
      title: "the declared configuration",
      provides: [declaredSettings, declaredContainer, declaredBoot, infrastructure],
      collect: async () => observe(said),
    }),
  ]
}

function observe({ settings, container, boot, infrastructure: stack }: Declared): Observed[] {
  return [
    settings
      ? known(declaredSettings, settings.source, settings.value)
      : unsaid(declaredSettings, "Chroma's settings", "--tfvars, --compose, --env-file or --server-config"),
    container
      ? known(declaredContainer, container.source, container.value)
      : unsaid(declaredContainer, "the container", "--compose"),
    observeBoot(boot),
    stack
      ? known(infrastructure, stack.source, stack.value)
      : unsaid(infrastructure, "the infrastructure", "--terraform"),
  ]
}

function observeBoot(boot: Declared["boot"]): Observed {
  if (!boot) return unsaid(declaredBoot, "the boot script", "--terraform")
  if ("value" in boot) return known(declaredBoot, boot.source, boot.value)
  if ("none" in boot) return absent(declaredBoot, boot.source, boot.none)
  return unknown(declaredBoot, boot.source, {
    kind: "unsupported",
    detail: boot.unreadable,
    unlock: "Give what `terraform show -json` prints of the state or a plan, with --terraform.",
  })
}

const unsaid = (token: Evidence, what: string, flags: string): Observed =>
  unknown(token, "the declared files", {
    kind: "not-found",
    detail: `The files that were handed over say nothing of ${what}.`,
    unlock: `Give a file that does, with ${flags}.`,
  })
