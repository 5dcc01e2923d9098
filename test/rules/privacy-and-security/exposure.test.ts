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
