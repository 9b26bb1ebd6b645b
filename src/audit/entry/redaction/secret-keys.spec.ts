import { SecretKeys } from './secret-keys.ts';

const WITHOUT_EXTRA = new SecretKeys([]);

describe(SecretKeys.name, () => {
  it.each(
    `password passphrase token secret authorization proxy-authorization cookie set-cookie x-api-key private_key accessKey
    credential session-id pin cvv CVC2 iban cardNumber ssn otp totpSecret X-Amz-Signature sig signature userPassword2
    smtpPass smtppass dbpass newPIN PIN_2 PINs user_pin pinCode otp_value passwort kennwort motDePasse mot_de_passe geheim
    Geheimnis contraseña pässwörd PASS-WORD p.a.s.s.w.o.r.d ｐａｓｓｗｏｒｄ Clé_privée accessToken AWS_SECRET_ACCESS_KEY
    csrfToken connect.sid user[password] customerIban jwt PHPSESSID recovery-codes creditCard pw auth x-auth DB_PASS
    clientSecret bearer AccountKey SharedAccessSignature`.split(/\s+/),
  )('should say yes to %s', (key) => {
    expect(WITHOUT_EXTRA.has(key)).toBe(true);
  });

  it.each(['api key', 'Card Number', 'mot de passe', 'PIN (again)', 'session\tid', 'pass\u200bword'])(
    'should say yes to %j',
    (key) => {
      expect(WITHOUT_EXTRA.has(key)).toBe(true);
    },
  );

  it.each(
    `name passenger shipping rootPath compass author authored_by authMethod spinner spin keyboard keyword notPresent company
    footprint secretary design assignee signal citibank minibank publicKey primaryKey key id accountNumber opinion
    happening tokenizer panel japan session discardNotes bypass passed`.split(/\s+/),
  )('should say no to %s', (key) => {
    expect(WITHOUT_EXTRA.has(key)).toBe(false);
  });

  it.each(['tokenCount', 'token_type', 'passwordChangedAt', 'password.min_length', 'cookieTtl', 'password_required'])(
    'should say no to %s, which tells about a secret',
    (key) => {
      expect(WITHOUT_EXTRA.has(key)).toBe(false);
    },
  );

  it('should say no to nothing', () => {
    expect(WITHOUT_EXTRA.has('')).toBe(false);
  });

  it.each(['salary', 'SALARY', 'Sal-ary', 'salary2', 'strassenname', 'Straßen Name', 'STRASSEN_NAME', 'имя'])(
    'should say yes to %s when the host has added it in another spelling',
    (key) => {
      expect(new SecretKeys(['Salary', 'strassenName', 'straßen-name', 'Имя']).has(key)).toBe(true);
    },
  );

  it.each(['theCardNum', 'salary_of_PINs', `${'x'.repeat(240)}password${'x'.repeat(600)}`])(
    'should say yes to %s',
    (key) => {
      expect(WITHOUT_EXTRA.has(key)).toBe(true);
    },
  );

  it('should not look into the middle of a name that is longer than any', () => {
    expect(WITHOUT_EXTRA.has(`${'x'.repeat(300)}password${'x'.repeat(300)}`)).toBe(false);
    expect(WITHOUT_EXTRA.has(`${'x'.repeat(246)}password${'x'.repeat(246)}`)).toBe(true);
  });

  it('should take a name of the host as a whole', () => {
    expect(new SecretKeys(['name']).has('fileName')).toBe(false);
    expect(new SecretKeys(['name']).has('2name')).toBe(false);
    expect(new SecretKeys(['name']).has('name12')).toBe(true);
  });

  it('should say the same whatever it was asked before, and find the end of a long name', () => {
    const keys = new SecretKeys([]);
    for (let index = 0; index < 10_000; index += 1) keys.has(`key${index}`);
    for (let time = 0; time < 2; time += 1) {
      expect([keys.has('password'), keys.has('name')]).toEqual([true, false]);
      expect(keys.has(`${'x'.repeat(1_000_000)}_password`)).toBe(true);
    }
  });
});
