import type { Logger } from 'pino';
import { errorCode, errorMessage } from './error-code.ts';
import { StartError } from './start.errors.ts';

/** The sentence for whoever started the application; a stack goes to the log, at debug. */
export function failureSentence(error: unknown, logger?: Logger): string {
  if (error instanceof StartError) {
    logger?.debug({ err: error }, 'start failed');
    return error.message;
  }
  logger?.debug({ err: error }, 'start failed unexpectedly');
  return `The start failed unexpectedly: ${errorMessage(error).trim().replace(/\.$/, '')}. Set LOG_LEVEL=debug to see where.`;
}

/** Why the server cannot listen, in words. */
export function listenFailure(error: unknown, at: { readonly HOST: string; readonly PORT: number }): unknown {
  switch (errorCode(error) ?? '') {
    case 'EADDRINUSE':
      return new StartError(
        `Port ${at.PORT} of ${at.HOST} is in use by another program; stop it or set another PORT.`,
        {
          cause: error,
        },
      );
    case 'EACCES':
      return new StartError(`This user may not listen on port ${at.PORT}; set a PORT above 1023.`, { cause: error });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartError(`HOST ${at.HOST} is no address of this machine; set HOST=127.0.0.1 or HOST=0.0.0.0.`, {
        cause: error,
      });
    default:
      return error;
  }
}
