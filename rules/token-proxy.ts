import { command, type Command, type endpoint, type ValueOf } from "../src/rule.ts"

/** The guard that Chroma 1.x does not have: a proxy on the same host that asks for a token on every path. */
export const tokenProxy: Command = {
  tool: "nginx",
  run: 'location / { if ($http_authorization != "Bearer <the token>") { return 401; } proxy_pass http://127.0.0.1:8000; }',
}

export const reloadProxy: Command = { tool: "nginx", run: "nginx -t && systemctl reload nginx" }

type Probe = ValueOf<typeof endpoint.anonymousReads>[number]

/**
 * How to see that a probe is refused now: the same request once more. GET where there is one, and the
 * body that every release refuses where there is none.
 *
 * @param option of curl, with a blank after it
 */
export function askAgain(
  probes: readonly Probe[],
  api: ValueOf<typeof endpoint.api> | undefined,
  option = "",
): string {
  const probe = probes.find(({ method }) => method === "GET") ?? probes[0]
  const url = new URL(probe?.path ?? "/", api?.url ?? "https://chroma.example.com").href
  const sent =
    probe?.method === "POST"
      ? command(
          "curl",
        )`--include --json ${probe.path.endsWith("/collections") ? '{"name":"!"}' : "{}"} ${url}`
      : command("curl")`--include ${url}`
  return `${sent.run.replace("curl ", `curl ${option}`)} answers 401`
}
