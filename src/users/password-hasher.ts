import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';

/**
 * argon2id with the least cost OWASP recommends: 19 MiB, two passes, one lane; about 30 ms.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Turns passwords into hashes and compares them. Passwords that look the same are the same (NFKC). */
@Injectable()
export class PasswordHasher {
  /** The hash of a password nobody knows, made when it is first needed. */
  private nobodysHash: Promise<string> | undefined;

  hash(password: string): Promise<string> {
    return hash(password.normalize('NFKC'), COST);
  }

  /** Without a hash, takes as long as with one and says no: the time does not tell whether an account exists. */
  async verify(passwordHash: string | undefined, password: string): Promise<boolean> {
    this.nobodysHash ??= this.hash(randomBytes(32).toString('base64'));
    const isRight = await verify(passwordHash ?? (await this.nobodysHash), password.normalize('NFKC'));
    return isRight && passwordHash !== undefined;
  }
}
