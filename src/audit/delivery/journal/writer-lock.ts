// placeholder until the real one is written: replace this file
export type Liveness = 'alive' | 'dead' | 'unknown';
export interface WriterLock {
  readonly kind: 'socket' | 'none';
  release(): Promise<void>;
}
export async function holdLock(_directory: string): Promise<WriterLock> {
  return { kind: 'none', release: async () => undefined };
}
export async function livenessOf(_directory: string): Promise<Liveness> {
  return 'unknown';
}
