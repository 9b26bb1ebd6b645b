import { Button, type ButtonProps } from '@mantine/core';
import { IconListSearch } from '@tabler/icons-react';
import { Link } from 'react-router';
import { logAddress, type LogPlace } from '../parts/addresses.ts';
import { useMay } from '../session/session.ts';
import { text } from '../text/catalogue.ts';

export interface LogLinkProps extends Pick<ButtonProps, 'size' | 'variant'> {
  readonly place: LogPlace;
  /** Of what, where the page has several such links. */
  readonly of?: string;
  /** @default In the log */
  readonly children?: string;
}

/** Leads to what the log has of what a page shows; only for those who may read it. */
export function LogLink({ place, of, children = text.host.inTheLog, ...button }: LogLinkProps) {
  const mayRead = useMay('audit:read');
  if (!mayRead) return null;
  return (
    <Button
      component={Link}
      to={logAddress(place)}
      variant="default"
      aria-label={of === undefined ? undefined : `${children}: ${of}`}
      leftSection={<IconListSearch size={18} aria-hidden />}
      {...button}
    >
      {children}
    </Button>
  );
}
