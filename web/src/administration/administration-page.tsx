import { LogLink } from '../host/log-link.tsx';
import { term } from '../parts/addresses.ts';
import { PageFrame } from '../parts/page-frame.tsx';
import { text } from '../text/catalogue.ts';
import { Jobs } from './jobs.tsx';
import { OverviewSection } from './overview-section.tsx';

/** How the application is doing, and the jobs that keep it clean. */
export function AdministrationPage() {
  const words = text.administration;
  return (
    <PageFrame
      title={words.title}
      lead={words.lead}
      actions={<LogLink place={{ query: term('resource', 'job'), range: '30d' }} />}
    >
      <OverviewSection />
      <Jobs />
    </PageFrame>
  );
}
