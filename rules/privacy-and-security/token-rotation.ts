import { attestedRule } from "../attested.ts"

export default attestedRule({
  id: "token-rotation",
  area: "privacy-and-security",
  severity: "low",
  profile: "enterprise",
  title: "The token was changed within half a year",
  failureTitle: "The token has not been changed for half a year",
  why:
    "Tokens end up in shell histories, notebooks and the laptops of people who left. Changing the token regularly ends " +
    "what leaked unnoticed, and it proves that changing it in a hurry would work.",
  references: [
    "https://learn.microsoft.com/azure/key-vault/secrets/tutorial-rotation-dual",
    "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
  ],
  maxAgeDays: 180,
  statement: "New token in the vault, all clients moved, the old one refused.",
  remedy: "Make a new token, move the clients to it and refuse the old one",
  effort: "hours",
})
