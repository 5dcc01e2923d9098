/** What is audited, and how the audit may reach it: everything that collectors are told. */
export interface AuditRequest {
  /** IPv4 or IPv6, canonical; absent for an audit of declared files alone. */
  ip?: string
  /** Base URL of the API, without a trailing slash, when the user named it. */
  url?: string
  endpoint?: EndpointAccess
  azure?: AzureAccess
  guest?: GuestAccess
  declared?: DeclaredFiles
  /** Path of the attestations file. */
  attestations?: string
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
  serverName?: string
  /** PEM texts. */
  ca?: string
  clientCert?: string
  clientKey?: string
  token?: { value: string; header: string; scheme: "bearer" | "basic" | "none" }
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
  armEndpoint?: string
}

export interface GuestAccess {
  /** File with the output of the guest script. */
  output: string
}

/** Paths of what the user hands over. */
export interface DeclaredFiles {
  tfvars?: string
  /** A file of `terraform show -json`, `-` for standard input, or a folder of .tf files. */
  terraform?: string
  compose?: string
  envFile?: string
  serverConfig?: string
}
