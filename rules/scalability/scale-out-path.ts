import { attestedRule } from "../attested.ts"

export default attestedRule({
  id: "scale-out-path",
  area: "scalability",
  severity: "low",
  profile: "production",
  title: "How to serve more than one node can carry is decided",
  failureTitle: "The decision how to serve more than one node can carry is out of date",
  why:
    "A single node ends at the memory of the largest VM one is willing to pay for, and at one writer. Beyond it " +
    "collections are spread over several servers, or distributed Chroma takes over; both change clients and " +
    "operations, so the choice is worth making before the growth curve makes it.",
  references: [
    "https://docs.trychroma.com/guides/deploy/performance",
    "https://docs.trychroma.com/docs/overview/architecture",
  ],
  effort: "hours",
  maxAgeDays: 365,
  statement: "Beyond 20 million vectors we shard by tenant over two servers; decided in ADR 12",
  remedy: "Estimate when one node is full and decide what follows",
})
