import { Button, Code } from '@mantine/core';
import { IconCloudOff, IconLock, IconRefresh } from '@tabler/icons-react';
import { isProblem } from '../api/problem.ts';
import { text } from '../text/catalogue.ts';
import { BlankState } from './blank-state.tsx';
import { failedRequest, failureText } from './failure-text.ts';

export interface FailureStateProps {
  readonly failure: Error;
  readonly onRetry: () => void;
  /** The permission that it takes to see this. */
  readonly needs?: string;
}

/** Stands in the place of what could not be loaded: why, and a way to try again where that may help. */
export function FailureState({ failure, onRetry, needs }: FailureStateProps) {
  if (needs !== undefined && isProblem(failure, 'AUDIT_ACCESS_DENIED', 'FORBIDDEN'))
    return <DeniedState needs={needs} />;
  const words = text.parts.failure;
  const request = failedRequest(failure);
  return (
    <div role="alert">
      <BlankState icon={<IconCloudOff size={30} />} color="red" title={words.title} lead={failureText(failure)}>
        <Button leftSection={<IconRefresh size={18} />} onClick={onRetry}>
          {words.retry}
        </Button>
        {request !== undefined && <Code>{words.requestId(request)}</Code>}
      </BlankState>
    </div>
  );
}

/** Stands in the place of what the signed-in person may not see. */
export function DeniedState({ needs, level = 2 }: { readonly needs: string; readonly level?: 1 | 2 }) {
  const words = text.parts.denied;
  return <BlankState level={level} icon={<IconLock size={30} />} title={words.title} lead={words.needs(needs)} />;
}
