/** Text that Markdown shows as it stands. */
export const escaped = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>|]/g, String.raw`\$&`)
