import { groupOf, type Address } from "./address.ts"
import type { Answer } from "./answer.ts"

const refusal = (
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: { "x-ms-failure-cause": "gateway", ...headers },
  body: { error: { code, message } },
})

export const unauthenticated = (tenantId: string, presented: string | undefined): Answer => {
  const description = presented
    ? "The access token is invalid."
    : "The authentication failed because of missing 'Authorization' header."
  return refusal(401, presented ? "InvalidAuthenticationToken" : "AuthenticationFailed", description, {
    "www-authenticate": `Bearer authorization_uri="https://login.windows.net/${tenantId}", error="invalid_token", error_description="${description}"`,
  })
}

export const forbidden = (caller: string, action: string, scope: string): Answer =>
  refusal(
    403,
    "AuthorizationFailed",
    `The client '${caller}' with object id '${caller}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  )

export const missingApiVersion = (): Answer =>
  refusal(
    400,
    "MissingApiVersionParameter",
    "The api-version query parameter (?api-version=) is required for all requests.",
  )

export const invalidApiVersion = (version: string): Answer =>
  refusal(400, "InvalidApiVersionParameter", `The api-version '${version}' is invalid.`)

export const unsupportedApiVersion = (type: string, version: string, supported: readonly string[]): Answer =>
  refusal(
    400,
    "NoRegisteredProviderFound",
    `No registered resource provider found for location 'westeurope' and API version '${version}' for type '${typeName(type)}'. The supported api-versions are '${supported.join(", ")}'. The supported locations are 'westeurope, northeurope'.`,
  )

export const invalidParameter = (name: string, value: string): Answer =>
  refusal(400, "InvalidParameter", `The value '${value}' of parameter ${name} is invalid.`)

export const invalidQuery = (why: string): Answer =>
  refusal(
    400,
    "InvalidQuery",
    `Query is invalid. Please refer to the documentation for the Azure Resource Graph service. ${why}`,
  )

export const subscriptionNotFound = (path: string): Answer =>
  refusal(404, "SubscriptionNotFound", `The subscription '${nameOf(path)}' could not be found.`)

export const groupNotFound = (path: string): Answer =>
  refusal(404, "ResourceGroupNotFound", `Resource group '${nameOf(path)}' could not be found.`)

export const resourceNotFound = ({ path, type, names }: Address): Answer => {
  const [namespace = "", ...types] = type.split("/")
  const address = [namespace, ...types.flatMap((each, index) => [each, names[index] ?? ""])].join("/")
  const group = nameOf(groupOf(path) ?? "")
  return refusal(
    404,
    "ResourceNotFound",
    `The Resource '${address}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  )
}

export const invalidResourceType = (type: string, version: string): Answer =>
  refusal(
    404,
    "InvalidResourceType",
    `The resource type '${typeName(type)}' could not be found in the namespace '${type.split("/")[0]}' for api version '${version}'. The supported api-versions are ''.`,
  )

export const methodNotAllowed = (method: string): Answer =>
  refusal(405, "MethodNotAllowed", `The HTTP method ${method} is not allowed here.`, { allow: "GET" })

export const throttled = (subscriptionId: string, seconds: number): Answer =>
  refusal(
    429,
    "SubscriptionRequestsThrottled",
    `Number of 'read' requests for subscription '${subscriptionId}' actor '' exceeded. Please try again after '${seconds}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.`,
    { "retry-after": String(seconds) },
  )

export const broken = (status: number): Answer =>
  refusal(status, "InternalServerError", "The server encountered an internal error.")

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1)
const typeName = (type: string): string => type.slice(type.indexOf("/") + 1)
