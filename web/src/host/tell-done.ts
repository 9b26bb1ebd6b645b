import { notifications } from '@mantine/notifications';
import { failureText } from '../parts/failure-text.ts';

/** Says that something has been done; goes away by itself. */
export function tellDone(message: string): void {
  notifications.show({ message, color: 'teal' });
}

/** Says that something was refused, where there is no form to say it in; stays until somebody closes it. */
export function tellFailure(failure: Error): void {
  notifications.show({ message: failureText(failure), color: 'red', autoClose: false });
}
