import { CopyButton, UnstyledButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { text } from '../text/catalogue.ts';
import classes from './entry.module.css';

/** One thing that is known; null and undefined are not. */
export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
  /** What is copied of it; without it there is no button. */
  readonly copied?: string | undefined;
}

/** What is known, under its names. */
export function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  const known = facts.filter(({ value }) => value !== null && value !== undefined && value !== '');
  return (
    <dl className={classes.facts}>
      {known.map(({ label, value, copied }) => (
        <div key={label} className={classes.fact}>
          <dt>{label}</dt>
          <dd>
            <span className={classes.anywhere}>{value}</span>
            {copied !== undefined && <CopyFact label={label} value={copied} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function CopyFact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <UnstyledButton
          onClick={copy}
          className={classes.copy}
          aria-label={`${copied ? text.parts.copied : text.parts.copy}: ${label}`}
          title={copied ? text.parts.copied : text.parts.copy}
        >
          {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
        </UnstyledButton>
      )}
    </CopyButton>
  );
}
