import { expect, test } from "vitest"
import { exampleContainer, exampleServer, exampleSettings } from "../../../rules/examples.ts"
import rule from "../../../rules/high-availability/container-healthcheck.ts"
import { judge } from "../../support/judge.ts"

const official = "ghcr.io/chroma-core/chroma"
const own = "registry.example.com/platform/chroma"
const curl = "curl -f http://localhost:8000/api/v2/heartbeat"
const oldPath = "curl -f http://localhost:8000/api/v1/heartbeat"
const bash = "</dev/tcp/127.0.0.1/8000"

test.each([
  [curl, official, "1.5.9", "fail"],
  [curl, "chromadb/chroma", "1.0.0", "fail"],
  [curl, own, "1.5.9", "unknown"],
  [curl, official, "0.6.3", "pass"],
  [curl, official, null, "unknown"],
  [oldPath, official, "0.5.23", "pass"],
  [oldPath, own, "1.5.9", "fail"],
  [bash, official, "1.5.9", "pass"],
  [bash, official, null, "pass"],
  ["wget -q -O - http://localhost:8000/api/v2/heartbeat", official, "1.5.9", "fail"],
  [`python3 -c "import urllib.request"`, official, "1.5.9", "fail"],
  ["NONE", official, "1.5.9", "fail"],
])("%s in the image %s of %s: %s", async (command, image, version, status) => {
  const healthcheck = command === "NONE" ? ["NONE"] : ["CMD-SHELL", command]
  const given = {
    container: exampleContainer({ healthcheck, health: null, image }),
    settings: exampleSettings({ version }),
  }
  expect((await judge(rule, given)).status).toBe(status)
})

test.each([
  ["healthy", "pass"],
  ["unhealthy", "fail"],
])("Docker, which ran the check, is believed when it says %s", async (health, status) => {
  const given = {
    container: exampleContainer({ healthcheck: ["CMD-SHELL", curl], health }),
    settings: exampleSettings(),
  }
  expect((await judge(rule, given)).status).toBe(status)
})

test("a compose file is judged by the version it names, not by the server of today", async () => {
  const given = {
    container: exampleContainer({ healthcheck: ["CMD-SHELL", oldPath], health: null }),
    settings: exampleSettings({ version: "0.6.3" }),
    server: exampleServer(),
  }
  expect((await judge(rule, given)).status).toBe("pass")
})
