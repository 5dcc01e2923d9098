import { createAuthority, issue } from "../../src/demo/certificates.ts"

/** One authority for all tests of a file. */
export const authority = createAuthority("Test authority")

export const loopbackIdentity = issue(authority, { names: ["localhost", "127.0.0.1"] })
