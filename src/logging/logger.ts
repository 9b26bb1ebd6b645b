import { type DestinationStream, type Logger, pino } from 'pino';

/** Paths of request headers that carry credentials; they are logged as `[redacted]`. */
const CREDENTIALS = ['authorization', 'cookie', 'proxy-authorization', 'set-cookie'].flatMap((header) => [
  `req.headers["${header}"]`,
  `res.headers["${header}"]`,
  `headers["${header}"]`,
]);

/** At level `trace`, the parser of uploads tells with which headers it was called; nobody needs them. */
const HEADERS_OF_UPLOADS = 'busboyOptions.headers';

/**
 * The one logger of the process, shared by Fastify and Nest: JSON lines on standard output.
 * @param destination where the lines go instead; for tests
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = { level, redact: { paths: [...CREDENTIALS, HEADERS_OF_UPLOADS], censor: '[redacted]' } };
  // Written at once: a line is not lost in a crash, and stands in order with what the start prints.
  return pino(options, destination ?? pino.destination({ dest: 1, sync: true }));
}
