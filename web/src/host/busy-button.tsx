import { Button, type ButtonProps, type ElementProps } from '@mantine/core';
import { disabledUnless } from './disabled-unless.ts';

export interface BusyButtonProps extends ButtonProps, ElementProps<'button', keyof ButtonProps> {
  /** Whether what it does is under way, so that it can't be done again. */
  readonly isBusy: boolean;
}

/** A button that keeps the focus while what it does is under way; one that is disabled would lose it. */
export function BusyButton({ isBusy, onClick, ...button }: BusyButtonProps) {
  return (
    <Button
      {...disabledUnless(!isBusy)}
      {...button}
      aria-busy={isBusy}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}
