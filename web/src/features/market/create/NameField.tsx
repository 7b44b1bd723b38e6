import { Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

import { sentence, Problem } from '../../../app/problem';
import chips from '../Chips.module.css';
import { isGoodName } from './choices';
import styles from './Create.module.css';

/** A name to find it by; may be left empty. */
export function NameField({ name, onChange }: { name: string; onChange: (name: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const good = isGoodName(name);
  return (
    <div>
      <div className={chips.row}>
        <label htmlFor={id} className={chips.label}>
          {t('create.name')}
        </label>
        <Input
          id={id}
          className={styles.name}
          value={name}
          maxLength={60}
          autoComplete="off"
          spellCheck={false}
          placeholder={t('create.name_empty')}
          status={good ? undefined : 'error'}
          aria-invalid={!good}
          aria-describedby={`${id}-why`}
          onChange={(event) => onChange(event.target.value)}
        />
      </div>
      <p id={`${id}-why`} className={good ? styles.hint : styles.wrong} role={good ? undefined : 'alert'}>
        {good ? '' : sentence(new Problem('instances.bad_name', 422, ''))}
      </p>
    </div>
  );
}
