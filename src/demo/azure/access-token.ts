import { randomBytes, randomUUID } from "node:crypto"

export interface Caller {
  objectId: string
  /** Shaped as a JSON Web Token, as clients may look inside; only its text counts. */
  token: string
  expiresAt: Date
}

/** The one identity that the simulated Azure knows, with a token good for an hour. */
export function newCaller(tenantId: string): Caller {
  const objectId = randomUUID()
  const expiresAt = new Date(Date.now() + 60 * 60 * 1000)
  const claims = {
    aud: "https://management.azure.com",
    iss: `https://sts.windows.net/${tenantId}/`,
    appid: objectId,
    oid: objectId,
    tid: tenantId,
    exp: Math.floor(expiresAt.getTime() / 1000),
  }
  const parts = [{ typ: "JWT", alg: "RS256" }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  )
  return { objectId, token: [...parts, randomBytes(32).toString("base64url")].join("."), expiresAt }
}
