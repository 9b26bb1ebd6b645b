import { Button } from '@mantine/core';
import { IconBug } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { BlankState } from '../parts/blank-state.tsx';
import { text } from '../text/catalogue.ts';

interface State {
  readonly isBroken: boolean;
}

/** Stands in the place of everything when the page itself has a fault; also when its code is no longer on the server. */
export class BrokenBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { isBroken: false };

  static getDerivedStateFromError(): State {
    return { isBroken: true };
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    const words = text.app.broken;
    return (
      <BlankState level={1} icon={<IconBug size={30} />} color="red" title={words.title} lead={words.lead}>
        <Button onClick={() => location.reload()}>{words.again}</Button>
      </BlankState>
    );
  }
}
