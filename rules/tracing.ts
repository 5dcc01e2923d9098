import {
  generationOf,
  type Remediation,
  type ValueOf,
  type configuration,
  type endpoint,
} from "../src/rule.ts"

type Settings = ValueOf<typeof configuration.settings>
type Server = ValueOf<typeof endpoint.server>

const unnamed: Settings = {
  environment: {},
  file: {},
  version: null,
  credential: null,
  headersForm: null,
  unused: [],
}

/** The variables that the running generation reads, ready for its .env file; 1.x when it is not known. */
export function traceFix(settings: Settings = unnamed, server: Server | undefined): Remediation {
  const collector = "http://otel-collector:4317"
  const lines =
    generationOf(settings, server) === "0.x"
      ? [`CHROMA_OTEL_COLLECTION_ENDPOINT=${collector}`, "CHROMA_OTEL_GRANULARITY=operation"]
      : [`CHROMA_OPEN_TELEMETRY__ENDPOINT=${collector}`]
  return {
    summary:
      "Set what this version of Chroma reads, with an address that begins with http://, and delete the names it does not read. " +
      'A key for the backend goes into OTEL_EXPORTER_OTLP_HEADERS=name=value on 1.x, into CHROMA_OTEL_COLLECTION_HEADERS={"name":"value"} on 0.x.',
    commands: [
      { tool: "sh", run: `printf '%s\\n' ${lines.join(" ")} >> .env` },
      { tool: "docker", run: "docker compose up --detach" },
    ],
    verify:
      "curl --silent --head <URL of the API>/api/v2/chroma-audit-nope shows a chroma-trace-id that is not zero",
  }
}
