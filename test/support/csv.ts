/** Reads RFC 4180 as the standard has it: CRLF between records, quotes doubled inside quotes. */
export function parseCsv(text: string): Record<string, string>[] {
  const records: string[][] = []
  let record: string[] = []
  for (const [, quoted, bare = "", end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    record.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'))
    if (end === "\r\n") {
      records.push(record)
      record = []
    }
  }
  const [names = [], ...rows] = records
  return rows.map((cells) => {
    if (cells.length !== names.length) throw new Error(`${cells.length} cells under ${names.length} names`)
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""]))
  })
}
