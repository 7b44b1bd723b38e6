import { Button, Input, type InputProps } from 'antd';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { SessionOut, TunnelOut } from '../api';
import { openTunnel } from './calls';
import styles from './Tunnels.module.css';
import { HERE, readTarget, USUAL, type Target } from './target';
import { useOpenTunnel } from './useOpenTunnel';

const EMPTY = { text: '', host: '', name: '' };

interface TunnelFormProps {
  session: SessionOut;
  open: readonly TunnelOut[];
  /** Offers the usual ports, where nobody knows what listens. */
  usual: boolean;
}

/** A port to open: typed, pasted as the address that a program has printed, or one of the usual ones. */
export function TunnelForm({ session, open, usual }: TunnelFormProps) {
  const { t } = useTranslation();
  const show = useOpenTunnel();
  const [typed, setTyped] = useState(EMPTY);
  const [busy, setBusy] = useState(false);
  const target = readTarget(typed.text, typed.host);
  const isWrong = typed.text.trim() !== '' && target === null;

  async function start(where: Target, called: string): Promise<void> {
    setBusy(true);
    try {
      await show(async () => (await openTunnel(session.id, { path: '', ...where, name: called })).id);
      setTyped(EMPTY);
    } catch {
      // It has been said why; what was typed stays.
    } finally {
      setBusy(false);
    }
  }

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (target !== null && !busy) void start(target, typed.name.trim());
  }

  const field = (of: keyof typeof EMPTY) => ({
    value: typed[of],
    onValue: (value: string) => setTyped((before) => ({ ...before, [of]: value })),
  });
  const isOpen = (port: number) => open.some((one) => one.host === HERE && one.port === port);

  return (
    <form className={styles.form} onSubmit={submit}>
      <Field
        {...field('text')}
        label={t('workbench-tunnels.port')}
        className={styles.port}
        maxLength={2_000}
        placeholder={t('workbench-tunnels.port_example')}
        status={isWrong ? 'error' : undefined}
        aria-invalid={isWrong}
        title={t('workbench-tunnels.port_hint')}
      />
      <Field
        {...field('host')}
        label={t('workbench-tunnels.host')}
        className={styles.host}
        maxLength={255}
        placeholder={HERE}
        title={t('workbench-tunnels.host_hint')}
      />
      <Field
        {...field('name')}
        label={t('workbench-tunnels.name')}
        className={styles.host}
        maxLength={80}
        placeholder={t('workbench-tunnels.optional')}
      />
      <Button size="small" type="primary" htmlType="submit" disabled={target === null} loading={busy}>
        {t('workbench-tunnels.open_port')}
      </Button>
      {usual && (
        <span className={styles.usual} role="group" aria-label={t('workbench-tunnels.usual')}>
          {USUAL.filter(({ port }) => !isOpen(port)).map(({ port, name: called }) => (
            <Button
              key={port}
              size="small"
              disabled={busy}
              onClick={() => void start({ host: HERE, port }, called)}
            >
              <span className="num">{port}</span> {called}
            </Button>
          ))}
        </span>
      )}
    </form>
  );
}

interface FieldProps extends InputProps {
  label: string;
  onValue: (value: string) => void;
}

function Field({ label, onValue, ...input }: FieldProps) {
  return (
    <label className={styles.field}>
      <span>{label}</span>
      <Input
        {...input}
        size="small"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onValue(event.target.value)}
      />
    </label>
  );
}
