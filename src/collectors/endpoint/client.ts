import { randomBytes } from "node:crypto"
import * as http from "node:http"
import * as https from "node:https"
import { checkServerIdentity, type SecureContext, type TLSSocket } from "node:tls"
import pLimit, { type LimitFunction } from "p-limit"
import type { AuditRequest, EndpointAccess } from "../../model/target.ts"
import { anyTls } from "./any-tls.ts"
import { failureOf, type Failure } from "./failure.ts"
import { authority, sni, urlOf, type Origin } from "./origin.ts"
import { verifyingContext } from "./trust.ts"

/** With what a call identifies itself. Only `given` and `swapped-case` are secret. */
export type Credential =
  | "none"
  /** The user's token and client certificate. */
  | "given"
  /** A token nobody was given. */
  | "wrong"
  /** The user's token with every letter's case swapped. */
  | "swapped-case"

export interface Call {
  /** No method that could change anything; POST is for the probes, whose bodies every Chroma refuses. */
  method?: "GET" | "HEAD" | "OPTIONS" | "POST"
  /** Sent as it stands, after the origin's base path. */
  path: string
  headers?: Readonly<Record<string, string>>
  /** JSON text. */
  body?: string
  credential?: Credential
  /** Ask anew what was asked before; without it, a GET without headers is asked once. */
  again?: boolean
  /** Of the answer's body: what is beyond is not read. */
  maxBytes?: number
}

export interface Answer {
  status: number
  headers: http.IncomingHttpHeaders
  body: string
  /** Milliseconds from sending, on a connection that is open, to the last byte. */
  ms: number
  /** When that byte came, in milliseconds since 1970. */
  received: number
}

export type Reply = Answer | Failure

export const answered = (reply: Reply): reply is Answer => "status" in reply

/** A header's value; what was sent more than once is one text. */
export function header({ headers }: Answer, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value.join(", ") : value
}

const defaultMaxBytes = 256 * 1024

/**
 * The only way HTTP leaves the endpoint plane. Bodies and times are bounded, redirects are answers, the
 * host cannot change, and a token travels only to a server whose certificate verifies. Without one,
 * certificates are judged elsewhere, so that a bad one does not hide everything else.
 */
export class Client {
  /** Bounds all calls at once, those that other modules make themselves too. */
  readonly limit: LimitFunction
  readonly timeout: number
  readonly #access: EndpointAccess
  readonly #clear = new http.Agent({ keepAlive: true })
  readonly #anonymous = new https.Agent({ keepAlive: true, ...anyTls })
  readonly #certified: https.Agent
  /** One for each name that is to be in the certificate. */
  readonly #verifying = new Map<string, https.Agent>()
  #context: SecureContext | undefined
  readonly #answers = new Map<string, Promise<Reply>>()
  readonly #wrongToken = randomBytes(24).toString("hex")

  constructor({ timeout, concurrency, endpoint = { ports: [] } }: AuditRequest) {
    this.limit = pLimit(concurrency)
    this.timeout = timeout
    this.#access = endpoint
    const { clientCert: cert, clientKey: key } = endpoint
    this.#certified =
      cert && key ? new https.Agent({ keepAlive: true, ...anyTls, cert, key }) : this.#anonymous
  }

  /** Whether there is anything to identify with, and it may be sent to this origin. */
  canIdentify({ transport }: Pick<Origin, "transport">): boolean {
    return transport === "tls" && Boolean(this.#access.token ?? this.#access.clientCert)
  }

  /** Never rejects: what goes wrong is an answer too. */
  call(origin: Origin, call: Call, signal: AbortSignal): Promise<Reply> {
    const { method = "GET", path, headers, credential = "none", again = false, maxBytes = 0 } = call
    if (again || method !== "GET" || headers) return this.#ask(origin, call, signal)
    const question = [urlOf(origin, path), origin.address, credential, maxBytes].join(" ")
    const answer = this.#answers.get(question) ?? this.#ask(origin, call, signal)
    this.#answers.set(question, answer)
    return answer
  }

  async #ask(origin: Origin, call: Call, signal: AbortSignal): Promise<Reply> {
    if (isSecret(call.credential) && !this.canIdentify(origin)) {
      return { failure: "not-sent", detail: "the token is sent over TLS only" }
    }
    return this.limit(async () => {
      const bounded = AbortSignal.any([signal, AbortSignal.timeout(this.timeout)])
      const failed = (error: unknown) => failureOf(bounded.aborted ? bounded.reason : error)
      try {
        return await this.#exchange(origin, call, bounded)
      } catch (error) {
        // The server may close an idle connection just as it is used again.
        if (!(error instanceof StaleConnection)) return failed(error)
        return this.#exchange(origin, call, bounded).catch(failed)
      }
    })
  }

  #exchange(origin: Origin, call: Call, signal: AbortSignal): Promise<Answer> {
    const { method = "GET", path, body, maxBytes = defaultMaxBytes } = call
    const options: https.RequestOptions = {
      method,
      path: origin.basePath + path,
      host: origin.address,
      port: origin.port,
      headers: { ...this.#headers(origin, call), ...call.headers },
      signal,
    }
    const request =
      origin.transport === "tls"
        ? https.request({ ...options, servername: sni(origin), agent: this.#agent(origin, call.credential) })
        : http.request({ ...options, agent: this.#clear })
    let sent = performance.now()
    let keysAgreed = false
    request.once("socket", (socket) => {
      if (request.reusedSocket) return
      socket.once("keylog", () => (keysAgreed = true))
      socket.once(origin.transport === "tls" ? "secureConnect" : "connect", () => (sent = performance.now()))
    })
    return new Promise((resolve, reject) => {
      request.once("error", (error: Error & { code?: string }) => {
        const stale = request.reusedSocket && error.code === "ECONNRESET"
        const { authorized, authorizationError } = (request.socket ?? {}) as Partial<TLSSocket>
        const distrust = authorized === false && isSecret(call.credential) ? authorizationError : undefined
        reject(stale ? new StaleConnection() : Object.assign(error, { keysAgreed, distrust }))
      })
      request.once("response", (response) => {
        readBounded(response, maxBytes).then(
          (text) =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: text,
              ms: performance.now() - sent,
              received: Date.now(),
            }),
          reject,
        )
      })
      request.end(body)
    })
  }

  #headers(origin: Origin, { body, credential = "none" }: Call): Record<string, string> {
    const token = this.#token(credential)
    return {
      host: authority(origin),
      "user-agent": "chroma-audit",
      accept: "*/*",
      "accept-encoding": "identity",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : this.#tokenHeader(token)),
    }
  }

  #token(credential: Credential): string | undefined {
    const given = this.#access.token?.value
    switch (credential) {
      case "none":
        return undefined
      case "given":
        return given
      case "swapped-case":
        return given && swapCase(given)
      case "wrong":
        return this.#wrongToken
    }
  }

  #tokenHeader(token: string): Record<string, string> {
    const { header, scheme } = this.#access.token ?? { header: "Authorization", scheme: "bearer" }
    switch (scheme) {
      case "bearer":
        return { [header]: `Bearer ${token}` }
      case "basic":
        return { [header]: `Basic ${Buffer.from(token).toString("base64")}` }
      case "none":
        return { [header]: token }
    }
  }

  /** Anonymous means without a client certificate, too. A wrong token is tried by a client that is otherwise right. */
  #agent({ host }: Origin, credential: Credential = "none"): https.Agent {
    const { token } = this.#access
    switch (credential) {
      case "none":
        return this.#anonymous
      case "wrong":
        return token ? this.#certified : this.#anonymous
      case "given":
      case "swapped-case":
        return token ? this.#verifyingAgent(host) : this.#certified
    }
  }

  #verifyingAgent(host: string): https.Agent {
    const { ca, clientCert: cert, clientKey: key } = this.#access
    const agent =
      this.#verifying.get(host) ??
      new https.Agent({
        keepAlive: true,
        secureContext: (this.#context ??= verifyingContext({ ca, cert, key })),
        rejectUnauthorized: true,
        checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate),
      })
    this.#verifying.set(host, agent)
    return agent
  }
}

const isSecret = (credential: Credential | undefined): boolean =>
  credential === "given" || credential === "swapped-case"

export const swapCase = (text: string): string =>
  text.replace(/\p{L}/gu, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  )

class StaleConnection extends Error {
  readonly code = "ECONNRESET"
}

async function readBounded(response: http.IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    // Leaving the loop destroys the response and its connection.
    if (length >= maxBytes) break
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString("utf8")
}
