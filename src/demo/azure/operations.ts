import { randomUUID } from "node:crypto"
import { inProgress, ok, type Answer } from "./answer.ts"

/** Long-running operations: under way when first asked for, done the next time. */
export class Operations {
  readonly #results = new Map<string, { asked: boolean; result: unknown }>()

  /** @returns its id */
  begin(result: unknown): string {
    const id = randomUUID()
    this.#results.set(id, { asked: false, result })
    return id
  }

  /** Undefined when there is no such operation. */
  poll(id: string, url: URL): Answer | undefined {
    const operation = this.#results.get(id)
    if (!operation) return undefined
    if (operation.asked) return ok(operation.result)
    operation.asked = true
    return inProgress(url.href)
  }
}
