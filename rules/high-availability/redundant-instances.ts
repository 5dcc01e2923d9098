import {
  absentBecause,
  attestation,
  az,
  azure,
  declared,
  defineRule,
  fail,
  nameOf,
  notApplicable,
  pass,
  said,
  undecided,
} from "../../src/rule.ts"
import {
  exampleGroupId,
  exampleHost,
  exampleInfrastructure,
  exampleLoadBalancer,
  exampleStatement,
  forbidden,
} from "../examples.ts"

/** One of these is one server: there is nothing to be redundant with. */
const single = ["virtual-machine", "container-group"]

export default defineRule({
  id: "redundant-instances",
  area: "high-availability",
  severity: "high",
  profile: "production",
  title: "Every part of distributed Chroma runs at least twice",
  failureTitle: "Several single-node servers stand behind one address",
  why:
    "A single-node Chroma keeps its data on its own disk and knows nothing of others. Two of them behind one load " +
    "balancer hold different data: what a client writes through one connection it does not find through the next. " +
    "Only distributed Chroma, which keeps its data in object storage, can run several instances, and then needs " +
    "two of each part to survive the loss of one.",
  references: [
    "https://docs.trychroma.com/guides/deploy/performance",
    "https://docs.trychroma.com/docs/overview/architecture",
  ],
  needs: { host: azure.host },
  wants: {
    balancer: azure.loadBalancer,
    definition: declared.infrastructure,
    stated: attestation("redundant-instances"),
  },

  check({ host, balancer, definition, stated }) {
    const expected = "one single-node server, or distributed Chroma with two of each part"
    if (single.includes(host.kind))
      return notApplicable("One server holds the address; single-node Chroma has no second instance.")
    if (stated) return pass({ observed: said(stated), expected })
    const cluster = definition?.resources.find((address) => /kubernetes|helm_release/.test(address))
    if (cluster)
      return undecided(
        `${cluster} is declared, and how often each part of distributed Chroma runs there Azure does not show.`,
        "Count them (kubectl get deployments,statefulsets), and state the numbers in an attestations file.",
      )
    if (!balancer)
      return undecided(
        `How many servers stand behind ${nameOf(host.id)} (${host.kind}) is not known.`,
        "Audit each server by its own address: --ip PRIVATE-ADDRESS, with --url for the API.",
      )
    const { machines, name } = balancer
    if (machines.length < 2)
      return notApplicable(`${name} leads to one server, which has no second instance.`)
    return fail({
      observed: `${machines.map(nameOf).join(", ")} behind ${name}, each with data of its own`,
      expected,
      resources: machines,
    })
  },

  effort: "days",
  fix({ balancer }) {
    const [kept, ...others] = balancer?.machines ?? []
    return {
      summary: `Bring the data of all servers together on ${kept ? nameOf(kept) : "one"}, and take the others out of the load balancer.`,
      commands: others.map((id) => az`vm deallocate --ids ${id}`),
    }
  },

  examples: [
    {
      title: "distributed Chroma, counted by its operator",
      status: "pass",
      given: {
        host: exampleHost({ kind: "load-balancer" }),
        stated: exampleStatement("redundant-instances", {
          statement: "Distributed Chroma: 3 log services, 2 of every other part.",
        }),
      },
    },
    {
      title: "two machines behind one load balancer",
      status: "fail",
      fixed: { stated: exampleStatement("redundant-instances") },
      given: {
        host: exampleHost({ kind: "load-balancer" }),
        balancer: exampleLoadBalancer({
          machines: ["chroma-1", "chroma-2"].map(
            (name) => `${exampleGroupId}/providers/Microsoft.Compute/virtualMachines/${name}`,
          ),
        }),
      },
    },
    {
      title: "one machine behind a load balancer",
      status: "not-applicable",
      given: { host: exampleHost({ kind: "load-balancer" }), balancer: exampleLoadBalancer() },
    },
    {
      title: "a VM holds the address",
      status: "not-applicable",
      given: { host: exampleHost(), balancer: absentBecause("No load balancer holds the address.") },
    },
    {
      title: "what stands behind the load balancer may not be read",
      status: "unknown",
      given: {
        host: exampleHost({ kind: "load-balancer" }),
        balancer: forbidden("Microsoft.Network/loadBalancers/read"),
      },
    },
    {
      title: "a Kubernetes cluster is declared",
      status: "unknown",
      given: {
        host: exampleHost({ kind: "load-balancer" }),
        definition: exampleInfrastructure({ resources: ["azurerm_kubernetes_cluster.chroma"] }),
      },
    },
  ],
})
