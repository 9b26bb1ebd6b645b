import { Problem } from '../api/problem.ts';
import { fieldErrorsOf } from './field-errors.ts';

const FIELDS = ['email', 'name'] as const;

function problem(body: object): Problem {
  return new Problem(body, { status: 400, statusText: 'Bad Request', headers: new Headers() } as Response);
}

describe(fieldErrorsOf, () => {
  it('should put each refusal to its field, as a sentence', () => {
    const errors = [
      { field: 'email', reason: 'email must be an email' },
      { field: 'email', reason: 'email is too long.' },
      { field: 'name', reason: 'name should not be empty' },
    ];
    expect(fieldErrorsOf(problem({ errors }), FIELDS)).toEqual({
      email: 'Email must be an email. Email is too long.',
      name: 'Name should not be empty.',
    });
  });

  it('should put a problem to the field that its code is about', () => {
    const taken = problem({ code: 'EMAIL_TAKEN', detail: 'Choose another address.' });
    expect(fieldErrorsOf(taken, FIELDS, { EMAIL_TAKEN: 'email' })).toEqual({ email: 'Choose another address.' });
    expect(fieldErrorsOf(taken, FIELDS)).toBeUndefined();
  });

  it('should leave to others what is about no field of the form', () => {
    const errors = [
      { field: 'email', reason: 'email must be an email' },
      { field: 'password', reason: 'password is too short' },
    ];
    expect(fieldErrorsOf(problem({ errors }), FIELDS)).toBeUndefined();
    expect(fieldErrorsOf(new Error('no answer'), FIELDS)).toBeUndefined();
    expect(fieldErrorsOf(null, FIELDS)).toBeUndefined();
  });
});
