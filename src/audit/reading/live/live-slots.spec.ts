import { LiveSlots } from './live-slots.ts';

describe('LiveSlots', () => {
  it('should let one user have some, and all together more', () => {
    const slots = new LiveSlots({ maxStreams: 3, maxPerUser: 2 });
    const free = slots.take('a');
    slots.take('a');
    expect(() => slots.take('a')).toThrow(expect.objectContaining({ code: 'AUDIT_LIVE_TOO_MANY' }));
    slots.take('b');
    expect(() => slots.take('c')).toThrow(expect.objectContaining({ code: 'AUDIT_LIVE_BUSY' }));
    free();
    slots.take('c');
  });

  it('should not give a place away twice', () => {
    const slots = new LiveSlots({ maxStreams: 2, maxPerUser: 2 });
    const free = slots.take('a');
    slots.take('a');
    free();
    free();
    slots.take('a');
    expect(() => slots.take('b')).toThrow(expect.objectContaining({ code: 'AUDIT_LIVE_BUSY' }));
  });
});
