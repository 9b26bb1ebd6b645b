import type { ButtonProps } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { UseMutationResult } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { AskFirst, type Question } from './ask-first.tsx';
import { BusyButton } from './busy-button.tsx';
import { tellFailure } from './tell-done.ts';

export interface ActButtonProps<Variables, Answer> extends Pick<ButtonProps, 'size' | 'variant' | 'leftSection'> {
  readonly act: UseMutationResult<Answer, Error, Variables>;
  readonly variables: Variables;
  readonly onDone?: (answer: Answer) => void;
  /** Left out, it is done without asking. */
  readonly question?: Question | undefined;
  /** Names the button where its text does not say of what it is. */
  readonly label?: string;
  readonly children: ReactNode;
}

/** A button that does something, and asks before if need be. */
export function ActButton<Variables, Answer>({
  act,
  variables,
  onDone,
  question,
  label,
  children,
  ...button
}: ActButtonProps<Variables, Answer>) {
  const [isOpen, dialog] = useDisclosure(false);
  useFocusKept();
  const run = () =>
    act.mutate(variables, {
      onSuccess: (answer) => {
        dialog.close();
        onDone?.(answer);
      },
      ...(question === undefined && { onError: tellFailure }),
    });
  const ask = () => {
    act.reset();
    dialog.open();
  };
  return (
    <>
      <BusyButton
        variant="default"
        {...button}
        aria-label={label}
        isBusy={act.isPending && !isOpen}
        onClick={question === undefined ? run : ask}
      >
        {children}
      </BusyButton>
      {question !== undefined && (
        <AskFirst
          {...question}
          isOpen={isOpen}
          isPending={act.isPending}
          failure={act.error}
          onConfirm={run}
          onClose={dialog.close}
        />
      )}
    </>
  );
}

/** What can be done once takes its button away with it: the focus goes to the page then, not out of it. */
function useFocusKept(): void {
  useEffect(
    () => () => {
      setTimeout(() => {
        if (document.activeElement === document.body) {
          document.getElementById('content')?.focus({ preventScroll: true });
        }
      });
    },
    [],
  );
}
