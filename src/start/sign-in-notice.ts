/**
 * What the start prints about signing in. A feature module provides and exports it under this class as token;
 * without a provider nothing is printed.
 */
export abstract class SignInNotice {
  /** Called once per start, when the application is initialised and about to listen. Lines of plain text; a generated password only the first time. */
  abstract lines(): Promise<readonly string[]>;
}
