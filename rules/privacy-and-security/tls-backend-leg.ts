import {
  az,
  azure,
  configuration,
  defineRule,
  fail,
  groupOf,
  nameOf,
  pass,
  undecided,
} from "../../src/rule.ts"
import { exampleContainer, exampleGateway, exampleHost, forbidden } from "../examples.ts"

/** Packets reach the machine as the client sent them: TLS ends there and nowhere before. */
const untouched = ["virtual-machine", "load-balancer"]

export default defineRule({
  id: "tls-backend-leg",
  area: "privacy-and-security",
  severity: "medium",
  profile: "production",
  title: "What TLS protected stays protected to Chroma",
  failureTitle: "Behind the end of TLS, tokens and vectors travel in clear text",
  why:
    "Clients trust TLS to the end, but it ends where the certificate is. If Chroma is on another machine than that, " +
    "token, documents and vectors cross the network in clear text, and everything in that network can read " +
    "them. Either the proxy runs beside Chroma, or it speaks TLS to it as well.",
  references: [
    "https://learn.microsoft.com/azure/application-gateway/ssl-overview#end-to-end-tls-encryption",
    "https://cookbook.chromadb.dev/security/ssl-proxies/",
  ],
  presupposes: { "tls-endpoint": "there is no TLS that could end before Chroma" },
  needs: { host: azure.host },
  wants: { gateway: azure.applicationGateway, container: configuration.container },

  check({ host, gateway, container }) {
    const expected = "TLS that ends on the machine of Chroma, or is taken up again behind its end"
    if (host.kind === "container-group")
      return pass({
        observed: `the containers of ${nameOf(host.id)} share one machine`,
        expected,
        resources: [host.id],
      })
    if (host.kind === "application-gateway" && gateway) {
      const clear = gateway.backends.filter(({ protocol }) => protocol.toLowerCase() !== "https")
      const shown = clear.length > 0 ? clear : gateway.backends
      const sighting = {
        observed: `${gateway.name} speaks ${shown.map(({ protocol, port }) => `${protocol} to port ${port}`).join(", ") || "to nothing"}`,
        expected,
        resources: [gateway.id],
      }
      return clear.length > 0 ? fail({ ...sighting, instances: clear.length }) : pass(sighting)
    }
    if (untouched.includes(host.kind) && container)
      return pass({
        observed: `TLS reaches the machine as it is, where ${container.name ?? "Chroma"} runs`,
        expected,
        resources: [host.id],
      })
    if (untouched.includes(host.kind))
      return undecided(
        "TLS ends on the VM; whether Chroma runs there too, Azure does not show.",
        "Run the guest script inside the VM and give its output with --guest-output, or give the files it was deployed from, such as --compose.",
      )
    return undecided(
      `How ${nameOf(host.id)} (${host.kind}) speaks to Chroma could not be read.`,
      "Audit the machine behind it by its own address: --ip PRIVATE-ADDRESS, with --url for the API.",
    )
  },

  effort: "hours",
  fix: ({ gateway }) => ({
    summary: "Give Chroma's machine a proxy with a certificate, and let the gateway speak TLS to it.",
    commands: (gateway?.backends ?? []).map(
      ({ name }) =>
        az`network application-gateway http-settings update --resource-group ${groupOf(gateway?.id ?? "")} --gateway-name ${gateway?.name ?? ""} --name ${name} --protocol Https --port 443`,
    ),
  }),

  examples: [
    {
      title: "a proxy beside Chroma on the VM",
      status: "pass",
      given: { host: exampleHost(), container: exampleContainer() },
    },
    {
      title: "an application gateway that speaks TLS to Chroma's machine",
      status: "pass",
      given: { host: exampleHost({ kind: "application-gateway" }), gateway: exampleGateway() },
    },
    {
      title: "an application gateway that speaks clear text to Chroma",
      status: "fail",
      given: {
        host: exampleHost({ kind: "application-gateway" }),
        gateway: exampleGateway({ backends: [{ name: "chroma", protocol: "Http", port: 8000 }] }),
      },
      fixed: { gateway: exampleGateway() },
    },
    {
      title: "a gateway that speaks clear text to one of two backends",
      status: "fail",
      given: {
        host: exampleHost({ kind: "application-gateway" }),
        gateway: exampleGateway({
          backends: [
            { name: "chroma-tls", protocol: "Https", port: 443 },
            { name: "chroma", protocol: "Http", port: 8000 },
          ],
        }),
      },
      fixed: { gateway: exampleGateway() },
      says: "speaks Http to port 8000",
    },
    { title: "a VM of which only Azure was asked", status: "unknown", given: { host: exampleHost() } },
    {
      title: "the gateway may not be read",
      status: "unknown",
      given: {
        host: exampleHost({ kind: "application-gateway" }),
        gateway: forbidden("Microsoft.Network/applicationGateways/read"),
      },
    },
    {
      title: "no TLS at all",
      status: "not-applicable",
      failing: "tls-endpoint",
      given: { host: exampleHost() },
    },
  ],
})
