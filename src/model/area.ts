/** The seven areas of Chroma's "Road to Production", in its order. Each is a folder under `rules/`. */
export const areas = {
  "high-availability": "High Availability",
  scalability: "Scalability",
  "privacy-and-security": "Privacy and Security",
  observability: "Observability",
  "backup-and-restore": "Backup and Restore",
  "disaster-recovery": "Disaster Recovery",
  maintenance: "Maintenance",
} as const

export type Area = keyof typeof areas
export const areaIds = Object.keys(areas) as Area[]
