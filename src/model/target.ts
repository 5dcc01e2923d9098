/** What is audited, and how the audit may reach it: everything that collectors are told. */
export interface AuditRequest {
  /** IPv4 or IPv6, canonical; absent for an audit of declared files alone. */
  ip?: string | undefined
  /** Base URL of the API, without a trailing slash, when the user named it. */
  url?: string | undefined
  endpoint?: EndpointAccess | undefined
  azure?: AzureAccess | undefined
  guest?: GuestAccess | undefined
  declared?: DeclaredFiles | undefined
  /** Path of the attestations file. */
  attestations?: string | undefined
  /** Milliseconds for one call. */
  timeout: number
  /** Milliseconds for the whole audit; what has not answered by then is unknown. */
  deadline: number
  /** Calls at once. */
  concurrency: number
}

export interface EndpointAccess {
  /** Ports probed for TLS and for clear text. */
  ports: readonly number[]
  serverName?: string | undefined
  /** PEM texts. */
  ca?: string | undefined
  clientCert?: string | undefined
  clientKey?: string | undefined
  token?: { value: string; header: string; scheme: "bearer" | "basic" | "none" } | undefined
}

export const azureAuthentications = [
  "default",
  "cli",
  "env",
  "managed-identity",
  "workload-identity",
  "none",
] as const

export interface AzureAccess {
  auth: Exclude<(typeof azureAuthentications)[number], "none">
  /** Limits the look-up; empty means every subscription the identity sees. */
  subscriptions: readonly string[]
  cloud: "public" | "usgovernment" | "china"
  /** An https origin, instead of the cloud's. */
  armEndpoint?: string | undefined
  /** Also asks Azure which rules are in force, which takes more than Reader. */
  effectiveRules?: boolean | undefined
}

/** A file with the output of the guest script, or the VM agent, which runs the script now. */
export type GuestAccess = { output: string } | "run-command"

/** Paths of what the user hands over. */
export interface DeclaredFiles {
  tfvars?: string | undefined
  /** A file of `terraform show -json`, `-` for standard input, or a folder of .tf files. */
  terraform?: string | undefined
  compose?: string | undefined
  envFile?: string | undefined
  serverConfig?: string | undefined
}
