import { expect, test } from "vitest"
import {
  exampleHost,
  exampleInterface,
  exampleListeners,
  exampleNetworkSecurity,
  exampleSecurityRule,
} from "../../../rules/examples.ts"
import planesAgree from "../../../rules/privacy-and-security/network-planes-agree.ts"
import { runExample } from "../../../src/testing.ts"

const office = exampleNetworkSecurity([
  exampleSecurityRule({ sources: ["203.0.113.0/24"], destinationPorts: ["443"] }),
])
const allBut = exampleNetworkSecurity([
  exampleSecurityRule({
    name: "DenyOffice",
    access: "Deny",
    priority: 101,
    sources: ["203.0.113.0/24"],
    destinationPorts: ["443"],
  }),
  exampleSecurityRule({ priority: 102, destinationPorts: ["443"] }),
])
const azureCloud = exampleNetworkSecurity([
  exampleSecurityRule({ sources: ["AzureCloud"], destinationPorts: ["443"] }),
])
const answering = [{ port: 443, transport: "tls" as const, answer: "chroma" as const, status: 200 }]
const silent = [{ port: 443, transport: "tls" as const, answer: "timeout" as const }]
const from = (address: string) => ({ auditor: { address } })

const front = { id: "/front", sku: "Standard" }
const balanced = {
  ...exampleNetworkSecurity([exampleSecurityRule({ destinationPorts: ["8000"] })], {
    interfaces: [
      exampleInterface({
        ipConfigurations: exampleInterface().ipConfigurations.map((one) => ({
          ...one,
          publicIpAddress: null,
        })),
      }),
    ],
  }),
  forwardings: [
    {
      kind: "load-balancer" as const,
      id: "/loadBalancers/front",
      name: "https",
      publicIpAddress: front,
      protocol: "Tcp",
      publicPorts: "443",
      port: 8000,
      privateIpAddress: "10.0.1.4",
      floatingAddress: null,
      sources: ["*"],
      subnetId: null,
      gatewayLoadBalancer: false,
    },
  ],
}
const behindBalancer = exampleHost({
  kind: "load-balancer",
  id: "/loadBalancers/front",
  publicIpAddressId: front.id,
})

test.each([
  [
    "answers, and the auditor is let in",
    "pass",
    { security: office, listeners: answering, ...from("203.0.113.9") },
  ],
  [
    "answers an auditor who is not let in",
    "fail",
    { security: office, listeners: answering, ...from("198.51.100.9") },
  ],
  [
    "answers an auditor of unknown address, and somebody is let in",
    "pass",
    { security: office, listeners: answering },
  ],
  [
    "is silent to an auditor who is let in",
    "fail",
    { security: office, listeners: silent, ...from("203.0.113.9") },
  ],
  [
    "is silent to an auditor who is not let in",
    "pass",
    { security: office, listeners: silent, ...from("198.51.100.9") },
  ],
  [
    "is silent to the one network that is kept out",
    "pass",
    { security: allBut, listeners: silent, ...from("203.0.113.9") },
  ],
  ["is silent, and the world is let in", "fail", { security: allBut, listeners: silent }],
  [
    "answers one who may carry the tag that is let in",
    "pass",
    { security: azureCloud, listeners: answering, ...from("198.51.100.9") },
  ],
  [
    "answers behind a balancer that leads there",
    "pass",
    { security: balanced, host: behindBalancer, listeners: answering },
  ],
  [
    "answers on a port of the balancer that leads nowhere",
    "fail",
    {
      security: balanced,
      host: behindBalancer,
      listeners: exampleListeners({ port: 8000, transport: "clear", answer: "chroma", status: 200 }),
    },
  ],
  [
    "answers, as the groups say, and Azure's effective rules do not",
    "fail",
    {
      security: {
        ...exampleNetworkSecurity(),
        effective: [{ interfaceId: exampleInterface().id, groups: exampleNetworkSecurity([]).groups }],
      },
      listeners: answering,
    },
  ],
] as const)("443 %s: %s", async (title, status, given) => {
  const finding = await runExample(planesAgree, { title, status, given: { host: exampleHost(), ...given } })
  expect(finding.status).toBe(status)
})
