import type { AzureAccess } from "../../model/target.ts"

const clouds = {
  public: { endpoint: "https://management.azure.com", authority: "https://login.microsoftonline.com" },
  usgovernment: {
    endpoint: "https://management.usgovcloudapi.net",
    authority: "https://login.microsoftonline.us",
  },
  china: { endpoint: "https://management.chinacloudapi.cn", authority: "https://login.chinacloudapi.cn" },
} as const

export interface Cloud {
  /** Origin of Azure Resource Manager: the only place that requests and tokens go. */
  endpoint: string
  /** What a token is asked for: always the endpoint's own origin. */
  scope: string
  /** Where tokens come from; undefined leaves it to the SDK, which reads AZURE_AUTHORITY_HOST. */
  authority: string | undefined
}

/** @throws TypeError when the endpoint is not an https URL */
export function cloudOf({ cloud, armEndpoint }: Pick<AzureAccess, "cloud" | "armEndpoint">): Cloud {
  const { origin, protocol } = new URL(armEndpoint ?? clouds[cloud].endpoint)
  if (protocol !== "https:")
    throw new TypeError(`Azure Resource Manager is only asked over https, not at ${origin}`)
  return {
    endpoint: origin,
    scope: `${origin}/.default`,
    authority: cloud === "public" ? undefined : clouds[cloud].authority,
  }
}
