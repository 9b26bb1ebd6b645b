// The page that other applications mount: the audit log alone. Who reads is known from their own sign-in.
import { Fragment } from 'react';
import { AUDIT_PAGES } from './app/audit-pages.ts';
import { show } from './app/show.tsx';
import { PersonLabel } from './session/person-label.tsx';
import { askForReader } from './session/reader.ts';
import { UnknownPerson } from './session/unknown-person.tsx';

show({ pages: AUDIT_PAGES, ask: askForReader, SignIn: UnknownPerson, Account: PersonLabel, Gate: Fragment });
