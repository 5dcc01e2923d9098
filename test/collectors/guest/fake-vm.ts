import { execFileSync, spawnSync } from "node:child_process"
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { dirname, join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { guestScript } from "../../../src/collectors/guest/script.ts"

/** A folder that stands for a VM: its files under `root`, its commands under `bin`, and nothing else on the path. */
export class FakeVm {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
    this.write("guest.sh", guestScript())
    for (const tool of tools) this.link(tool)
  }

  /** @param path below the root: "etc/os-release" */
  file(path: string, text: string, mode = 0o644): this {
    return this.write(`root/${path}`, text, mode)
  }

  /** A command that answers as this shell text says. */
  command(name: string, text: string): this {
    return this.write(`bin/${name}`, `#!/bin/sh\n${text}\n`, 0o755)
  }

  /** A command of this machine, where it has it. */
  link(name: string): boolean {
    const path = name === "python3" ? python : installed(name)
    if (path === undefined) return false
    mkdirSync(join(this.folder, "bin"), { recursive: true })
    symlinkSync(path, join(this.folder, "bin", name))
    return true
  }

  /** A data disk of Azure's at this LUN, known to the kernel under this name. */
  dataDisk(lun: number, name: string): this {
    this.file(`dev/${name}`, "")
    const links = join(this.folder, "root/dev/disk/azure/scsi1")
    mkdirSync(links, { recursive: true })
    symlinkSync(`../../../${name}`, join(links, `lun${lun}`))
    return this
  }

  /** Chroma's database in this folder below the root, with one vector segment a row. */
  database(path: string, { purges, segments }: DatabaseFacts): this {
    const folder = join(this.folder, "root", path)
    mkdirSync(folder, { recursive: true })
    const database = new DatabaseSync(join(folder, "chroma.sqlite3"))
    database.exec(
      "create table embeddings_queue (seq_id integer); insert into embeddings_queue values (1), (2), (3)",
    )
    database.exec(
      "create table segments (id text, scope text); create table max_seq_id (segment_id text, seq_id integer)",
    )
    if (purges !== undefined) {
      database.exec("create table embeddings_queue_config (id integer, config_json_str text)")
      database
        .prepare("insert into embeddings_queue_config values (1, ?)")
        .run(`{"automatically_purge": ${purges}}`)
    }
    for (const { id, written, hasFolder } of segments) {
      database.prepare("insert into segments values (?, 'VECTOR')").run(id)
      if (written) database.prepare("insert into max_seq_id values (?, 2000)").run(id)
      if (hasFolder) mkdirSync(join(folder, id))
    }
    database.close()
    return this
  }

  /** Runs the guest script in this VM, or as another script wraps it, and returns what that printed. */
  run(shell = "sh", script?: string): string {
    if (script !== undefined) this.write("guest.sh", script)
    const { stdout, error } = spawnSync(
      installed(shell) ?? shell,
      [join(this.folder, "guest.sh"), join(this.folder, "root")],
      {
        cwd: this.folder,
        encoding: "utf8",
        env: { PATH: join(this.folder, "bin"), HOME: this.folder, TMPDIR: this.folder },
      },
    )
    if (error) throw error
    return stdout
  }

  /** Every file with its content and time of change. */
  snapshot(): string[] {
    return readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .map((entry) => {
        const path = join(entry.parentPath, entry.name)
        if (!entry.isFile()) return path
        return `${path} ${statSync(path).mtimeMs} ${readFileSync(path).toString("base64")}`
      })
      .toSorted()
  }

  private write(path: string, text: string, mode = 0o644): this {
    const full = join(this.folder, path)
    mkdirSync(dirname(full), { recursive: true })
    writeFileSync(full, text)
    chmodSync(full, mode)
    return this
  }
}

interface DatabaseFacts {
  /** Left out: a database from before the log had a configuration. */
  purges?: boolean
  segments: readonly { id: string; written?: boolean; hasFolder?: boolean }[]
}

/** What the script takes for granted on any Linux. */
const tools =
  "awk sed grep tr cut head tail sort df date id basename dirname readlink stat du ls cat wc paste tar timeout".split(
    " ",
  )

export function installed(name: string): string | undefined {
  try {
    return execFileSync("/bin/sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim()
  } catch {
    return undefined
  }
}

/** Python itself, not a version manager's stand-in that needs more of the path. */
const python =
  installed("python3") &&
  execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim()
