import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { listKeysOptions } from '../../../api/@tanstack/react-query.gen';
import { Labelled } from '../Chips';

/** How one will get in: with the account's keys if it has any, and always with a password. */
export function KeysField() {
  const { t } = useTranslation();
  const keys = useQuery(listKeysOptions());
  const many = keys.data?.length;
  return (
    <Labelled label={t('create.keys')}>
      <span>
        {many === undefined
          ? '…'
          : many === 0
            ? t('create.keys_none')
            : t('create.keys_some', { count: many })}
      </span>
      <Link to="/account" search={{ tab: 'keys' }}>
        {many === 0 ? t('create.keys_add') : t('create.keys_manage')}
      </Link>
    </Labelled>
  );
}
