import { DEFAULT_CIPHERS, type SecureContextOptions } from "node:tls"

/**
 * Speaks to servers that a careful client would not, so that they can be audited at all; what they offer
 * is judged on its own. A careful server is spoken to as any client would.
 */
export const anyTls: SecureContextOptions & { rejectUnauthorized: false } = {
  minVersion: "TLSv1",
  ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0`,
  rejectUnauthorized: false,
}
