const works = new Set<() => void>();

/** One listener for all: an application in a test may be one of many of its process. */
function runAll(): void {
  for (const work of works) work();
}

/** Has something done at the end of the process, where nothing can be awaited any more. @returns what ends that */
export function atExit(work: () => void): () => void {
  if (works.size === 0) process.on('exit', runAll);
  works.add(work);
  return () => {
    works.delete(work);
    if (works.size === 0) process.off('exit', runAll);
  };
}
