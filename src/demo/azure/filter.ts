/** What a list request narrows itself by. */
export interface Filter {
  /** The `field eq 'value'` terms. */
  equals: Readonly<Record<string, string>>
  /** Nothing from below the scope. */
  atScope: boolean
}

/** The part of OData that auditors use: `field eq 'value'` joined by `and`, `atScope()`, `assignedTo('…')`. */
export function parseFilter(text: string | null): Filter {
  const terms = [...(text ?? "").matchAll(/(\w+) eq '([^']*)'/g)].map(([, field, value]) => [field, value])
  const assignedTo = /assignedTo\('([^']*)'\)/.exec(text ?? "")?.[1]
  return {
    equals: { ...Object.fromEntries(terms), ...(assignedTo && { principalId: assignedTo }) },
    atScope: /atScope\(\)/.test(text ?? ""),
  }
}
