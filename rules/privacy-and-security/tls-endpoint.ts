import {
  command,
  absentBecause,
  defineRule,
  endpoint,
  fail,
  pass,
  unknownBecause,
  type ValueOf,
} from "../../src/rule.ts"
import { exampleApi, exampleClearApi } from "../examples.ts"

export default defineRule({
  id: "tls-endpoint",
  area: "privacy-and-security",
  severity: "critical",
  profile: "baseline",
  ceiling: 39,
  title: "Chroma is served over TLS",
  failureTitle: "Chroma is served in clear text",
  why:
    "HTTPS is what Chroma's own guide calls the bare minimum. In clear text every hop between client and server " +
    "can read the documents, the queries and the token, and change the answers. Chroma 1.x cannot speak TLS " +
    "itself, so without a terminator in front of it the answer is always clear text.",
  references: [
    "https://cookbook.chromadb.dev/running/road-to-prod/",
    "https://cookbook.chromadb.dev/security/ssl-proxies/",
    "https://www.rfc-editor.org/rfc/rfc9325",
  ],
  needs: { api: endpoint.api },

  check({ api }) {
    const sighting = {
      observed: observedOf(api),
      expected: "an https URL",
      resources: [`${api.address}:${api.port}`],
    }
    return api.transport === "tls" ? pass(sighting) : fail(sighting)
  },

  effort: "hours",
  fix({ api }) {
    const name = api.bareAddress ? "chroma.example.com" : new URL(api.url).hostname
    return {
      summary: "Terminate TLS in a reverse proxy in front of Chroma, with a certificate that renews itself.",
      commands: [
        { tool: "apt", run: "apt-get install --yes nginx certbot python3-certbot-nginx" },
        command("certbot")`--nginx --redirect --domain ${name}`,
        {
          tool: "nginx",
          run: `server { listen 443 ssl; server_name ${name}; location / { proxy_pass http://127.0.0.1:8000; } }`,
        },
      ],
      verify: command("curl")`-i ${`https://${name}/api/v2/heartbeat`}`.run,
    }
  },

  examples: [
    {
      title: "a proxy terminates TLS",
      status: "pass",
      given: { api: exampleApi({ front: { kind: "reverse proxy", name: "nginx" } }) },
      says: "where nginx (reverse proxy) ends TLS",
    },
    { title: "the port that the guide opens", status: "fail", given: { api: exampleClearApi() } },
    {
      title: "a name-based proxy shows strangers its default site",
      status: "unknown",
      given: { api: unknownBecause("inconclusive", "No probed port answers as Chroma.") },
    },
    {
      title: "a plan of what will be",
      status: "not-applicable",
      given: { api: absentBecause("The plan's address does not exist yet.") },
    },
  ],
})

/** "https://chroma.example.com, where nginx (reverse proxy) ends TLS". */
const observedOf = ({ url, transport, front }: ValueOf<typeof endpoint.api>): string =>
  front && transport === "tls" ? `${url}, where ${front.name} (${front.kind}) ends TLS` : url
