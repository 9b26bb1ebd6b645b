import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Nest tells of every module and route it sets up; that is worth a debug line, not an info line. */
const FRAMEWORK = new Set(['InstanceLoader', 'NestApplication', 'NestFactory', 'RouterExplorer', 'RoutesResolver']);

/**
 * Lets `new Logger('Context')` of @nestjs/common write through pino. Nest calls with a message, then, loosely typed,
 * a stack or error, more texts, and the context last.
 */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: readonly unknown[]): void {
    const { context } = this.parts(rest);
    this.write(context !== undefined && FRAMEWORK.has(context) ? 'debug' : 'info', message, rest);
  }

  fatal(message: unknown, ...rest: readonly unknown[]): void {
    this.write('fatal', message, rest);
  }

  error(message: unknown, ...rest: readonly unknown[]): void {
    // Nest logs what fails a start and throws it as well; whoever catches it says it in a sentence.
    this.write(this.parts(rest).context === 'ExceptionHandler' ? 'debug' : 'error', message, rest);
  }

  warn(message: unknown, ...rest: readonly unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: readonly unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: readonly unknown[]): void {
    this.write('trace', message, rest);
  }

  private write(
    level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace',
    message: unknown,
    rest: readonly unknown[],
  ): void {
    const { context, details } = this.parts(rest);
    const error = [message, ...details].find((part) => part instanceof Error);
    const stack = details.find((part) => typeof part === 'string' && part.includes('\n    at '));
    const fields = {
      ...(context === undefined ? {} : { context }),
      ...(error === undefined ? {} : { err: error }),
      ...(stack === undefined ? {} : { stack }),
      ...(isPlain(message) ? message : {}),
    };
    this.logger[level](fields, isPlain(message) ? undefined : textOf(message));
  }

  private parts(rest: readonly unknown[]): { readonly context?: string; readonly details: readonly unknown[] } {
    const last = rest.at(-1);
    return typeof last === 'string' && !last.includes('\n')
      ? { context: last, details: rest.slice(0, -1) }
      : { details: rest };
  }
}

function isPlain(message: unknown): message is Record<string, unknown> {
  return typeof message === 'object' && message !== null && !(message instanceof Error);
}

function textOf(message: unknown): string {
  return message instanceof Error ? message.message : String(message);
}
