import { Problem } from '../api/problem.ts';
import { text } from '../text/catalogue.ts';

/** What a person is told of a failure. The server's sentences say what happened and what to do. */
export function failureText(failure: Error): string {
  if (!(failure instanceof Problem)) return text.parts.failure.unreachable;
  const reasons = failure.errors.map(({ reason }) => reason);
  return reasons.length > 0 ? `${failure.message} ${reasons.join('; ')}.` : failure.message;
}

/** How the failed request is found in the log. */
export function failedRequest(failure: Error): string | undefined {
  return failure instanceof Problem ? failure.requestId : undefined;
}
