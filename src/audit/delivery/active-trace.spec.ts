import { AsyncLocalStorage } from 'node:async_hooks';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Context, context, type ContextManager, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import ts from 'typescript';
import type { AuditRecord } from '../entry/audit-entry.ts';
import { NOWHERE } from '../entry/audit-record.ts';
import { AuditScope } from '../entry/audit-scope.ts';
import { activeTraceId, withActiveTrace } from './active-trace.ts';

const TRACE = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };

/** What an application with OpenTelemetry registers at its start. */
class AsyncContexts implements ContextManager {
  readonly #contexts = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#contexts.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    active: Context,
    work: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#contexts.run(active, () => work.apply(thisArg, args));
  }

  bind<T>(_active: Context, target: T): T {
    return target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    return this;
  }
}

function inSpan<T>(span: { readonly traceId: string; readonly spanId: string }, work: () => T): T {
  return context.with(trace.setSpanContext(ROOT_CONTEXT, { ...span, traceFlags: 1 }), work);
}

describe('activeTraceId', () => {
  afterEach(() => context.disable());

  it('should know nothing while the application traces nothing', () => {
    expect(inSpan(TRACE, activeTraceId)).toBeUndefined();
  });

  it('should know the active span, also behind an await, and none outside of it', async () => {
    context.setGlobalContextManager(new AsyncContexts());
    const later = inSpan(TRACE, async () => {
      await Promise.resolve();
      return activeTraceId();
    });
    expect(activeTraceId()).toBeUndefined();
    expect(inSpan(TRACE, activeTraceId)).toEqual(TRACE);
    expect(await later).toEqual(TRACE);
  });

  it.each([
    ['a trace of zeros', { ...TRACE, traceId: '0'.repeat(32) }],
    ['a span of zeros', { ...TRACE, spanId: '0'.repeat(16) }],
    ['what is no id', { ...TRACE, traceId: 'password=hunter2' }],
  ])('should not take %s', (_what, span) => {
    context.setGlobalContextManager(new AsyncContexts());
    expect(inSpan(span, activeTraceId)).toBeUndefined();
  });

  it('should not throw when the tracing of the application does', () => {
    const broken = new AsyncContexts();
    broken.active = () => {
      throw new Error('broken');
    };
    context.setGlobalContextManager(broken);
    expect(activeTraceId()).toBeUndefined();
  });
});

describe('withActiveTrace', () => {
  const record = { id: 'r1', traceId: 'of the header' } as AuditRecord;
  const origin = { ...NOWHERE };

  beforeEach(() => context.setGlobalContextManager(new AsyncContexts()));
  afterEach(() => context.disable());

  it('should leave a record alone when no span is active', () => {
    expect(withActiveTrace(record, NOWHERE)).toBe(record);
  });

  it('should give it the active span’s trace where nothing else tells where it comes from', () => {
    expect(inSpan(TRACE, () => withActiveTrace(record, NOWHERE))).toEqual({ ...record, traceId: TRACE.traceId });
  });

  it('should give it the active span’s trace inside the request it comes from', () => {
    const traced = new AuditScope(origin).run(() => inSpan(TRACE, () => withActiveTrace(record, origin)));
    expect(traced.traceId).toBe(TRACE.traceId);
  });

  it('should not give it the span of code that has nothing to do with it', () => {
    expect(inSpan(TRACE, () => withActiveTrace(record, origin))).toBe(record);
    const other = new AuditScope({ ...NOWHERE });
    expect(other.run(() => inSpan(TRACE, () => withActiveTrace(record, origin)))).toBe(record);
  });
});

/** The file alone, as an application has it after its build, in a process whose packages are these. */
describe('an application of its own', () => {
  const run = promisify(execFile);
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'active-trace-'));
    for (const path of ['delivery/active-trace', 'entry/audit-scope', 'entry/audit-origin', 'entry/taken-entries']) {
      const source = await readFile(resolve(import.meta.dirname, `../${path}.ts`), 'utf8');
      const { outputText } = ts.transpileModule(source, {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
      });
      await mkdir(join(directory, path, '..'), { recursive: true });
      await writeFile(join(directory, `${path}.mjs`), outputText.replaceAll(/(from '.*)\.ts'/g, "$1.mjs'"));
    }
    await writeFile(join(directory, 'entry/audit-record.mjs'), 'export const NOWHERE = {};');
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  const ask = async (program: string): Promise<string> => {
    await writeFile(join(directory, 'main.mjs'), program);
    const { stdout, stderr } = await run(process.execPath, ['main.mjs'], { cwd: directory });
    expect(stderr).toBe('');
    return stdout.trim();
  };

  it('should do without OpenTelemetry', async () => {
    const answer = await ask(`
      import { activeTraceId } from './delivery/active-trace.mjs';
      const isThere = await import('@opentelemetry/api').then(() => true, () => false);
      console.log(isThere, activeTraceId(), activeTraceId());
    `);
    expect(answer).toBe('false undefined undefined');
  });

  it('should share the span with OpenTelemetry as the application has imported it', async () => {
    await mkdir(join(directory, 'node_modules/@opentelemetry'), { recursive: true });
    const installed = resolve(import.meta.dirname, '../../../node_modules/@opentelemetry/api');
    await symlink(installed, join(directory, 'node_modules/@opentelemetry/api'));
    const answer = await ask(`
      import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
      import { activeTraceId } from './delivery/active-trace.mjs';
      const span = { traceId: '${TRACE.traceId}', spanId: '${TRACE.spanId}', traceFlags: 1 };
      const active = trace.setSpanContext(ROOT_CONTEXT, span);
      context.setGlobalContextManager({ active: () => active, with() {}, bind() {}, enable() {}, disable() {} });
      console.log(JSON.stringify(activeTraceId()));
    `);
    expect(JSON.parse(answer)).toEqual(TRACE);
  });
});
