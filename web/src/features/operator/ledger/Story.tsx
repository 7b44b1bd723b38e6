import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { LedgerEntryOut } from '../../../api';
import { Banner } from '../../../ui/Banner';
import { Section } from '../../../ui/Section';
import { InstanceState } from '../../instances/InstanceState';
import { walletOf } from './flow';
import styles from './Ledger.module.css';
import { addsUp, chapters } from './story';

/** How it came about, in sentences, and where to look further. */
export function Story({ entry }: { entry: LedgerEntryOut }) {
  const { t } = useTranslation();
  const { run } = entry.story;
  const sentences = chapters(entry);
  return (
    <Section title={t('ledger.how')}>
      {sentences.length === 0 ? (
        <p className="quiet">{t('ledger.no_story')}</p>
      ) : (
        <ol className={styles.chapters}>
          {sentences.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ol>
      )}
      {run !== null && !addsUp(run) && <Banner tone="failed" title={t('ledger.story.wrong')} />}
      <Links entry={entry} />
    </Section>
  );
}

function Links({ entry }: { entry: LedgerEntryOut }) {
  const { t } = useTranslation();
  const { instance, code_batch: batch } = entry.story;
  const wallet = walletOf(entry.postings);
  return (
    <div className={styles.links}>
      {instance !== null && (
        <span className={styles.flow}>
          <Link to="/operator/instances" search={{ instance: instance.id }}>
            {t('ledger.see_instance', { name: instance.name })}
          </Link>
          <InstanceState state={instance.state} />
        </span>
      )}
      {instance !== null && (
        <Link to="/operator/ledger" search={{ reference: instance.id }}>
          {t('ledger.all_of_instance')}
        </Link>
      )}
      {batch !== null && (
        <>
          <Link to="/operator/codes">{t('ledger.see_codes')}</Link>
          <Link to="/operator/ledger" search={{ reference: batch.id }}>
            {t('ledger.all_of_batch')}
          </Link>
        </>
      )}
      {wallet?.user_id != null && (
        <Link to="/operator/users" search={{ user: wallet.user_id }}>
          {t('ledger.see_user', { name: wallet.user_name ?? wallet.user_id })}
        </Link>
      )}
    </div>
  );
}
