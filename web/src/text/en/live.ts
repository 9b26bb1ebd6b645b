export const live = {
  label: 'Live',
  on: 'Shows that there are new entries as they are stored',
  states: {
    connecting: 'Connecting',
    live: 'Live',
    paused: 'Paused',
    reconnecting: 'Reconnecting',
    refused: 'Not live',
  },
  why: {
    paused: 'Nothing changes while the pointer is on the list, text is selected, or an entry is open.',
    reconnecting: 'The connection was lost; what came meanwhile is made up for.',
    refused: 'The server lets nobody follow at the moment; it is asked again.',
    impossible: 'Only the newest page of a time that reaches to now can be followed.',
  },
  fresh: (count: string, isOne: boolean) => `${count} new ${isOne ? 'entry' : 'entries'}`,
  more: (count: string) => `${count}+ new entries`,
  show: 'Show new entries',
};
