import { randomBytes, randomUUID } from "node:crypto"

export interface Caller {
  objectId: string
  /** Shaped as a JSON Web Token, as clients may look inside; only its text counts. */
  token: string
  expiresAt: Date
}

/** An identity that the simulated Azure knows, with a token good for a day. */
export function newCaller(): Caller {
  const objectId = randomUUID()
  const expiresAt = new Date(Date.now() + 24 * 60 * 60 * 1000)
  const claims = {
    aud: "https://management.azure.com",
    appid: objectId,
    oid: objectId,
    exp: Math.floor(expiresAt.getTime() / 1000),
  }
  const parts = [{ typ: "JWT", alg: "RS256" }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  )
  return { objectId, token: [...parts, randomBytes(32).toString("base64url")].join("."), expiresAt }
}
