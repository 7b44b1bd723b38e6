import { EditOutlined } from '@ant-design/icons';
import { Button, Input, Tooltip } from 'antd';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { renameInstance } from '../../api';
import { useAct } from '../../ui/act';
import { accept } from './cache';
import { whyNot } from './menu';
import type { Instance } from './model';
import styles from './NameEdit.module.css';
import { isName, NAME_LENGTH } from './names';

/** The name with a pencil: Enter keeps what was typed, Escape what was there. `children` is how the name stands. */
export function NameEdit({ instance, children }: { instance: Instance; children: ReactNode }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const act = useAct();

  async function keep() {
    const name = typed?.trim();
    if (name === undefined || busy) return;
    if (name === instance.name) {
      setTyped(null);
      return;
    }
    if (!isName(name)) return;
    setBusy(true);
    try {
      const path = { instance_id: instance.id };
      accept(await act(() => renameInstance({ path, body: { name }, throwOnError: true })));
      setTyped(null);
    } finally {
      setBusy(false);
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') setTyped(null);
  }

  if (typed === null)
    return (
      <span className={styles.name}>
        {children}
        {whyNot(instance, 'rename') === null && (
          <Tooltip title={t('instances.act.rename')}>
            <Button
              type="text"
              size="small"
              className={styles.pencil}
              aria-label={t('instances.rename.of', { name: instance.name })}
              icon={<EditOutlined />}
              onClick={() => setTyped(instance.name)}
            />
          </Tooltip>
        )}
      </span>
    );
  const wrong = !isName(typed);
  return (
    <Tooltip open={wrong} title={wrong ? t('errors.instances.bad_name') : ''} placement="bottomLeft">
      <Input
        size="small"
        autoFocus
        value={typed}
        maxLength={NAME_LENGTH}
        status={wrong ? 'error' : undefined}
        aria-label={t('instances.rename.label')}
        aria-invalid={wrong}
        disabled={busy}
        onChange={(event) => setTyped(event.target.value)}
        onPressEnter={keep}
        onKeyDown={onKeyDown}
        onBlur={() => (wrong ? setTyped(null) : keep())}
      />
    </Tooltip>
  );
}
