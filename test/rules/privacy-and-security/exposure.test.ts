import { describe, expect, test } from "vitest"
import {
  exampleHost,
  exampleInterface,
  exampleApi,
  exampleListeners,
  exampleNetworkSecurity,
  exampleReads,
  exampleSecurityRule,
  exampleTemplateRules,
} from "../../../rules/examples.ts"
import { closing } from "../../../rules/exposure.ts"
import adminPorts from "../../../rules/privacy-and-security/network-admin-ports-exposure.ts"
import anyPort from "../../../rules/privacy-and-security/network-any-port-exposure.ts"
import chromaPort from "../../../rules/privacy-and-security/network-chroma-port-exposure.ts"
import { openPorts } from "../../../src/evidence/reachability.ts"
import { runExample } from "../../../src/testing.ts"

const commands = (rules: Parameters<typeof exampleNetworkSecurity>[0]) =>
  closing(openPorts(exampleNetworkSecurity(rules), "world")).map(({ run }) => run)

describe("closing ports", () => {
  test("narrows a rule that opens nothing else", () => {
    expect(commands(exampleTemplateRules())).toEqual([
      "az network nsg rule update --resource-group chroma --nsg-name chroma-nsg --name AllowSSH --source-address-prefixes VirtualNetwork",
      "az network nsg rule update --resource-group chroma --nsg-name chroma-nsg --name AllowHTTP --source-address-prefixes VirtualNetwork",
    ])
  })

  test("puts a denying rule before one that opens other ports too", () => {
    const security = exampleNetworkSecurity([
      exampleSecurityRule({ priority: 101, name: "taken" }),
      exampleSecurityRule({ priority: 104, destinationPorts: ["22", "8443"] }),
    ])
    const ssh = openPorts(security, "world").filter(({ from }) => from === 22)
    expect(closing(ssh).map(({ run }) => run)).toEqual([
      "az network nsg rule create --resource-group chroma --nsg-name chroma-nsg --name DenytcpFromInternet --priority 103 --direction Inbound --access Deny --protocol tcp --source-address-prefixes Internet --destination-port-ranges 22",
    ])
  })

  test("comes before each of several rules that open neighbouring ports", () => {
    expect(
      commands([
        exampleSecurityRule({ priority: 300, destinationPorts: ["79-80"] }),
        exampleSecurityRule({ priority: 200, destinationPorts: ["81-82"], name: "second" }),
      ]),
    ).toEqual([expect.stringMatching(/--priority 199 .*--destination-port-ranges 79-82$/)])
  })

  test("makes a group where there is none", () => {
    const [nic] = [exampleInterface({ securityGroupId: null })]
    const basic = nic.ipConfigurations.map((one) => ({
      ...one,
      publicIpAddress: { id: "address", sku: "Basic" },
    }))
    const security = exampleNetworkSecurity([], {
      interfaces: [{ ...nic, ipConfigurations: basic }],
      groups: [],
    })
    expect(closing(openPorts(security, "world")).map(({ run }) => run)).toEqual([
      "az network nsg create --resource-group chroma --name chroma-nic-nsg",
      "az network nic update --resource-group chroma --name chroma-nic --network-security-group chroma-nic-nsg",
    ])
  })

  test("a hostile name stays one word of the shell", () => {
    expect(commands([exampleSecurityRule({ name: "x; rm -rf $(pwd) '", destinationPorts: ["22"] })])).toEqual(
      [
        String.raw`az network nsg rule update --resource-group chroma --nsg-name chroma-nsg --name 'x; rm -rf $(pwd) '\''' --source-address-prefixes VirtualNetwork`,
      ],
    )
  })
})

describe("Chroma's port", () => {
  const https = exampleNetworkSecurity()
  const behindGateway = exampleNetworkSecurity([], {
    interfaces: [
      exampleInterface({
        ipConfigurations: exampleInterface().ipConfigurations.map((one) => ({
          ...one,
          publicIpAddress: null,
        })),
      }),
    ],
  })
  test.each([
    ["a guarded TLS port may be world", { security: https, reads: exampleReads() }, "pass"],
    [
      "it may not while reads are undecided",
      { security: https, reads: exampleReads("inconclusive") },
      "unknown",
    ],
    ["nor while nobody asked whether reads are refused", { security: https }, "unknown"],
    [
      "a second TLS port where Chroma answers was not asked for strangers",
      {
        security: exampleNetworkSecurity([exampleSecurityRule({ destinationPorts: ["443", "8443"] })]),
        reads: exampleReads(),
        listeners: exampleListeners({ port: 8443, transport: "tls", answer: "chroma" }),
      },
      "unknown",
    ],
    [
      "behind a gateway the VM's rules do not tell who reaches a bare API",
      {
        security: behindGateway,
        host: exampleHost({ kind: "application-gateway" }),
        reads: exampleReads("accepted"),
      },
      "unknown",
    ],
    [
      "behind a gateway a guarded API and a closed VM are fine",
      { security: behindGateway, host: exampleHost({ kind: "application-gateway" }), reads: exampleReads() },
      "pass",
    ],
  ] as const)("%s", async (title, given, status) => {
    const finding = await runExample(chromaPort, {
      title,
      status,
      given: { host: exampleHost(), api: exampleApi(), listeners: exampleListeners(), ...given },
    })
    expect(finding.status).toBe(status)
  })
})

describe("behind a load balancer", () => {
  const network = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network"
  const forwarding = (publicPorts: string, port: number) => ({
    kind: "load-balancer" as const,
    id: `${network}/loadBalancers/front`,
    name: `from-${publicPorts}`,
    publicIpAddress: { id: `${network}/publicIPAddresses/front`, sku: "Standard" },
    protocol: "Tcp",
    publicPorts,
    port,
    privateIpAddress: "10.0.1.4",
    floatingAddress: null,
    sources: ["*"],
    subnetId: null,
    gatewayLoadBalancer: false,
  })
  const balanced = {
    ...exampleNetworkSecurity([exampleSecurityRule({ destinationPorts: ["22", "8000", "9000"] })], {
      interfaces: [
        exampleInterface({
          ipConfigurations: exampleInterface().ipConfigurations.map((one) => ({
            ...one,
            publicIpAddress: null,
          })),
        }),
      ],
    }),
    forwardings: [forwarding("443", 8000), forwarding("50022", 22), forwarding("9443", 9000)],
  }
  const host = exampleHost({
    kind: "load-balancer",
    publicIpAddressId: `${network}/publicIPAddresses/front`,
  })

  test("SSH is open on the port that leads there, and closed in the machine's group", async () => {
    const finding = await runExample(adminPorts, {
      title: "50022 to 22",
      status: "fail",
      given: { security: balanced },
    })
    expect(finding.observed).toContain("world on port 50022 of load-balancer front")
    expect(finding.remediation?.commands.map(({ run }) => run)).toEqual([
      expect.stringMatching(/nsg rule create .*--destination-port-ranges 22$/),
    ])
  })

  test("a guarded API on the port that leads to 8000 does not leave 8000 bare", async () => {
    const given = { security: balanced, host, api: exampleApi(), reads: exampleReads() }
    const finding = await runExample(chromaPort, {
      title: "443 to 8000",
      status: "pass",
      given: { ...given, listeners: exampleListeners() },
    })
    expect(finding.status).toBe("pass")
  })

  test("the port that leads to 8000 is bare while nobody saw Chroma on it", async () => {
    const finding = await runExample(chromaPort, {
      title: "443 to 8000, unseen",
      status: "fail",
      given: { security: balanced, host },
    })
    expect(finding.observed).toContain("world on port 443 of load-balancer front")
  })

  test("only what leads to no judged port is surplus", async () => {
    const finding = await runExample(anyPort, {
      title: "9443 to 9000",
      status: "fail",
      given: { security: balanced, api: exampleApi(), listeners: exampleListeners() },
    })
    expect(finding.observed).toBe("open to the world: tcp 9443")
  })
})

test("port 80 and the judged ports are cut out of an open range", async () => {
  const finding = await runExample(anyPort, {
    title: "a range around port 80",
    status: "fail",
    given: {
      security: exampleNetworkSecurity([exampleSecurityRule({ destinationPorts: ["79-81"] })]),
      api: exampleApi(),
      listeners: exampleListeners(),
    },
  })
  expect(finding.observed).toBe("open to the world: tcp 79, 81")
})
