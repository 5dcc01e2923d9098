/** A closed interval of numbers: first and last. */
export type Interval = readonly [first: bigint, last: bigint]

/** A set of numbers: intervals that are sorted, disjoint and never adjacent. */
export type Intervals = readonly Interval[]

export function union(...sets: readonly Intervals[]): Intervals {
  const sorted = sets.flat().toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
  const merged: [bigint, bigint][] = []
  for (const [first, last] of sorted) {
    const previous = merged.at(-1)
    if (!previous || first > previous[1] + 1n) merged.push([first, last])
    else if (last > previous[1]) previous[1] = last
  }
  return merged
}

export function intersect(one: Intervals, other: Intervals): Intervals {
  return one.flatMap(([first, last]) =>
    other
      .filter(([from, to]) => from <= last && to >= first)
      .map(([from, to]): Interval => [from > first ? from : first, to < last ? to : last]),
  )
}

export function subtract(one: Intervals, other: Intervals): Intervals {
  return other.reduce<Intervals>(
    (rest, [from, to]) =>
      rest.flatMap(([first, last]): Intervals => {
        if (to < first || from > last) return [[first, last]]
        const before: Intervals = from > first ? [[first, from - 1n]] : []
        return to < last ? [...before, [to + 1n, last]] : before
      }),
    one,
  )
}

/** How many numbers the set has. */
export const size = (set: Intervals): bigint =>
  set.reduce((count, [first, last]) => count + last - first + 1n, 0n)
