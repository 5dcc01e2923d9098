import {
  attestation,
  defineRule,
  endpoint,
  fail,
  notApplicable,
  overlap,
  pass,
  releaseOf,
  undecided,
  unknownBecause,
} from "../../src/rule.ts"
import { exampleCredentials, exampleServer, exampleStatement } from "../examples.ts"

export default defineRule({
  id: "authz-scoped-identity",
  area: "privacy-and-security",
  severity: "medium",
  profile: "production",
  title: "A client's credential opens only the tenants and databases it needs",
  failureTitle: "A client's credential opens every tenant and database",
  why:
    "A credential leaks from the weakest client that holds it. If it stands for everything, so does the leak. " +
    "Chroma 0.5 and 0.6 can tie a user to tenants and databases; 1.x knows no identities, so there a proxy has to " +
    "compare the path with the caller, and only those who run it can say that it does.",
  references: [
    "https://docs.trychroma.com/docs/overview/migration",
    "https://cookbook.chromadb.dev/security/auth-1.0.x/",
    "https://nvd.nist.gov/vuln/detail/CVE-2026-45830",
  ],
  presupposes: { "auth-reads-enforced": "reading takes no credential at all" },
  needs: { server: endpoint.server },
  wants: { credentials: endpoint.credentials, stated: attestation("authz-scoped-identity") },

  check({ server, credentials, stated }) {
    const expected = "an identity with named tenants and databases"
    const release = releaseOf(server)
    if (overlap(release, { from: "1.0.0", to: null }) === "inside") {
      if (!stated) {
        return undecided(
          "Chroma 1.x knows no identities, so it cannot be seen from outside what a credential opens.",
          "State in the attestations file how the proxy ties callers to tenants.",
        )
      }
      const { by, on, statement } = stated
      return /^not applicable\b/i.test(statement)
        ? notApplicable(`${by} states: ${statement}`)
        : pass({ observed: `${by} on ${on}: ${statement}`, expected })
    }
    const identity = credentials?.identity
    if (!identity) {
      return undecided(
        "Chroma was not seen to say whom it takes the credential for.",
        "Give the credential of a client, in the variable that --token-env names.",
      )
    }
    const scope = [identity.tenant, ...identity.databases]
    const observed = `tenant ${identity.tenant}, databases ${identity.databases.join(", ") || "none"}`
    return scope.includes("*") ? fail({ observed, expected }) : pass({ observed, expected })
  },

  effort: "days",
  fix: () => ({
    summary: "Give each client its own user with its tenant and databases, and let Chroma hold it to them.",
    commands: [
      {
        tool: "editor",
        run: "users: [{ id: client-a, role: reader, tenant: team-a, databases: [tickets], tokens: [<token>] }]",
      },
      {
        tool: "docker compose",
        run: "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE=/chroma/users.yaml CHROMA_SERVER_AUTHZ_PROVIDER=chromadb.auth.simple_rbac_authz.SimpleRBACAuthorizationProvider",
      },
    ],
  }),

  examples: [
    {
      title: "0.6.3, one tenant and one database",
      status: "pass",
      given: {
        server: python("0.6.3"),
        credentials: { ...exampleCredentials(), identity: { tenant: "team-a", databases: ["tickets"] } },
      },
    },
    {
      title: "1.x, and the proxy compares",
      status: "pass",
      given: {
        server: exampleServer(),
        stated: exampleStatement("authz-scoped-identity", {
          statement: "Envoy compares the tenant in the path with the token's claim.",
        }),
      },
    },
    {
      title: "0.6.3 as the guide configures it",
      status: "fail",
      given: {
        server: python("0.6.3"),
        credentials: { ...exampleCredentials(), identity: { tenant: "*", databases: ["*"] } },
      },
    },
    { title: "1.x, and nobody says anything", status: "unknown", given: { server: exampleServer() } },
    {
      title: "the release is hidden",
      status: "unknown",
      given: { server: unknownBecause("unauthenticated", "401 on /api/v2/version") },
    },
    {
      title: "one tenant, one client",
      status: "not-applicable",
      given: {
        server: exampleServer(),
        stated: exampleStatement("authz-scoped-identity", {
          statement: "Not applicable: one tenant, one client.",
        }),
      },
    },
  ],
})

function python(version: string) {
  return exampleServer({ implementation: "python", reported: version, from: version, to: version })
}
