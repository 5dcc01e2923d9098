/** What is sent back. A string is sent as it stands, anything else as JSON. */
export interface Answer {
  status: number
  headers?: Readonly<Record<string, string>>
  body?: unknown
}

export const ok = (body: unknown): Answer => ({ status: 200, body })

/** A long-running operation is under way: ask again there. */
export const inProgress = (location: string): Answer => ({
  status: 202,
  headers: { location, "retry-after": "1" },
})
