import { createTestApp, type TestApp } from '../../test/support/app.ts';

describe('GET /health', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());

  it('should be live', async () => {
    expect((await fetch(`${test.url}/health/live`)).status).toBe(200);
  });

  it('should be ready when the database answers', async () => {
    const response = await fetch(`${test.url}/health/ready`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 'ok', details: { database: { status: 'up' } } });
  });
});
