import { UsageError } from "../../config/usage-error.ts"
import type { Cause } from "../../model/evidence.ts"
import type { AuditRequest } from "../../model/target.ts"
import { nameAfter, resourceGroupOf, subscriptionOf } from "../azure/arm-id.ts"
import { causeOf } from "../azure/cause.ts"
import { openSession } from "../azure/session.ts"
import type { GuestOutput } from "./output.ts"
import { runCommandAction, runCommandScript, unpackGuestOutput } from "./run-command.ts"

/** Milliseconds, where Azure does not say how long to wait. */
const pollInterval = 1000

/** Has the VM agent run the guest script, once, and takes its output. */
export async function runInside(
  request: Partial<AuditRequest>,
  id: string,
  signal: AbortSignal,
): Promise<{ output: GuestOutput; as: string | undefined } | { cause: Cause }> {
  const { azure, ip, timeout = 10_000, deadline = 120_000, concurrency = 1 } = request
  if (!azure || !ip) throw new TypeError("the VM agent is reached through Azure, by the VM's address")
  try {
    const session = openSession({ ...request, azure, ip, timeout, deadline, concurrency }, signal)
    const { value } = await session
      .compute(subscriptionOf(id))
      .virtualMachines.runCommand(
        resourceGroupOf(id),
        nameAfter(id, "virtualMachines"),
        { commandId: "RunShellScript", script: runCommandScript().split("\n") },
        { updateIntervalInMs: pollInterval },
      )
    const message = value?.map((status) => status.message ?? "").join("\n") ?? ""
    return { output: unpackGuestOutput(message, `${id}/runCommand`), as: session.identity() }
  } catch (error) {
    if (!(error instanceof UsageError)) return { cause: causeOf(error, runCommandAction) }
    return {
      cause: {
        kind: "malformed",
        detail: error.message,
        unlock: "Run the script of `chroma-audit explain --guest-script` by ssh and give --guest-output.",
      },
    }
  }
}
