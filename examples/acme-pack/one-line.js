/** A format is a pure function of the report: `--format acme-line`. */
export const oneLine = {
  id: "acme-line",
  render: ({ score, findings }) =>
    `${score.proven} ${score.grade} ${findings.filter(({ status }) => status === "fail").length} failing\n`,
}
