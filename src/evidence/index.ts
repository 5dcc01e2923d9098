/** The vocabulary of evidence, one namespace a plane: `azure.virtualMachine`, `endpoint.tls`. */
export * as endpoint from "./endpoint.ts"
export * as azure from "./azure.ts"
export * as configuration from "./configuration.ts"
export * as guest from "./guest.ts"
export * as declared from "./declared.ts"
export { attestation } from "./attested.ts"
