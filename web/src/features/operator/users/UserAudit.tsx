import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Segmented, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { listAuditOptions } from '../../../api/@tanstack/react-query.gen';
import { Answer } from '../../../ui/Answer';
import { Section } from '../../../ui/Section';
import { AuditBrief } from '../audit/AuditBrief';

const SHOWN = 8;

/** What was done to an account, and what its owner did. */
export function UserAudit({ id }: { id: string }) {
  const { t } = useTranslation();
  const [side, setSide] = useState<'target' | 'actor'>('target');
  const which = side === 'target' ? { target: id } : { actor_id: id };
  const acts = useQuery(listAuditOptions({ query: { ...which, limit: SHOWN } }));
  return (
    <Section
      title={t('users.audit')}
      extra={
        <Link to="/operator/audit" search={side === 'target' ? { target: id } : { actor: id }}>
          {t('users.all_acts')}
        </Link>
      }
    >
      <Segmented
        size="small"
        aria-label={t('users.audit')}
        value={side}
        options={[
          { value: 'target', label: t('users.audit_to') },
          { value: 'actor', label: t('users.audit_by') },
        ]}
        onChange={setSide}
      />
      <Answer query={acts} loading={<Skeleton active paragraph={{ rows: 3 }} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t('users.no_acts')}</p>
          ) : (
            <AuditBrief entries={items} about={id} />
          )
        }
      </Answer>
    </Section>
  );
}
