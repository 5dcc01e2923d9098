import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeEach, describe, expect, test } from "vitest"
import { cli } from "../support/cli.ts"

const folder = mkdtempSync(join(tmpdir(), "chroma-audit-init-cli-"))
const file = join(folder, "chroma-audit.yaml")
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => rmSync(file, { force: true }))

const run = (args: string[], env = {}) => cli(args, { cwd: folder, env })
const settings = async (args: string[] = [], env = {}): Promise<unknown> =>
  JSON.parse((await run(["run", "--print-config", ...args], env)).stdout)

describe("init", () => {
  test("writes what run then goes by", async () => {
    const { code, stdout, stderr } = await run(
      (
        "init --ip 20.1.2.3 --port 443 --port 8000 --effective-rules " +
        "--fail-on high --min-score 75 --min-area-score observability=60"
      ).split(" "),
    )
    expect(stderr).toBe("")
    expect(stdout).toBe("wrote chroma-audit.yaml\n")
    expect(code).toBe(0)
    expect(await settings()).toEqual({
      ip: "20.1.2.3",
      port: [443, 8000],
      "effective-rules": true,
      "fail-on": "high",
      "min-score": 75,
      "min-area-score": ["observability=60"],
    })
  })

  test("neither asks nor waits without a terminal, and keeps the environment out of the file", async () => {
    expect((await run(["init"], { AZURE_SUBSCRIPTION_ID: "of-this-machine" })).code).toBe(0)
    expect(await settings()).toEqual({})
  })

  test("replaces a file only when it is told to", async () => {
    writeFileSync(file, "ip: 20.1.2.3\n")
    const refused = await run(["init", "--ip", "20.9.9.9"])
    expect(refused.stderr).toBe("chroma-audit.yaml is there already; --force replaces it.\n")
    expect(refused.code).toBe(2)
    expect(readFileSync(file, "utf8")).toBe("ip: 20.1.2.3\n")
    expect((await run(["init", "--ip", "20.9.9.9", "--force"])).code).toBe(0)
    expect(await settings()).toEqual({ ip: "20.9.9.9" })
  })

  test.each([
    ["a value that no file could hold", ["--ip", ""], /What is given is not valid: ip .*/],
    ["a choice that there is not", ["--profile", "home"], /Expected --profile=home to be one of/],
    [
      "a folder that is not there",
      ["--output", "nowhere/audit.yaml"],
      /nowhere\/audit\.yaml cannot be written/,
    ],
  ])("%s is answered with exit 2 and no file", async (_, args, message) => {
    const { code, stderr } = await run(["init", ...args])
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
    expect(existsSync(file)).toBe(false)
  })
})

describe("the flag wins over the environment, the environment over the file, the file over the default", () => {
  const [flag, variable, inFile] = ["https://flag.test", "https://env.test", "https://file.test"]
  test.each<[string, string | undefined, string | undefined, string | undefined, string | undefined]>([
    ["flag", flag, variable, inFile, flag],
    ["flag without environment", flag, undefined, inFile, flag],
    ["environment", undefined, variable, inFile, variable],
    ["file", undefined, undefined, inFile, inFile],
    ["default, which the code that uses it holds", undefined, undefined, undefined, undefined],
  ])("%s", async (_, given, env, written, inForce) => {
    writeFileSync(file, written === undefined ? "" : `arm-endpoint: ${written}\n`)
    expect(
      await settings(
        given === undefined ? [] : ["--arm-endpoint", given],
        env === undefined ? {} : { CHROMA_AUDIT_ARM_ENDPOINT: env },
      ),
    ).toEqual(inForce === undefined ? {} : { "arm-endpoint": inForce })
  })
})
