import { setTimeout as delay } from "node:timers/promises"
import { parseAddress, sameText } from "./address.ts"
import type { Answer } from "./answer.ts"
import type { Fault } from "./behaviour.ts"
import * as refuse from "./refuse.ts"

/** Deals the faults of a behaviour out to the requests they are meant for. */
export class Faults {
  readonly #left: { fault: Fault; times: number }[]

  constructor(faults: readonly Fault[]) {
    this.#left = faults.map((fault) => ({ fault, times: fault.times ?? Infinity }))
  }

  /** The first fault that still has a request of this type to befall. */
  next(type: string): Fault | undefined {
    const found = this.#left.find(
      ({ fault, times }) => times > 0 && (fault.type === "*" || sameText(fault.type, type)),
    )
    if (found) found.times -= 1
    return found?.fault
  }
}

/** The answer as the fault leaves it; undefined when the connection is to be cut. */
export async function answerDespite(
  fault: Fault | undefined,
  url: URL,
  answer: () => Answer,
): Promise<Answer | undefined> {
  switch (fault?.kind) {
    case undefined:
      return answer()
    case "throttled":
      return refuse.throttled(url.pathname.split("/")[2] ?? "", fault.retryAfter)
    case "html":
      return web("text/html", "<html><body>Sign in to the network</body></html>")
    case "truncated":
      return web("application/json", JSON.stringify(answer().body).slice(0, -2))
    case "misshapen":
      return { status: 200, body: { message: "OK" } }
    case "broken":
      return refuse.broken(fault.status)
    case "vanished":
      return refuse.resourceNotFound(parseAddress(url.pathname))
    case "delayed":
      await delay(fault.milliseconds)
      return answer()
    case "hanging":
      return new Promise(() => {})
    case "reset":
      return undefined
    case "diverted":
      return divert(answer(), fault.origin)
    case "redirected":
      return { status: 302, headers: { location: fault.location } }
  }
}

const web = (type: string, body: string): Answer => ({ status: 200, headers: { "content-type": type }, body })

function divert(answer: Answer, origin: string): Answer {
  const elsewhere = (href: string): string => {
    const { pathname, search } = new URL(href)
    return `${origin}${pathname}${search}`
  }
  const { location } = answer.headers ?? {}
  const { nextLink, ...rest } = (answer.body ?? {}) as { nextLink?: string }
  return {
    ...answer,
    ...(location && { headers: { ...answer.headers, location: elsewhere(location) } }),
    ...(nextLink && { body: { ...rest, nextLink: elsewhere(nextLink) } }),
  }
}
