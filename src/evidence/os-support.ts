/**
 * Until when a distribution gives everyone free security updates for a release: long-term support
 * counts, paid extensions do not. Read on 2026-11-22.
 */
const distributions: Readonly<
  Record<string, { source: string; lastDays: Readonly<Record<string, string>> }>
> = {
  debian: {
    source: "https://wiki.debian.org/LTS",
    lastDays: {
      "9": "2022-06-30",
      "10": "2024-06-30",
      "11": "2026-08-31",
      "12": "2028-06-30",
      "13": "2030-06-30",
    },
  },
  ubuntu: {
    source: "https://ubuntu.com/about/release-cycle",
    lastDays: {
      "16.04": "2021-04-30",
      "18.04": "2023-05-31",
      "20.04": "2025-05-29",
      "22.04": "2027-06-01",
      "24.04": "2029-05-31",
      "24.10": "2025-07-10",
      "25.04": "2026-01-15",
      "25.10": "2026-07-09",
      "26.04": "2031-05-29",
      "26.10": "2027-07-15",
    },
  },
  rhel: {
    source: "https://access.redhat.com/support/policy/updates/errata",
    lastDays: { "7": "2024-06-30", "8": "2029-05-31", "9": "2032-05-31", "10": "2035-05-31" },
  },
  almalinux: {
    source: "https://wiki.almalinux.org/release-notes/",
    lastDays: { "8": "2029-03-01", "9": "2032-05-31", "10": "2035-05-31" },
  },
  rocky: {
    source: "https://wiki.rockylinux.org/rocky/version/",
    lastDays: { "8": "2029-05-31", "9": "2032-05-31", "10": "2035-05-31" },
  },
  centos: {
    source: "https://www.centos.org/centos-linux/",
    lastDays: { "7": "2024-06-30", "8": "2021-12-31" },
  },
}

export const osSupportSources: readonly string[] = Object.values(distributions).map(({ source }) => source)

export interface OsSupport {
  /** "debian 12". */
  release: string
  /** Last day with security updates, ISO 8601. */
  until: string
}

/**
 * @param id ID of /etc/os-release, or the Azure agent's name: "debian", "redhat"
 * @param version VERSION_ID or longer: "12", "12.8", "22.04"
 * @returns undefined when the table does not know the release
 */
export function osSupport(id: string, version: string): OsSupport | undefined {
  const name = id.toLowerCase() === "redhat" ? "rhel" : id.toLowerCase()
  const distribution = distributions[name]
  const [major = "", minor] = version.split(".")
  for (const release of [`${major}.${minor}`, major]) {
    const until = distribution?.lastDays[release]
    if (until) return { release: `${name} ${release}`, until }
  }
  return undefined
}

/** Id and version of a Linux image of the Azure Marketplace, as its offer and SKU name them. */
export function osOfImage({ offer, sku }: { offer: string; sku: string }) {
  const ubuntu = /ubuntu.*?\b(\d\d)[._-](\d\d)\b/i.exec(`${offer} ${sku}`)
  if (ubuntu) return { id: "ubuntu", version: `${ubuntu[1]}.${ubuntu[2]}` }
  const id = /debian|rhel|almalinux|rocky|centos/i.exec(offer)?.[0]
  const version = /^\d{1,2}(?=\D|$)/.exec(sku)?.[0]
  return id && version ? { id, version } : undefined
}
