import type { Progress } from "../engine/collect.ts"
import type { AnyCollector } from "../model/collector.ts"

const quiet: Progress = { started: () => {}, finished: () => {} }

/**
 * Shows on stderr what is being read, while it is; says nothing when stderr is not a terminal.
 *
 * @returns the observer, and `done` that takes the lines away again
 */
export async function showProgress(
  collectors: readonly AnyCollector[],
): Promise<{ progress: Progress; done: () => Promise<void> }> {
  if (!process.stderr.isTTY) return { progress: quiet, done: () => Promise.resolve() }
  const { Listr, ListrLogger, ProcessOutput } = await import("listr2")
  const ends = new Map(collectors.map(({ id }) => [id, Promise.withResolvers<void>()]))
  const tasks = new Listr(
    collectors.map(({ id, plane, title }) => ({
      title: `${plane}: ${title}`,
      task: () => ends.get(id)?.promise,
    })),
    {
      concurrent: true,
      rendererOptions: {
        clearOutput: true,
        logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) }),
      },
    },
  )
  const running = tasks.run()
  return {
    progress: { started: () => {}, finished: ({ id }) => ends.get(id)?.resolve() },
    done: async () => {
      ends.forEach(({ resolve }) => resolve())
      await running
    },
  }
}
