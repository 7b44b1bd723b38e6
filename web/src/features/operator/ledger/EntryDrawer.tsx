import { ArrowRightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import type { LedgerEntryOut, Side } from '../../../api';
import { getLedgerEntryOptions } from '../../../api/@tanstack/react-query.gen';
import { Answer } from '../../../ui/Answer';
import { CopyText } from '../../../ui/Copy';
import { Facts } from '../../../ui/Facts';
import { micros, money, time } from '../../../ui/format';
import { Section, Sections } from '../../../ui/Section';
import { SideDrawer } from '../../../ui/SideDrawer';
import { AuditBrief } from '../audit/AuditBrief';
import { Account } from './Account';
import { flowOf } from './flow';
import styles from './Ledger.module.css';
import { Story } from './Story';
import { headline } from './story';

const WIDTH = 680;

interface EntryDrawerProps {
  /** An id; undefined: it is closed. */
  id: string | undefined;
  onClose: () => void;
}

/** What happened to this yuan, from one page. */
export function EntryDrawer({ id, onClose }: EntryDrawerProps) {
  const { t } = useTranslation();
  return (
    <SideDrawer of={id} width={WIDTH} title={() => t('ledger.one')} onClose={onClose}>
      {(open) => <Body id={open} />}
    </SideDrawer>
  );
}

function Body({ id }: { id: string }) {
  const { t } = useTranslation();
  const entry = useQuery(getLedgerEntryOptions({ path: { entry_id: id } }));
  return (
    <Answer query={entry} loading={<Skeleton active paragraph={{ rows: 10 }} />}>
      {(one) => (
        <Sections>
          <div>
            <p className={styles.headline}>{headline(one)}</p>
            <time className="quiet" dateTime={one.at}>
              {time(one.at, 'full')}
            </time>
          </div>
          <Sides postings={one.postings} />
          <Story entry={one} />
          {one.story.audit.length > 0 && (
            <Section title={t('ledger.acts')}>
              <AuditBrief entries={one.story.audit} about={one.id} />
            </Section>
          )}
          <Section title={t('ledger.record')}>
            <Record entry={one} />
          </Section>
        </Sections>
      )}
    </Answer>
  );
}

/** Both sides with all their digits; they add up to nothing. */
function Sides({ postings }: { postings: Side[] }) {
  const { t } = useTranslation();
  const { from, to } = flowOf(postings);
  return (
    <div className={styles.sides}>
      <OneSide sides={from} look="out" />
      <ArrowRightOutlined className={styles.arrow} aria-label={t('ledger.to')} />
      <OneSide sides={to} look="in" />
    </div>
  );
}

function OneSide({ sides, look }: { sides: Side[]; look: 'out' | 'in' }) {
  return (
    <div className={styles.side}>
      {sides.map((side) => (
        <div key={side.account}>
          <Account side={side} />
          <span className={`${styles.amount} ${styles[look]}`}>
            {money(micros(side.amount), { exact: true, signed: true })}
          </span>
        </div>
      ))}
    </div>
  );
}

function Record({ entry }: { entry: LedgerEntryOut }) {
  const { t } = useTranslation();
  const copied = (name: string, text: string) => (
    <CopyText wrap text={text} label={t('common.copy_what', { what: name })} />
  );
  return (
    <Facts
      items={[
        [t('ledger.id'), copied(t('ledger.id'), entry.id)],
        [t('ledger.key'), copied(t('ledger.key'), entry.key)],
        [
          t('ledger.reference'),
          entry.reference === '' ? null : copied(t('ledger.reference'), entry.reference),
        ],
        [t('ledger.accounts'), entry.postings.map((side) => side.account).join(' · ')],
      ]}
    />
  );
}
