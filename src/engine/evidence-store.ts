import {
  tokensOf,
  type Cause,
  type Evidence,
  type Fact,
  type Observation,
  type Plane,
  type Witness,
} from "../model/evidence.ts"

/** How a user asks a plane that was not asked. */
const howToAsk: Record<Plane, string> = {
  endpoint: "Give --ip or --url.",
  azure: "Give --ip and log in to Azure (az login), without --azure-auth none.",
  data: "Give a read token in the variable that --token-env names.",
  guest:
    "Run the script of `chroma-audit explain --guest-script` inside the VM and give its output with --guest-output, " +
    "or let the VM agent run it with --guest run-command.",
  declared:
    "Give the files it was deployed from: --tfvars, --terraform, --compose, --env-file or --server-config.",
  attested: "State it in an attestations file and give that with --attestations.",
}

/** The evidence of one audit, by token. */
export class EvidenceStore {
  readonly #witnesses: ReadonlyMap<string, Witness>

  constructor(witnesses: readonly Witness[]) {
    this.#witnesses = new Map(witnesses.map((witness) => [witness.evidence, witness]))
  }

  /** The planes for which another answered: a plan, for Azure that does not hold anything yet. */
  answeredFor(fact: Fact): Plane[] {
    return tokensOf(fact)
      .filter(({ id, plane }) => (this.#witnesses.get(id)?.plane ?? plane) !== plane)
      .map(({ plane }) => plane)
  }

  /** Whether this plane itself says that what is audited gives it nothing to ask for. */
  isBeside({ id }: Evidence): boolean {
    const witness = this.#witnesses.get(id)
    return witness?.status === "unknown" && witness.cause.kind === "not-requested"
  }

  /** The next plane that knows, after the one that decides, and the evidence as if that one were silent. */
  overruled(fact: Fact): { witness: Witness; believed: EvidenceStore } | undefined {
    const [decisive, witness] = tokensOf(fact)
      .flatMap(({ id }) => this.#witnesses.get(id) ?? [])
      .filter(({ status }) => status === "known")
    if (!decisive || !witness) return undefined
    return {
      witness,
      believed: new EvidenceStore([...this.#witnesses.values()].filter((one) => one !== decisive)),
    }
  }

  /**
   * The strongest plane that has an answer decides. Without one, the cause is that of the strongest
   * plane that was asked, else that nobody asked.
   */
  resolve(fact: Fact): { observation: Observation; witness?: Witness } {
    const all = tokensOf(fact)
    const concerned = all.filter((token) => !this.isBeside(token))
    const tokens = concerned.length > 0 ? concerned : all
    const witnesses = tokens.flatMap((token) => this.#witnesses.get(token.id) ?? [])
    const decisive = witnesses.find(({ status }) => status !== "unknown") ?? witnesses[0]
    if (decisive) return { observation: decisive, witness: decisive }
    return {
      observation: {
        status: "unknown",
        cause: notRequested(
          tokens.map(({ plane }) => plane),
          all[0]?.title,
        ),
      },
    }
  }
}

function notRequested(planes: readonly Plane[], title = "it"): Cause {
  const names = [...new Set(planes)]
  return {
    kind: "not-requested",
    detail: `Nobody asked the ${names.join(" or ")} plane for ${title}.`,
    unlock: names.map((plane) => howToAsk[plane]).join(" Or: "),
  }
}
