import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, onTestFinished, test } from "vitest"
import { parseGuestOutput } from "../../../src/collectors/guest/output.ts"
import {
  broughtBack,
  runCommandAction,
  runCommandScript,
  unpackGuestOutput,
} from "../../../src/collectors/guest/run-command.ts"
import type { Behaviour } from "../../../src/demo/azure/behaviour.ts"
import { stacks } from "../../../src/demo/azure/stacks/index.ts"
import type { Report } from "../../../src/model/report.ts"
import { startAzure } from "../../support/azure.ts"
import { cli } from "../../support/cli.ts"
import { chromaContainer, dockerCommand, type Inspected } from "./engine.ts"
import { FakeVm } from "./fake-vm.ts"

const sections = ["system", "chroma", "boot", "files", "services", "volume", "database", "tracing"]

function vm(container: Inspected = chromaContainer(), packs = true): FakeVm {
  const fake = new FakeVm(mkdtempSync(join(tmpdir(), "run-command-")))
  if (packs) for (const tool of ["gzip", "base64"]) fake.link(tool)
  return fake
    .file("etc/os-release", 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n')
    .command("docker", dockerCommand({ container }))
}

/** As Azure brings it back: the last bytes of standard output, in a message. */
const message = (stdout: string): string =>
  `Enable succeeded: \n[stdout]\n${Buffer.from(stdout).subarray(-broughtBack).toString()}\n[stderr]\n`

describe("the guest script through the VM agent", () => {
  test.each([
    ["packed", true],
    ["as it is, where nothing can pack it", false],
  ])("says what it says when run by hand: %s", (_, packs) => {
    const machine = vm(chromaContainer(), packs)
    const byHand = parseGuestOutput(machine.run(), "guest.txt")
    const through = unpackGuestOutput(message(machine.run("sh", runCommandScript())), "run-command")
    expect(sections.map((name) => through.section(name))).toEqual(
      sections.map((name) => byHand.section(name)),
    )
  })

  test("fits into what Azure brings back at its longest, and says what had to give way", () => {
    const container = chromaContainer()
    // Nothing in them repeats, so packing gains little.
    const noise = (index: number): string =>
      Array.from({ length: 40 }, (_, at) =>
        Math.sin(index * 97 + at)
          .toString(36)
          .slice(-8),
      ).join("")
    container.Config.Env = Array.from({ length: 200 }, (_, index) => `CHROMA_X${index}=${noise(index)}`)
    const stdout = vm(container).run("sh", runCommandScript())
    expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(broughtBack)
    const output = unpackGuestOutput(message(stdout), "run-command")
    expect(output.section("chroma")).toEqual({
      unavailable: "it does not fit into what run-command brings back",
    })
    expect(output.section("system")).toHaveProperty("entries")
  })

  test.each([
    ["cut off", (text: string) => text.slice(40)],
    ["damaged", (text: string) => text.replace(/(?<=<chroma-audit:.{40}).{8}/, "AAAAAAAA")],
    ["something else", () => "hello"],
  ])("is not taken for an answer when it is %s", (_, spoil) => {
    const stdout = vm().run("sh", runCommandScript())
    expect(() => unpackGuestOutput(message(spoil(stdout)), "run-command")).toThrow(/came back/)
  })
})

describe("--guest run-command", () => {
  async function audit(behaviour: Behaviour = {}, flags: readonly string[] = ["--guest", "run-command"]) {
    const stack = stacks.hardened({ address: "127.0.0.1", apiPort: 443 })
    const azure = await startAzure({ ...stack, commandOutput: vm().run("sh", runCommandScript()) }, behaviour)
    onTestFinished(azure.close)
    // Nothing listens on port 1.
    const ended = await cli(["run", "--ip", "127.0.0.1", "--port", "1", "--json", ...flags, ...azure.flags], {
      env: azure.env,
    })
    const report = JSON.parse(ended.stdout) as Report
    return { ...ended, report, posts: azure.requests.filter(({ method }) => method !== "GET") }
  }
  const finding = ({ findings }: Report, rule: string) => findings.find((one) => one.rule === rule)

  test("asks once, says before what that takes, and decides what the inside shows", async () => {
    const { report, posts, stderr } = await audit()
    expect(posts.filter(({ url }) => url.includes("/runCommand?"))).toHaveLength(1)
    expect(stderr).toContain(runCommandAction)
    expect(report.score.scope).toContain("guest")
    expect(finding(report, "container-restart-policy")).toMatchObject({
      status: "pass",
      evidence: [{ plane: "guest", source: expect.stringMatching(/\/virtualMachines\/chroma\/runCommand$/) }],
    })
  })

  test("without the permission: unknown, and named", async () => {
    const { report } = await audit({ denied: [runCommandAction] })
    expect(finding(report, "container-restart-policy")).toMatchObject({
      status: "unknown",
      inScope: true,
      cause: { kind: "forbidden", permission: runCommandAction },
    })
  })

  test("unasked, nothing runs inside the VM", async () => {
    const { posts } = await audit({}, [])
    expect(posts.filter(({ url }) => url.includes("/runCommand?"))).toEqual([])
  })
})
