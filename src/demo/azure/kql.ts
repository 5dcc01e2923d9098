/** A query in the part of Kusto's language that finds resources; see {@link parseQuery}. */
export interface Query {
  table: string
  steps: readonly Step[]
}
type Row = Readonly<Record<string, unknown>>
type Step = (rows: readonly Row[]) => readonly Row[]
type Scalar = (row: Row) => unknown

/**
 * Understands `table | where A or B | project x, y | distinct z`, in which a condition is
 * `scalar in ('…', …)` or, regardless of letter case, `scalar in~ (…)`, and a scalar is a dotted path,
 * `tostring(…)` or `tolower(…)`.
 *
 * @throws SyntaxError for anything else
 */
export function parseQuery(text: string): Query {
  const tokens = new Tokens(text)
  const table = tokens.name().toLowerCase()
  const steps: Step[] = []
  while (tokens.takes("|")) steps.push(parseStep(tokens))
  tokens.end()
  return { table, steps }
}

export const run = ({ steps }: Query, rows: readonly Row[]): readonly Row[] =>
  steps.reduce((found, step) => step(found), rows)

function parseStep(tokens: Tokens): Step {
  const operator = tokens.name()
  if (operator === "where") {
    const conditions = separated(tokens, "or", () => parseCondition(tokens))
    return (rows) => rows.filter((row) => conditions.some((holds) => holds(row)))
  }
  if (operator !== "project" && operator !== "distinct") throw new SyntaxError(`There is no ${operator}.`)
  const columns = separated(tokens, ",", () => tokens.name())
  const projected = (row: Row): Row => Object.fromEntries(columns.map((name) => [name, row[name] ?? null]))
  return operator === "project"
    ? (rows) => rows.map(projected)
    : (rows) => [...new Map(rows.map(projected).map((row) => [JSON.stringify(row), row])).values()]
}

function parseCondition(tokens: Tokens): (row: Row) => boolean {
  const scalar = parseScalar(tokens)
  const fold = tokens.takes("in~") ? lower : tokens.expect("in") && String
  tokens.expect("(")
  const values = separated(tokens, ",", () => tokens.text()).map(fold)
  tokens.expect(")")
  return (row) => {
    const value = scalar(row)
    return typeof value === "string" && values.includes(fold(value))
  }
}

function parseScalar(tokens: Tokens): Scalar {
  const name = tokens.name()
  if (!tokens.takes("(")) return (row) => atPath(row, name.split("."))
  const convert = functions[name]
  if (!convert) throw new SyntaxError(`There is no function ${name}.`)
  const inner = parseScalar(tokens)
  tokens.expect(")")
  return (row) => convert(inner(row))
}

const lower = (value: unknown): string => (typeof value === "string" ? value.toLowerCase() : "")

const functions: Readonly<Record<string, (value: unknown) => unknown>> = {
  tolower: lower,
  tostring: (value) => (typeof value === "string" ? value : value ? JSON.stringify(value) : ""),
}

const atPath = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, name) => (inner as Row | null | undefined)?.[name], value)

function separated<T>(tokens: Tokens, separator: string, parse: () => T): T[] {
  const items = [parse()]
  while (tokens.takes(separator)) items.push(parse())
  return items
}

class Tokens {
  readonly #left: string[]

  constructor(text: string) {
    this.#left = text.match(/'(?:\\.|[^'\\])*'|in~|[\w.]+|\S/g) ?? []
  }

  takes(token: string): boolean {
    const taken = this.#left[0] === token
    if (taken) this.#left.shift()
    return taken
  }

  expect(token: string): true {
    if (!this.takes(token))
      throw new SyntaxError(`${this.#left[0] ?? "The end"} stands where ${token} should.`)
    return true
  }

  name(): string {
    const token = this.#left.shift() ?? ""
    if (!/^[A-Za-z_][\w.]*$/.test(token)) throw new SyntaxError(`${token || "The end"} is no name.`)
    return token
  }

  text(): string {
    const token = this.#left.shift() ?? ""
    if (!token.startsWith("'")) throw new SyntaxError(`${token || "The end"} is no text.`)
    return token.slice(1, -1).replaceAll(/\\(.)/g, "$1")
  }

  end(): void {
    if (this.#left.length > 0) throw new SyntaxError(`${this.#left[0]} is too much.`)
  }
}
