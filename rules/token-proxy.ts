import type { Command } from "../src/rule.ts"

/** The guard that Chroma 1.x does not have: a proxy on the same host that asks for a token on every path. */
export const tokenProxy: Command = {
  tool: "nginx",
  run: 'location / { if ($http_authorization != "Bearer <the token>") { return 401; } proxy_pass http://127.0.0.1:8000; }',
}

export const reloadProxy: Command = { tool: "nginx", run: "nginx -t && systemctl reload nginx" }
