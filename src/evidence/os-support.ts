/** Where the days below were read, on 2026-11-22. */
export const osSupportSources = [
  "https://wiki.debian.org/LTS",
  "https://ubuntu.com/about/release-cycle",
  "https://access.redhat.com/support/policy/updates/errata",
  "https://wiki.almalinux.org/release-notes/",
  "https://wiki.rockylinux.org/rocky/version/",
  "https://www.centos.org/centos-linux/",
] as const

/**
 * The last day on which a distribution gives everyone security updates for a release: long-term
 * support counts, paid extensions do not.
 */
const lastDays: ReadonlyMap<string, string> = new Map([
  ["debian 9", "2022-06-30"],
  ["debian 10", "2024-06-30"],
  ["debian 11", "2026-08-31"],
  ["debian 12", "2028-06-30"],
  ["debian 13", "2030-06-30"],
  ["ubuntu 16.04", "2021-04-30"],
  ["ubuntu 18.04", "2023-05-31"],
  ["ubuntu 20.04", "2025-05-29"],
  ["ubuntu 22.04", "2027-06-01"],
  ["ubuntu 24.04", "2029-05-31"],
  ["ubuntu 24.10", "2025-07-10"],
  ["ubuntu 25.04", "2026-01-15"],
  ["ubuntu 25.10", "2026-07-09"],
  ["ubuntu 26.04", "2031-05-29"],
  ["ubuntu 26.10", "2027-07-15"],
  ["rhel 7", "2024-06-30"],
  ["rhel 8", "2029-05-31"],
  ["rhel 9", "2032-05-31"],
  ["rhel 10", "2035-05-31"],
  ["almalinux 8", "2029-03-01"],
  ["almalinux 9", "2032-05-31"],
  ["almalinux 10", "2035-05-31"],
  ["rocky 8", "2029-05-31"],
  ["rocky 9", "2032-05-31"],
  ["rocky 10", "2035-05-31"],
  ["centos 7", "2024-06-30"],
  ["centos 8", "2021-12-31"],
])

export interface OsRelease {
  /** ID of /etc/os-release, or the Azure agent's name: "debian", "redhat". */
  id: string
  /** VERSION_ID or longer: "12", "12.8", "22.04". */
  version: string
}

/**
 * @returns the release as the distribution counts, "debian 12", and its last day with security
 *   updates, ISO 8601; undefined when the table does not know it
 */
export function osSupport({ id, version }: OsRelease): { release: string; until: string } | undefined {
  const name = id.toLowerCase().replace(/^redhat$/, "rhel")
  const [major, minor] = version.split(".")
  for (const release of [`${name} ${major}.${minor}`, `${name} ${major}`]) {
    const until = lastDays.get(release)
    if (until) return { release, until }
  }
  return undefined
}

/** The release of a Linux image of the Azure Marketplace, as its offer and SKU name it. */
export function osOfImage({ offer, sku }: { offer: string; sku: string }): OsRelease | undefined {
  const ubuntu = /ubuntu.*?\b(\d\d)[._-](\d\d)\b/i.exec(`${offer} ${sku}`)
  if (ubuntu) return { id: "ubuntu", version: `${ubuntu[1]}.${ubuntu[2]}` }
  const id = /debian|rhel|almalinux|rocky|centos/i.exec(offer)?.[0]
  const version = /^\d{1,2}(?=\D|$)/.exec(sku)?.[0]
  return id && version ? { id, version } : undefined
}
