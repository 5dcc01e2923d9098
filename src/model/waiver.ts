import { Type, type Static } from "typebox"

const Text = Type.String({ minLength: 1 })

/** A failure that someone has decided to live with, until a day. */
export const Waiver = Type.Object(
  {
    rule: Text,
    /** The one resource it is about; every failure of the rule unless given. */
    resource: Type.Optional(Text),
    reason: Text,
    owner: Text,
    expires: Type.String({ format: "date" }),
    /** A rule that must pass for the waiver to hold. */
    compensatedBy: Type.Optional(Text),
  },
  { additionalProperties: false },
)
export type Waiver = Static<typeof Waiver>
