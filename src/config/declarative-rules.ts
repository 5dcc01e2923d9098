import { Type, type Static } from "typebox"
import { parse } from "yaml"
import * as vocabulary from "../evidence/index.ts"
import { tokensOf, type Fact } from "../model/evidence.ts"
import type { Plugin } from "../model/plugin.ts"
import {
  absentBecause,
  fail,
  judgeEach,
  pass,
  undecided,
  unknownBecause,
  type AnyRule,
  type Verdict,
} from "../model/rule.ts"
import { readText } from "./load.ts"
import { metadata } from "./rule-metadata.ts"
import { UsageError } from "./usage-error.ts"
import { validated } from "./validate.ts"

const Text = Type.String({ minLength: 1 })

const DeclarativeRule = Type.Object(
  {
    ...metadata,
    /** What is judged: evidence and a path into it, `*` for each of a list: `azure.disks.*.sizeGiB`. */
    evidence: Type.String({ pattern: String.raw`^[a-z]+\.\w+(\.(\w+|\*))*$` }),
    /** JSON Schema that the value meets when the rule passes; it names the type: `{ type: number, minimum: 64 }`. */
    must: Type.Object({}),
    /** What the report says was seen; `{value}` is the value. "{value}" unless given. */
    observed: Type.Optional(Text),
    /** What would pass, in the same terms: "at least 64 GiB". */
    expected: Text,
    /** One sentence in the imperative. */
    fix: Text,
    commands: Type.Optional(
      Type.Array(Type.Object({ tool: Text, run: Text }, { additionalProperties: false })),
    ),
    /** A value that passes and one that fails; tried when the file is loaded. */
    examples: Type.Object({ pass: Type.Unknown(), fail: Type.Unknown() }, { additionalProperties: false }),
  },
  { additionalProperties: false },
)
type DeclarativeRule = Static<typeof DeclarativeRule>

/** A file of rules for those who write no TypeScript. */
export const DeclarativeRules = Type.Object(
  {
    /** The plugin API it is written for. */
    api: Type.Integer(),
    name: Text,
    version: Text,
    rules: Type.Array(DeclarativeRule, { minItems: 1 }),
  },
  { additionalProperties: false },
)

/** @throws UsageError saying what is wrong, and in which rule */
export async function rulesFromYaml(file: string): Promise<Plugin> {
  const document = await validated(DeclarativeRules, parseYaml(await readText(file, "The rules"), file), file)
  const { Ajv2020 } = await import("ajv/dist/2020.js")
  // Strict: a bound without a type would pass whatever is of another type.
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
  const rules = document.rules.map((rule) => {
    try {
      return proven(compile(rule, ajv.compile(rule.must)), rule)
    } catch (error) {
      throw new UsageError(`The rule ${rule.id} in ${file}: ${(error as Error).message}`)
    }
  })
  return { ...document, rules }
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    throw new UsageError(`${file} is not valid YAML: ${(error as Error).message.split("\n")[0]}`)
  }
}

function compile(rule: DeclarativeRule, meets: (value: unknown) => boolean): AnyRule {
  const {
    evidence,
    must: _,
    observed = "{value}",
    expected,
    fix,
    commands = [],
    examples,
    ...described
  } = rule
  const [plane = "", name = "", ...path] = evidence.split(".")
  const fact = factNamed(plane, name)
  const judge = ({ value, holder }: Place): Verdict => {
    if (value === undefined) return undecided(`${evidence} is not there.`, "Ask for other evidence.")
    const named = holder.name === undefined ? "" : `${holder.name}: `
    const sighting = {
      observed: named + observed.replaceAll("{value}", text(value)),
      expected,
      resources: holder.id === undefined ? [] : [holder.id],
    }
    return meets(value) ? pass(sighting) : fail(sighting)
  }
  follow(
    tokensOf(fact).map(({ schema }) => schema),
    path,
    evidence,
  )
  return {
    ...described,
    needs: { fact },
    check: ({ fact: value }: { fact: unknown }) => judgeEach(places(value, path), judge),
    fix: () => ({ summary: fix, commands }),
    examples: [
      { title: text(examples.pass), status: "pass", given: { fact: nest(examples.pass, path) } },
      { title: text(examples.fail), status: "fail", given: { fact: nest(examples.fail, path) } },
      { title: "it could not be read", status: "unknown", given: { fact: unknownBecause("forbidden") } },
      {
        title: "it does not exist",
        status: "not-applicable",
        given: { fact: absentBecause("There is none.") },
      },
    ],
  }
}

/** The rule, when its examples come out as they say. */
function proven(rule: AnyRule, { examples, must }: DeclarativeRule): AnyRule {
  for (const status of ["pass", "fail"] as const) {
    const example = rule.examples.find((one) => one.status === status)
    const verdict = rule.check(example?.given as never, { at: new Date(0), options: {} })
    if (verdict.status !== status)
      throw new UsageError(
        `the example ${text(examples[status])} should ${status}, but does not under ${JSON.stringify(must)}.`,
      )
  }
  return rule
}

function factNamed(plane: string, name: string): Fact {
  const planes: Record<string, unknown> = vocabulary
  const fact = (planes[plane] as Record<string, Fact | undefined> | undefined)?.[name]
  if (typeof fact === "object" && ("schema" in fact || "strongest" in fact)) return fact
  throw new UsageError(`there is no evidence "${plane}.${name}"; src/evidence lists what there is.`)
}

/** The parts of a JSON Schema that say which paths there are. */
interface Shape {
  properties?: Record<string, Shape>
  items?: Shape
  anyOf?: Shape[]
}

/** @throws UsageError when none of these shapes has such a path */
function follow(schemas: readonly Shape[], [step, ...rest]: readonly string[], evidence: string): void {
  if (step === undefined) return
  const shapes = schemas.flatMap((schema) => [schema, ...(schema.anyOf ?? [])])
  const next = shapes.flatMap(({ items, properties }) => (step === "*" ? items : properties?.[step]) ?? [])
  if (next.length > 0) return follow(next, rest, evidence)
  const names = shapes.flatMap(({ properties }) => Object.keys(properties ?? {}))
  const isList = shapes.some(({ items }) => items)
  // What has neither names nor items is a map, and any name may be in it.
  if (names.length === 0 && !isList && step !== "*") return
  throw new UsageError(
    `"${step}" is not in ${evidence}; there is ${names.length > 0 ? names.join(", ") : "* for each of the list"}.`,
  )
}

/** A value at the end of a path, and the nearest named thing that holds it. */
interface Place {
  value: unknown
  holder: { id?: string; name?: string }
}

function places(value: unknown, [step, ...rest]: readonly string[], holder: Place["holder"] = {}): Place[] {
  const nearest = isObject(value) && "id" in value ? (value as Place["holder"]) : holder
  if (step === undefined) return [{ value, holder: nearest }]
  if (step === "*")
    return Array.isArray(value) ? value.flatMap((one: unknown) => places(one, rest, nearest)) : []
  return places(isObject(value) ? value[step] : undefined, rest, nearest)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null

const nest = (value: unknown, path: readonly string[]): unknown =>
  path.reduceRight((inner, step) => (step === "*" ? [inner] : { [step]: inner }), value)

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value))
