import { defineRule, endpoint, fail, pass, undecided, unknownBecause } from "../../src/rule.ts"
import { exampleApi, exampleClearApi, exampleListeners } from "../examples.ts"

/** Answers of a proxy that may well serve Chroma to those who are let in. */
const tellsNothing = (status = 0): boolean => [401, 403, 407, 429].includes(status) || status >= 500

export default defineRule({
  id: "tls-plaintext-port",
  area: "privacy-and-security",
  severity: "critical",
  profile: "baseline",
  ceiling: 39,
  title: "Chroma answers over TLS only",
  failureTitle: "Chroma also answers in clear text, beside the TLS port",
  why:
    "A proxy on port 443 protects nothing while Chroma's own port is still published: clients that were " +
    "configured before keep using it, tokens and documents go over the wire in the open, and whoever is refused " +
    "at the proxy walks around it. It is the most common leftover of adding TLS to the published setup.",
  references: [
    "https://cookbook.chromadb.dev/security/ssl-proxies/",
    "https://docs.docker.com/engine/network/port-publishing/",
  ],
  presupposes: { "tls-endpoint": "Chroma is not served over TLS at all" },
  needs: { api: endpoint.api, listeners: endpoint.listeners },

  check({ api, listeners }) {
    const clear = listeners.filter(({ transport }) => transport === "clear")
    const open = clear.filter(({ answer }) => answer === "chroma")
    const ports = clear.map(({ port }) => port).join(", ")
    const expected = "no probed port answers as Chroma in clear text"
    if (open.length > 0) {
      const observed = `clear text on port ${open.map(({ port }) => port).join(", ")}`
      return fail({ observed, expected, resources: open.map(({ port }) => `${api.address}:${port}`) })
    }
    const guarded = clear.filter(({ answer, status }) => answer === "http" && tellsNothing(status))
    if (api.recognisedBy !== "anonymous" && guarded.length > 0) {
      const seen = guarded.map(({ port, status }) => `${port} (status ${status})`).join(", ")
      return undecided(
        `Something answers in clear text on port ${seen}, and only a token could tell whether it leads to Chroma; the auditor never sends one in clear text.`,
        "Close the port, or let it do nothing but redirect to https.",
      )
    }
    if (clear.length === 0) return undecided("No port was probed for clear text.", "Give --port.")
    return pass({ observed: `none of the ports ${ports}`, expected })
  },

  effort: "minutes",
  fix: ({ api, listeners }) => ({
    summary: `Publish Chroma's port on the loopback address only, so that ${api.url} is the one way in.`,
    commands: listeners
      .filter(({ transport, answer }) => transport === "clear" && answer === "chroma")
      .flatMap(({ port }) => [
        { tool: "docker compose", run: `ports: ["127.0.0.1:${port}:8000"]` },
        { tool: "docker", run: "docker compose up --detach --force-recreate" },
      ]),
    verify: `curl -i http://${api.address}:8000/api/v2/heartbeat does not connect`,
  }),

  examples: [
    {
      title: "the proxy's port answers, Chroma's own does not",
      status: "pass",
      given: { api: exampleApi(), listeners: exampleListeners() },
    },
    {
      title: "port 8000 is still published",
      status: "fail",
      given: {
        api: exampleApi(),
        listeners: exampleListeners({ port: 8000, transport: "clear", answer: "chroma", status: 200 }),
      },
      says: 'ports: ["127.0.0.1:8000:8000"]',
    },
    {
      title: "a guarded port in clear text",
      status: "unknown",
      given: {
        api: exampleApi(),
        listeners: exampleListeners({ port: 8000, transport: "clear", answer: "http", status: 401 }),
      },
    },
    {
      title: "the ports could not be probed",
      status: "unknown",
      given: { api: exampleApi(), listeners: unknownBecause("unreachable", "No route to the host.") },
    },
    {
      title: "no TLS at all",
      status: "not-applicable",
      failing: "tls-endpoint",
      given: { api: exampleClearApi(), listeners: exampleListeners() },
    },
  ],
})
