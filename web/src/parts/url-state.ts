import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** How a part of the page's state stands in the query of its address. What is as usual stands there not at all. */
export interface UrlCodec<State> {
  /** Takes whatever an address may hold; what makes no sense is as usual. */
  read(parameters: URLSearchParams): State;
  /** Writes its own parameters and leaves the others. */
  write(state: State, parameters: URLSearchParams): void;
}

export interface UrlChange {
  /** Takes the place of the present address in the browser's history, as for what is only typed. @default false */
  readonly replaces?: boolean;
}

/** A part of the page's state that lives in its address, so that a link shows the same. */
export function useUrlState<State>(
  codec: UrlCodec<State>,
): readonly [State, (state: State, change?: UrlChange) => void] {
  const [parameters, setParameters] = useSearchParams();
  const state = codec.read(parameters);
  const setState = useCallback(
    (next: State, { replaces = false }: UrlChange = {}) =>
      setParameters(
        (current) => {
          const changed = new URLSearchParams(current);
          codec.write(next, changed);
          return changed;
        },
        { replace: replaces, preventScrollReset: true },
      ),
    [codec, setParameters],
  );
  return [state, setState];
}

/** Writes one parameter; undefined and what is as usual leave it out. */
export function setParameter(parameters: URLSearchParams, name: string, value: string | undefined): void {
  if (value === undefined || value === '') parameters.delete(name);
  else parameters.set(name, value);
}
