import { lookup } from "node:dns/promises"
import { isIP } from "node:net"
import type {
  AuditRequest,
  AzureAccess,
  DeclaredFiles,
  EndpointAccess,
  GuestAccess,
} from "../model/target.ts"
import { readText } from "./load.ts"
import type { Config } from "./schema.ts"
import { UsageError } from "./usage-error.ts"

const defaultPorts = [443, 8000, 80]

/**
 * Turns settings into what collectors are told. Looks up the host of `--url` when no address is given.
 *
 * @throws UsageError for an address, URL, file or combination that cannot be used
 */
export async function buildRequest(settings: Config, environment: NodeJS.ProcessEnv): Promise<AuditRequest> {
  const url = settings.url === undefined ? undefined : apiUrl(settings.url)
  const declared = declaredFiles(settings)
  const ip =
    settings.ip === undefined
      ? ((await addressOf(url)) ?? (await declaredAddress(declared)))
      : await canonicalAddress(settings.ip)
  const azure = ip === undefined ? undefined : azureAccess(settings)
  const attested = settings["evidence-floor"] === "observed" ? undefined : settings.attestations
  if (ip === undefined && declared === undefined) {
    throw new UsageError("There is nothing to audit: give --ip ADDRESS or --url URL.")
  }
  return {
    ip,
    url: url?.href.replace(/\/$/, ""),
    endpoint: ip === undefined ? undefined : await endpointAccess(settings, url, environment),
    azure,
    guest: guestAccess(settings, azure),
    declared,
    attestations: attested,
    timeout: (settings.timeout ?? 10) * 1000,
    deadline: (settings.deadline ?? 120) * 1000,
    concurrency: settings.concurrency ?? 8,
  }
}

async function canonicalise(ip: string): Promise<string> {
  const { default: ipaddr } = await import("ipaddr.js")
  return ipaddr.process(ip).toString()
}

function canonicalAddress(written: string): Promise<string> {
  if (isIP(written) === 0) {
    throw new UsageError(
      `"${written}" is not an IP address; give IPv4 (20.1.2.3) or IPv6, or a name with --url.`,
    )
  }
  return canonicalise(written)
}

function apiUrl(written: string): URL {
  const url = URL.canParse(written) ? new URL(written) : undefined
  if (!url || !["http:", "https:"].includes(url.protocol)) {
    throw new UsageError(`"${written}" is not a URL of an API; give http://… or https://….`)
  }
  if (url.username || url.password) {
    throw new UsageError(
      "The URL must not carry credentials; put the token in a variable and name it with --token-env.",
    )
  }
  return url
}

async function addressOf(url: URL | undefined): Promise<string | undefined> {
  if (!url) return undefined
  const host = url.hostname.replace(/^\[|\]$/g, "")
  try {
    return await canonicalise((await lookup(host)).address)
  } catch {
    throw new UsageError(`The host ${host} has no address that can be looked up here; give it with --ip.`)
  }
}

/** That of a state's machine. A plan has none: it is audited as what will be. */
async function declaredAddress(declared: DeclaredFiles | undefined): Promise<string | undefined> {
  if (declared?.terraform === undefined) return undefined
  const { loadDeclared } = await import("../collectors/declared/index.ts")
  const { address } = await loadDeclared(declared)
  return address === undefined ? undefined : canonicalise(address)
}

async function endpointAccess(
  settings: Config,
  url: URL | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<EndpointAccess> {
  const pem = async (path: string | undefined, what: string) => (path ? readText(path, what) : undefined)
  const [ca, clientCert, clientKey] = await Promise.all([
    pem(settings["ca-file"], "The CA file"),
    pem(settings["client-cert"], "The client certificate"),
    pem(settings["client-key"], "The client key"),
  ])
  const urlPort = url ? Number(url.port || (url.protocol === "https:" ? 443 : 80)) : undefined
  const ports = settings.port ?? defaultPorts
  return {
    ports: urlPort === undefined ? ports : [...new Set([urlPort, ...ports])],
    serverName: settings["server-name"],
    ca,
    clientCert,
    clientKey,
    token: tokenOf(settings, environment),
  }
}

function tokenOf(settings: Config, environment: NodeJS.ProcessEnv): EndpointAccess["token"] {
  const name = settings["token-env"] ?? "CHROMA_CLIENT_AUTH_CREDENTIALS"
  const value = environment[name]
  if (settings["token-env"] !== undefined && !value) {
    throw new UsageError(`--token-env names the variable ${name}, which is not set or empty.`)
  }
  if (!value) return undefined
  const header = settings["token-header"] ?? "Authorization"
  const scheme = settings["token-scheme"] ?? (header.toLowerCase() === "authorization" ? "bearer" : "none")
  return { value, header, scheme }
}

function guestAccess(settings: Config, azure: AzureAccess | undefined): GuestAccess | undefined {
  if (settings.guest === "run-command" && !azure) {
    throw new UsageError(
      "--guest run-command goes through Azure: give --ip or --url, and not --azure-auth none.",
    )
  }
  return settings.guest ?? (settings["guest-output"] ? { output: settings["guest-output"] } : undefined)
}

function azureAccess(settings: Config): AzureAccess | undefined {
  const auth = settings["azure-auth"] ?? "default"
  if (auth === "none") return undefined
  const armEndpoint = settings["arm-endpoint"]
  if (armEndpoint !== undefined && !/^https:\/\/[^/]+\/?$/.test(armEndpoint)) {
    throw new UsageError(
      `--arm-endpoint must be an https origin such as https://management.azure.com, not "${armEndpoint}".`,
    )
  }
  return {
    auth,
    subscriptions: settings.subscription ?? [],
    cloud: settings.cloud ?? "public",
    armEndpoint: armEndpoint?.replace(/\/$/, ""),
    effectiveRules: settings["effective-rules"] ?? false,
  }
}

function declaredFiles(settings: Config): DeclaredFiles | undefined {
  const files: DeclaredFiles = {
    tfvars: settings.tfvars,
    terraform: settings.terraform,
    compose: settings.compose,
    envFile: settings["env-file"],
    serverConfig: settings["server-config"],
  }
  return Object.values(files).some((path) => path !== undefined) ? files : undefined
}
