import { ListTable } from '../host/list-table.tsx';
import { PAGE_LIMIT, PAGE_NUMBER } from '../host/page-state.ts';
import { Pager } from '../host/pager.tsx';
import { Section } from '../host/section.tsx';
import { FailureState } from '../parts/failure-state.tsx';
import { useUrlState } from '../parts/url-state.ts';
import { text } from '../text/catalogue.ts';
import { number } from '../text/numbers.ts';
import { type UploadDetails, useRefusals } from './uploads-api.ts';

/** The lines that the latest import has refused, each with its reason. */
export function Refusals({ upload: { id } }: { readonly upload: UploadDetails }) {
  const words = text.uploads.refusals;
  const [page, setPage] = useUrlState(PAGE_NUMBER);
  const { data, error, refetch } = useRefusals({ id, page, limit: PAGE_LIMIT });
  return (
    <Section title={words.title} lead={words.lead}>
      {error ? (
        <FailureState failure={error} onRetry={() => void refetch()} needs="data:read" />
      ) : (
        <ListTable
          caption={words.title}
          columns={[
            { name: 'line', head: words.line, cell: ({ lineNumber }) => number(lineNumber) },
            { name: 'reason', head: words.reason, cell: ({ reason }) => reason },
          ]}
          rows={data?.data}
          keyOf={({ lineNumber }) => String(lineNumber)}
          expected={3}
        />
      )}
      {data && <Pager pagination={data.pagination} onGo={setPage} />}
    </Section>
  );
}
