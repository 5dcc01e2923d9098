/** Something the user can put right: its message is one sentence for them. The command exits 2. */
export class UsageError extends Error {
  override readonly name = "UsageError"
}
