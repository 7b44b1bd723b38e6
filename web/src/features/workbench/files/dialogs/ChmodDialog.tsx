import { Checkbox, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { EntryOut } from '../../api';
import { has, octal, parseOctal, toggled, WHAT, WHO } from '../mode';
import { shownName } from '../paths';
import { isFolder } from '../sorting';
import type { Acts } from '../useActs';
import styles from './Dialogs.module.css';

interface ChmodDialogProps {
  entries: EntryOut[];
  acts: Acts;
  onClose: () => void;
}

/** Permissions as a grid and as digits; either follows the other. */
export function ChmodDialog({ entries, acts, onClose }: ChmodDialogProps) {
  const { t } = useTranslation();
  const [first] = entries;
  // A link's own mode says everybody may do everything, and means nothing.
  const model = entries.find(({ kind }) => kind !== 'link');
  const [mode, setMode] = useState((model?.mode ?? 0o644) & 0o7777);
  const [text, setText] = useState(octal(mode));
  const [recursive, setRecursive] = useState(false);
  const [busy, setBusy] = useState(false);
  const bad = parseOctal(text) === null;

  function change(next: number) {
    setMode(next);
    setText(octal(next));
  }

  async function go() {
    if (bad) return;
    setBusy(true);
    try {
      await acts.chmod(entries, mode, recursive);
      onClose();
    } catch {
      // It has been said why; what was chosen stays.
    } finally {
      setBusy(false);
    }
  }

  const title =
    entries.length === 1
      ? t('workbench-files.chmod.title', { name: shownName(first?.name ?? '') })
      : t('workbench-files.chmod.many', { count: entries.length });
  return (
    <Modal
      open
      title={title}
      okText={t('workbench-files.chmod.apply')}
      okButtonProps={{ disabled: bad }}
      confirmLoading={busy}
      onOk={go}
      onCancel={onClose}
      width={460}
      destroyOnHidden
    >
      <table className={styles.grid}>
        <thead>
          <tr>
            <td />
            {WHAT.map((what) => (
              <th key={what} scope="col">
                {t(`workbench-files.chmod.${what}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {WHO.map((who) => (
            <tr key={who}>
              <th scope="row">{t(`workbench-files.chmod.${who}`)}</th>
              {WHAT.map((what) => (
                <td key={what}>
                  <Checkbox
                    checked={has(mode, who, what)}
                    aria-label={t('workbench-files.chmod.may', {
                      who: t(`workbench-files.chmod.${who}`),
                      what: t(`workbench-files.chmod.${what}`),
                    })}
                    onChange={() => change(toggled(mode, who, what))}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Form layout="vertical" onFinish={go}>
        <Form.Item
          label={t('workbench-files.chmod.octal')}
          htmlFor="chmod-octal"
          validateStatus={bad ? 'error' : ''}
          help={bad ? t('workbench-files.chmod.octal_problem') : null}
        >
          <Input
            id="chmod-octal"
            className={`${styles.octal} mono`}
            value={text}
            maxLength={4}
            inputMode="numeric"
            onChange={({ target }) => {
              setText(target.value);
              setMode(parseOctal(target.value) ?? mode);
            }}
          />
        </Form.Item>
      </Form>
      {entries.some(isFolder) && (
        <Checkbox checked={recursive} onChange={({ target }) => setRecursive(target.checked)}>
          {t('workbench-files.chmod.recursive')}
        </Checkbox>
      )}
    </Modal>
  );
}
