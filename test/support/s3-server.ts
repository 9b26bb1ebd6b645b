import { createRequire } from 'node:module';

/** The part of the package `s3rver`, which has no types, that is used. */
interface S3Server {
  run(): Promise<{ readonly port: number }>;
  close(): Promise<void>;
}
type S3ServerClass = new (options: object) => S3Server;

const S3rver = createRequire(import.meta.url)('s3rver') as S3ServerClass;

/** The keys that such a server knows; the AWS SDK finds them where it looks first. */
export const S3_KEYS = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' } as const;

/** A server that speaks like S3, with one empty bucket, whose objects lie below the directory. */
export async function startS3(directory: string, bucket: string): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory,
    configureBuckets: [{ name: bucket }],
  });
  const { port } = await server.run();
  return { endpoint: `http://127.0.0.1:${port}`, stop: () => server.close() };
}
