import { Type, type Static } from "typebox"
import { Cause, planes } from "./evidence.ts"

const Instant = Type.String({ format: "date-time" })
const Plane = Type.Enum([...planes])
const provenance = {
  evidence: Type.String(),
  plane: Plane,
  source: Type.String(),
  at: Instant,
  as: Type.Optional(Type.String()),
}

/** Everything that was seen in one audit, as it is saved and replayed. */
export const SavedEvidence = Type.Object({
  schemaVersion: Type.Literal("1"),
  tool: Type.Object({ name: Type.Literal("chroma-audit"), version: Type.String() }),
  target: Type.Object({ ip: Type.Optional(Type.String()), url: Type.Optional(Type.String()) }),
  /** The planes that were asked. */
  scope: Type.Array(Plane),
  startedAt: Instant,
  finishedAt: Instant,
  witnesses: Type.Array(
    Type.Union([
      Type.Object({ ...provenance, status: Type.Literal("known"), value: Type.Unknown() }),
      Type.Object({ ...provenance, status: Type.Literal("absent"), reason: Type.String() }),
      Type.Object({ ...provenance, status: Type.Literal("unknown"), cause: Cause }),
    ]),
  ),
})
export type SavedEvidence = Static<typeof SavedEvidence>
