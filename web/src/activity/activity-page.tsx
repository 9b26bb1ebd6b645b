import { RangePicker } from '../log/range/range-picker.tsx';
import { useLog } from '../log/use-log.ts';
import { PageFrame } from '../parts/page-frame.tsx';
import { useUrlState } from '../parts/url-state.ts';
import { text } from '../text/catalogue.ts';
import { ACTIVITY_VIEW, USER } from './activity-view.ts';
import { MostActive } from './most-active.tsx';
import { UserActivity } from './user-activity.tsx';
import { UserPicker } from './user-picker.tsx';

/** What one user has done. */
export function ActivityPage() {
  const words = text.activity;
  const log = useLog(ACTIVITY_VIEW);
  const [user, setUser] = useUrlState(USER);
  return (
    <PageFrame title={words.title} lead={words.lead} actions={<RangePicker log={log} />}>
      <UserPicker user={user} onPick={setUser} />
      {user === undefined ? <MostActive range={log.view.range} /> : <UserActivity key={user} user={user} log={log} />}
    </PageFrame>
  );
}
