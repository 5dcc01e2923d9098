import { execFile, execFileSync } from "node:child_process"
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"

/**
 * Chroma's releases from PyPI, each in a folder of its own, over one virtual environment with what they
 * all need. The releases ask for hundreds of megabytes that serving does not.
 */
const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "chroma-audit", "versions")
const environment = join(cache, "environment")
export const python = join(environment, "bin", "python")
export const folderOf = (release: string): string => join(cache, release)

/** What the Python servers of 0.4 to 1.5 import, at versions that all of them go along with. */
const needed = [
  "bcrypt",
  "chroma-hnswlib==0.7.6",
  "fastapi==0.115.12",
  "grpcio",
  "httptools",
  "httpx",
  "importlib-resources",
  "jsonschema",
  "mmh3",
  "numpy<2",
  "onnxruntime",
  "opentelemetry-api==1.29.0",
  "opentelemetry-exporter-otlp-proto-grpc==1.29.0",
  "opentelemetry-instrumentation-fastapi==0.50b0",
  "opentelemetry-sdk==1.29.0",
  "orjson",
  "overrides",
  "posthog<4",
  "pybase64",
  "pydantic-settings",
  "pydantic>=2,<3",
  "pypika",
  "pyyaml",
  "requests",
  "rich",
  "tenacity",
  "tokenizers",
  "tqdm",
  "typer",
  "uvicorn",
]

const run = promisify(execFile)

/** @throws Error that says which of Python, its venv module and PyPI is missing */
export async function install(releases: readonly string[]): Promise<void> {
  mkdirSync(cache, { recursive: true })
  const stamp = join(environment, "complete")
  if (!existsSync(stamp)) {
    rmSync(environment, { recursive: true, force: true })
    makeEnvironment()
    await pip("what the servers need", ...needed)
    writeFileSync(stamp, "")
  }
  await Promise.all(releases.filter((release) => !existsSync(folderOf(release))).map(installRelease))
}

function makeEnvironment(): void {
  try {
    execFileSync("python3", ["-m", "venv", environment], { stdio: "pipe" })
  } catch (error) {
    throw new Error(
      "The releases of Chroma run in a virtual environment, and python3 cannot make one: install Python " +
        `3.9 to 3.12 with venv (Debian: apt-get install python3-venv). ${lastLineOf(error)}`,
      { cause: error },
    )
  }
}

async function installRelease(release: string): Promise<void> {
  const half = `${folderOf(release)}.half`
  rmSync(half, { recursive: true, force: true })
  await pip(`Chroma ${release}`, "--no-deps", "--target", half, `chromadb==${release}`)
  renameSync(half, folderOf(release))
}

async function pip(what: string, ...args: readonly string[]): Promise<void> {
  process.stderr.write(`Installing ${what} from PyPI …\n`)
  try {
    await run(python, ["-m", "pip", "install", "--quiet", "--retries", "1", ...args], {
      maxBuffer: 16 * 1024 * 1024,
    })
  } catch (error) {
    throw new Error(
      `These tests need ${what} from PyPI, which could not be installed. ${lastLineOf(error)}\n` +
        `Run them where PyPI can be reached, or with ${cache} as it was left by a run that could.`,
      { cause: error },
    )
  }
}

const lastLineOf = (error: unknown): string =>
  String((error as { stderr?: unknown }).stderr ?? error)
    .trim()
    .split("\n")
    .at(-1) ?? ""
