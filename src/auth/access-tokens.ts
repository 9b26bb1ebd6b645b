import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { isUUID } from 'class-validator';

/** What a token says: whose session it belongs to. Everything else is asked of the database on each request. */
export interface TokenClaims {
  readonly userId: string;
  readonly sessionId: string;
}

/** Tokens are short; anything longer is not one of ours and not worth the signature check. */
const LONGEST_TOKEN = 2048;

const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** Issues and checks access tokens: signed JWT, HS256 only. */
@Injectable()
export class AccessTokens {
  constructor(private readonly jwt: JwtService) {}

  /** @param expiresIn seconds */
  issue({ userId, sessionId }: TokenClaims, expiresIn: number): Promise<string> {
    return this.jwt.signAsync({ sid: sessionId }, { subject: userId, algorithm: 'HS256', expiresIn });
  }

  /** The claims of a token of ours that has not expired, else undefined. */
  async verify(token: string): Promise<TokenClaims | undefined> {
    let claims: object;
    try {
      claims = await this.jwt.verifyAsync<object>(token, { algorithms: ['HS256'] });
    } catch {
      return undefined;
    }
    const userId: unknown = Reflect.get(claims, 'sub');
    const sessionId: unknown = Reflect.get(claims, 'sid');
    return isUUID(userId) && isUUID(sessionId) && typeof userId === 'string' && typeof sessionId === 'string'
      ? { userId, sessionId }
      : undefined;
  }
}

/** The token of an `Authorization` header; undefined when it is not exactly `Bearer <token>`. */
export function bearerToken(header: string): string | undefined {
  return header.length > LONGEST_TOKEN ? undefined : BEARER.exec(header)?.[1];
}
