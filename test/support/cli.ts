import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

const bin = fileURLToPath(new URL("../../bin/run.js", import.meta.url))

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs the built CLI as a user would: another process, pipes, and no variable of ours but those given. */
export function cli(
  args: readonly string[],
  { env = {}, cwd, input = "" }: { env?: NodeJS.ProcessEnv; cwd?: string; input?: string } = {},
): Promise<Ended> {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: { PATH, HOME, ...env } })
  child.stdin.end(input)
  const collected = (stream: NodeJS.ReadableStream): Promise<string> =>
    new Promise((resolve) => {
      let text = ""
      stream
        .setEncoding("utf8")
        .on("data", (chunk: string) => (text += chunk))
        .on("end", () => resolve(text))
    })
  return new Promise((resolve, reject) => {
    const output = Promise.all([collected(child.stdout), collected(child.stderr)])
    child.once("error", reject)
    child.once("close", (code) => void output.then(([stdout, stderr]) => resolve({ code, stdout, stderr })))
  })
}
